package io.onetail.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The demo's live logs: each has some history from the start and gets new lines at its own rate, and none uses more
 * than about 100 MB of disk space. One thread writes them all. {@link #close()} ends it; the files stay.
 */
public final class DemoLogs implements AutoCloseable {
    private static final Duration NEVER = Duration.ofDays(10_000);
    private static final long MIB = 1024 * 1024;
    private static final int HISTORY = 400;

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "onetail-demo logs");
        thread.setDaemon(true);
        return thread;
    });
    private final List<DemoLogFile> files = new ArrayList<>();

    private DemoLogs() {}

    /**
     * Starts to write.
     *
     * @param dir parent of a directory for each of the demo's hosts
     */
    public static DemoLogs start(Path dir) throws IOException {
        DemoLogs logs = new DemoLogs();
        Charset utf8 = StandardCharsets.UTF_8;
        try {
            logs.write(dir.resolve("web-1/nginx/access.log"), utf8, NEVER, 20, Writings::access);
            logs.write(dir.resolve("web-1/shop/shop.log"), utf8, NEVER, 6, Writings::java);
            logs.write(dir.resolve("web-1/shop/events.json"), utf8, NEVER, 4, Writings::json);
            logs.write(dir.resolve("web-2/nginx/access.log"), utf8, NEVER, 8, Writings::access);
            logs.write(dir.resolve("web-2/shop/shop.log"), utf8, NEVER, 3, Writings::java);
            logs.write(dir.resolve("web-2/shop/" + chineseName()), utf8, NEVER, 2, Writings::chinese);
            logs.write(dir.resolve("db-1/postgresql.log"), utf8, NEVER, 3, Writings::postgres);
            logs.write(dir.resolve("db-1/legacy-gbk.log"), Charset.forName("GBK"), NEVER, 2, Writings::chinese);
            logs.write(dir.resolve("batch-1/jobs-colour.log"), utf8, NEVER, 3, Writings::colour);
            logs.write(
                    dir.resolve("batch-1/rotated-every-minute.log"),
                    utf8,
                    Duration.ofMinutes(1),
                    10,
                    Writings::numbered);
            logs.write(dir.resolve("batch-1/flood-5000-lines-a-second.log"), utf8, NEVER, 5000, Writings::numbered);
            silent(dir.resolve("batch-1/silent.log"));
            return logs;
        } catch (IOException e) {
            logs.close();
            throw e;
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            if (writer.awaitTermination(5, TimeUnit.SECONDS)) {
                for (DemoLogFile file : files) {
                    file.close();
                }
            }
        } catch (IOException e) {
            System.err.println("A demo log can't be closed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Path path, Charset charset, Duration maxAge, int perSecond, Writing writing) throws IOException {
        DemoLogFile file = new DemoLogFile(path, charset, 32 * MIB, maxAge);
        files.add(file);
        Random random = new Random(path.getFileName().toString().hashCode());
        Instant start = Instant.now();
        StringBuilder history = new StringBuilder();
        for (int i = 0; i < HISTORY; i++) {
            writing.entry(history, start.minusMillis((HISTORY - i) * 1000L / perSecond), i + 1, random);
        }
        file.append(start, history);
        long period = Math.max(50, 1000 / perSecond);
        Batch batch = new Batch(file, writing, random, start, perSecond);
        writer.scheduleAtFixedRate(batch, period, period, TimeUnit.MILLISECONDS);
    }

    /** A Chinese file name, unless this JVM can't create such a file because its locale is POSIX. */
    private static String chineseName() {
        return "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "订单.log" : "orders-chinese.log";
    }

    private static void silent(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        StringBuilder lines = new StringBuilder();
        Random random = new Random(1);
        Instant longAgo = Instant.now().minus(Duration.ofDays(3));
        for (int i = 1; i <= 30; i++) {
            Writings.java(lines, longAgo.plusSeconds(i), i, random);
        }
        Files.writeString(path, lines);
    }

    /** Writes what is due for one log. The average rate is kept even if this thread was late. */
    private static final class Batch implements Runnable {
        private final DemoLogFile file;
        private final Writing writing;
        private final Random random;
        private final Instant start;
        private final int perSecond;
        private long written;

        Batch(DemoLogFile file, Writing writing, Random random, Instant start, int perSecond) {
            this.file = file;
            this.writing = writing;
            this.random = random;
            this.start = start;
            this.perSecond = perSecond;
        }

        @Override
        public void run() {
            Instant now = Instant.now();
            long due = Duration.between(start, now).toMillis() * perSecond / 1000;
            if (due - written > perSecond) {
                written = due - perSecond; // the machine has slept, which is not made up for
            }
            StringBuilder lines = new StringBuilder();
            for (; written < due; written++) {
                writing.entry(lines, now, HISTORY + written + 1, random);
            }
            try {
                file.append(now, lines);
            } catch (IOException e) {
                System.err.println("A demo log can't be written: " + e);
            }
        }
    }
}

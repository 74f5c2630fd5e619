package io.onetail.testing;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.catalog.Source;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.tail.CurrentFile;
import io.onetail.tail.FileInfo;
import io.onetail.tail.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may write where a log is, and swaps its name, or its directory's, with a link to a secret as fast as they can, while the
 * log is looked at, followed and read again and again.
 */
public final class SwappedLog {
    private static final String LINE = "for everybody\n";
    private static final String SECRET = "SECRET\n";
    /** Directories below the one that is swapped: the more, the longer it takes to walk there. */
    private static final String DEEP = "d/".repeat(400);

    private static final int AT_ONCE = 2;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final long longestNanos;
    private final Path directory;
    private final Path secrets;
    private final Path secret;
    private final Path log;
    private final Path kept;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger leaked = new AtomicInteger();
    private volatile boolean over;

    /**
     * @param place an empty directory, links resolved
     * @param longestNanos how long the name leads to one file before it leads to the other, at random up to this: of most effect is what an
     *     opening takes, or nothing where that is long
     */
    public SwappedLog(Path place, long longestNanos) throws IOException {
        this.longestNanos = longestNanos;
        this.directory = place.resolve("logs/app");
        this.log = Files.createDirectories(directory.resolve(DEEP)).resolve("app.log");
        this.kept = Files.writeString(place.resolve("kept"), LINE);
        Files.createLink(log, kept);
        this.secrets = place.resolve("secret");
        this.secret = Files.createDirectories(secrets.resolve(DEEP)).resolve("app.log");
        Files.writeString(secret, SECRET);
    }

    /** Whether the configuration allows a path. */
    public boolean allows(String path) {
        return path.equals(log.toString());
    }

    /** How often the log's own lines came. */
    public int seen() {
        return seen.get();
    }

    /** How often the secret came, or a part of it. */
    public int leaked() {
        return leaked.get();
    }

    private interface Swap {
        void once() throws IOException;
    }

    /** Opens the log so many times, in bounded time, while its name is swapped. */
    public void openWhileTheNameIsSwapped(Transport transport, int times) throws Exception {
        open(transport, times, () -> {
            Path link = log.resolveSibling("link");
            Files.createSymbolicLink(link, secret);
            Files.move(link, log, StandardCopyOption.ATOMIC_MOVE);
            dwell();
            Files.createLink(link, kept);
            Files.move(link, log, StandardCopyOption.ATOMIC_MOVE);
            dwell();
        });
    }

    /** Opens the log so many times, in bounded time, while its directory is swapped. */
    public void openWhileTheDirectoryIsSwapped(Transport transport, int times) throws Exception {
        Path away = directory.resolveSibling("away");
        Path link = Files.createSymbolicLink(directory.resolveSibling("link"), secrets);
        open(transport, times, () -> {
            Files.move(directory, away);
            Files.move(link, directory);
            dwell();
            Files.move(directory, link);
            Files.move(away, directory);
            dwell();
        });
    }

    private void dwell() {
        long until = System.nanoTime()
                + (longestNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(longestNanos));
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private void open(Transport transport, int times, Swap swap) throws Exception {
        over = false;
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<?> swapper = threads.submit(() -> {
                while (!over) {
                    swap.once();
                }
                return null;
            });
            AtomicInteger left = new AtomicInteger(times);
            long deadline = System.nanoTime() + MOST_NANOS;
            List<Future<?>> viewers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                viewers.add(threads.submit(() -> {
                    while (left.getAndDecrement() > 0 && System.nanoTime() < deadline) {
                        openOnce(transport);
                    }
                    return null;
                }));
            }
            for (Future<?> viewer : viewers) {
                viewer.get();
            }
            over = true;
            swapper.get();
        } finally {
            over = true;
            threads.shutdown();
        }
    }

    private void openOnce(Transport transport) throws InterruptedException, LogException {
        Catalog catalog = new Catalog(
                List.of(new Host(
                        "web-1",
                        null,
                        Map.of(),
                        null,
                        List.of(log.toString()),
                        Map.of(),
                        StandardCharsets.UTF_8,
                        Map.of(),
                        false)),
                List.of());
        Source.File file = (Source.File) catalog.resolve(new LogId("web-1", log.toString()));
        try {
            FileInfo info = CurrentFile.look(file, catalog, transport);
            First sink = new First();
            Transport.Follower follower = transport.follow(log.toString(), info, 0, sink);
            sink.came.await(2, TimeUnit.SECONDS);
            follower.stop();
            count(sink.text());
            byte[] read = transport.read(log.toString(), info.id(), 0, 1000);
            count(read == null ? "" : new String(read, StandardCharsets.UTF_8));
        } catch (LogException e) {
            // refused, as it should be
        }
    }

    private void count(String text) {
        if (text.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            leaked.incrementAndGet();
        } else if (text.equals(LINE)) {
            seen.incrementAndGet();
        }
    }

    /** Waits for the first that comes. */
    private static final class First implements Transport.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch came = new CountDownLatch(1);

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void bytes(byte[] buffer, int offset, int length) {
            bytes.write(buffer, offset, length);
            came.countDown();
        }

        @Override
        public void truncated() {
            // swapped files are told apart by their inodes
        }

        @Override
        public void same() {
            // bytes are waited for
        }

        @Override
        public void moved(long size) {
            // bytes are waited for
        }

        @Override
        public void replaced() {
            came.countDown();
        }

        @Override
        public void ended(@Nullable LogException cause) {
            came.countDown();
        }
    }
}

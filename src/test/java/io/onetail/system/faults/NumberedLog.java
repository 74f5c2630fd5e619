package io.onetail.system.faults;

import io.onetail.protocol.LogId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A log that somebody writes {@link NumberedText} lines to, at a rate, like a daemon: the file stays open until it is told to open
 * it again, which it is by a file beside it that logrotate's script makes. Knows what the true log is. Safe for any thread.
 */
final class NumberedLog implements AutoCloseable {
    private static final long PAUSE = 20_000_000;
    /** From the log's own lines to those of other processes. */
    private static final long LATE = 500_000_000;
    /** From one's lines to the next one's. */
    private static final long LATE_APART = 1_000_000;

    /** What was lost when the file was cut, by logrotate after its copy or by {@code >}: this part of the text was never in a file again. */
    record Lost(long from, long to) {}

    private final Path file;
    private final int rate;
    private final long before;
    private final Thread thread = new Thread(this::write, "numbered-log");
    private final Map<Long, Long> begins = new ConcurrentHashMap<>();
    private final List<Lost> lost = new CopyOnWriteArrayList<>();
    private final List<Lost> destroyed = new CopyOnWriteArrayList<>();
    private volatile long line; // the last that was written
    private final List<Late> lates = new CopyOnWriteArrayList<>();
    private volatile int burst; // lines to write at once
    private volatile int quiet; // milliseconds between two lines, or 0 for the log's own rate
    private volatile boolean rewrite;
    private volatile boolean stop;
    private volatile RuntimeException failure;

    /** @param rate lines a second */
    NumberedLog(Path file, int rate) {
        this(file, rate, 0);
    }

    /**
     * @param rate lines a second
     * @param before number of the line before the first one, by which logs beside each other are told from one another
     */
    NumberedLog(Path file, int rate, long before) {
        this.file = file;
        this.rate = rate;
        this.before = before;
        this.line = before;
        append(10);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    Path file() {
        return file;
    }

    LogId id(String host) {
        return new LogId(host, file.toString());
    }

    /** A file that belongs to the log, in another directory. */
    Path aside(String ending) {
        return file.getParent().resolveSibling(file.getFileName() + "." + ending);
    }

    /** Whose being there asks the writer to open the file again; the writer removes it when it has. */
    Path hup() {
        return aside("hup");
    }

    /** How many lines it has. */
    long lines() {
        return line - before;
    }

    /** Where its text begins. */
    long first() {
        return NumberedText.start(before + 1);
    }

    /** Where its text ends. */
    long end() {
        return NumberedText.start(line + 1);
    }

    /** Its bytes. */
    long length() {
        return end() - first();
    }

    /** Whether other processes write to it too, so that not each byte of a file follows from the one before. */
    boolean isMixed() {
        return lates.stream().anyMatch(late -> late.end() > late.first());
    }

    /** The other processes so far, each with a text of its own, which stands in the files between the lines of the others. */
    List<Late> lates() {
        return lates;
    }

    /** The process that has written the line at this place; null for the log's own writer. */
    @Nullable
    Late late(long place) {
        return lates.stream()
                .filter(late -> place >= late.first() && place < NumberedText.start(late.lineBefore + LATE_APART))
                .findFirst()
                .orElse(null);
    }

    /** Another process opens the file, to write lines of its own to it, wherever it is renamed to. */
    Late late() throws IOException {
        Late late = new Late(open(), before + LATE + lates.size() * LATE_APART);
        lates.add(late);
        return late;
    }

    /** Writes on one thread. */
    final class Late implements AutoCloseable {
        private final OutputStream out;
        private final long lineBefore;
        private volatile long line;

        private Late(OutputStream out, long lineBefore) {
            this.out = out;
            this.lineBefore = lineBefore;
            this.line = lineBefore;
        }

        /** Where its text begins. */
        long first() {
            return NumberedText.start(lineBefore + 1);
        }

        /** Where its text ends. */
        long end() {
            return NumberedText.start(line + 1);
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // by one at a time
        void write(int count) throws IOException {
            line += count; // before it can be seen
            out.write(NumberedText.lines(line - count + 1, line));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Writes so many lines more at once. */
    void burst(int count) {
        burst = count;
    }

    /** From now on writes one line and waits so long; 0 for its own rate. */
    void quiet(int millis) {
        quiet = millis;
    }

    /** Writes the file new from its begin, as a shell does with {@code >}, at once with more than it had. */
    void rewrite() {
        rewrite = true;
    }

    /** Whether that has happened. */
    boolean isRewritten() {
        return !rewrite;
    }

    /** This part of the text is in no file any more. */
    void destroyed(long from, long to) {
        destroyed.add(new Lost(from, to));
    }

    /**
     * How many bytes of a gap in the text are in files. None counts if some of it are in none: nobody can tell then what came after these.
     */
    long kept(long from, long to) {
        boolean gone = destroyed.stream().anyMatch(part -> part.from <= to && part.to >= from);
        long lostWithin = lost.stream()
                .mapToLong(part -> Math.max(0, Math.min(part.to, to) - Math.max(part.from, from)))
                .sum();
        return gone ? 0 : to - from - lostWithin;
    }

    void lost(long from, long to) {
        lost.add(new Lost(from, to));
    }

    List<Lost> losses() {
        return List.copyOf(lost);
    }

    /** Whether logrotate has lost this part of the text, so that it may be missing without a word. */
    boolean wasLost(long from, long to) {
        return lost.stream().anyMatch(part -> part.from <= from && to == part.to);
    }

    /** In what place of the text a generation begins, as the first chunk of it that anybody got says; -1 if nobody did. */
    long begin(long generation) {
        return begins.getOrDefault(generation, -1L);
    }

    /** Returns the begin that is known for it, which must be the same for all. */
    long learn(long generation, long begin) {
        Long known = begins.putIfAbsent(generation, begin);
        return known == null ? begin : known;
    }

    Map<Long, Long> generations() {
        return new TreeMap<>(begins);
    }

    private void append(int count) {
        try (OutputStream out = open()) {
            out.write(NumberedText.lines(line + 1, line + count));
            line += count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // by this thread alone
    private void write() {
        try {
            OutputStream out = open();
            long begin = System.nanoTime();
            long due = 0;
            while (!stop) {
                if (Files.exists(hup())) {
                    out.close();
                    out = open();
                    Files.delete(hup());
                }
                if (rewrite) {
                    out.close();
                    out = rewritten();
                    rewrite = false;
                }
                long now = (System.nanoTime() - begin) * rate / 1_000_000_000L;
                int count = (quiet > 0 ? 1 : (int) (now - due)) + burst;
                burst = 0;
                due = now;
                while (count > 0) {
                    int some = Math.min(count, 50);
                    out.write(NumberedText.lines(line + 1, line + some));
                    line += some;
                    count -= some;
                }
                park();
            }
            out.close();
        } catch (IOException e) {
            failure = new UncheckedIOException(e);
        }
    }

    /** A quiet writer looks whether to open its file again only when it next writes. */
    private void park() {
        long begin = System.nanoTime();
        do {
            LockSupport.parkNanos(PAUSE);
        } while (!stop && System.nanoTime() - begin < quiet * 1_000_000L);
    }

    private OutputStream rewritten() throws IOException {
        long size = Files.size(file);
        long from = NumberedText.start(line + 1) - size;
        long last = NumberedText.lineAt(NumberedText.start(line + 1) + size) + 1;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(NumberedText.lines(line + 1, last));
        }
        destroyed(from, from + size);
        lost(from, from + size); // what of it was not read before
        line = last;
        return open();
    }

    /** Stops writing; a request to open the file again is met first. */
    void finish() {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        finish();
    }
}

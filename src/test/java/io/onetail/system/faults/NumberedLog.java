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
 * A log to which {@link NumberedText} lines are written at a rate, as by a daemon: the file stays open until a flag
 * file beside it, which logrotate's script creates, asks to reopen it. Knows the true content of the log. Safe for any
 * thread.
 */
final class NumberedLog implements AutoCloseable {
    private static final long PAUSE = 20_000_000;
    /** From the log's own lines to those of other processes. */
    private static final long LATE = 500_000_000;
    /** From one's lines to the next one's. */
    private static final long LATE_APART = 1_000_000;

    /**
     * The part of the text that was lost when the file was truncated, by logrotate after its copy or by {@code >}, and
     * was never in a file again.
     */
    record Lost(long from, long to) {}

    private final Path file;
    private final int rate;
    private final long before;
    private final Thread thread = new Thread(this::write, "numbered-log");
    private final Map<Long, Long> begins = new ConcurrentHashMap<>();
    private final List<Lost> lost = new CopyOnWriteArrayList<>();
    private final List<Lost> destroyed = new CopyOnWriteArrayList<>();
    private volatile long line; // the last line written
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
     * @param before number of the line before the first one, which distinguishes neighbouring logs
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

    /** A file of the log in another directory. */
    Path aside(String ending) {
        return file.getParent().resolveSibling(file.getFileName() + "." + ending);
    }

    /** The flag file that asks the writer to reopen the file; the writer then removes it. */
    Path hup() {
        return aside("hup");
    }

    /** The number of lines. */
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

    /** Whether other processes write to it too, so that not each byte of a file follows from the previous one. */
    boolean isMixed() {
        return lates.stream().anyMatch(late -> late.end() > late.first());
    }

    /** The other processes so far, each with its own text, whose lines are between those of the others. */
    List<Late> lates() {
        return lates;
    }

    /** The process that has written the line at a place; null for the log's own writer. */
    @Nullable
    Late late(long place) {
        return lates.stream()
                .filter(late -> place >= late.first() && place < NumberedText.start(late.lineBefore + LATE_APART))
                .findFirst()
                .orElse(null);
    }

    /** Opens the file as another process, which writes its own lines to it, wherever it is renamed to. */
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

    /** Writes so many additional lines at once. */
    void burst(int count) {
        burst = count;
    }

    /** Sets the pause after each line; 0 for the log's own rate. */
    void quiet(int millis) {
        quiet = millis;
    }

    /** Overwrites the file from its beginning, as a shell does with {@code >}, at once with more than it had. */
    void rewrite() {
        rewrite = true;
    }

    /** Whether that has happened. */
    boolean isRewritten() {
        return !rewrite;
    }

    /** Notes that a part of the text is in no file any more. */
    void destroyed(long from, long to) {
        destroyed.add(new Lost(from, to));
    }

    /**
     * The number of bytes of a gap that are in files; 0 if some of its bytes are in none, since it is unknown then what
     * followed them.
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

    /** Whether logrotate has lost a part of the text, so that it may be missing without an announcement. */
    boolean wasLost(long from, long to) {
        return lost.stream().anyMatch(part -> part.from <= from && to == part.to);
    }

    /**
     * The place of the text where a generation begins, according to its first chunk at any viewer; -1 if there was
     * none.
     */
    long begin(long generation) {
        return begins.getOrDefault(generation, -1L);
    }

    /** Sets the beginning of a generation if it is not known; returns it, which must be the same for all. */
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

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // by this thread only
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

    /** A quiet writer checks only before its next line whether to reopen its file. */
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
        lost(from, from + size); // the part that had not been read
        line = last;
        return open();
    }

    /** Stops writing, after a request to reopen the file has been met. */
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

package io.onetail.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** Appends numbered lines to a log, at a rate or as fast as possible. For one thread, which blocks while it writes. */
final class LogWriter implements AutoCloseable {
    private static final int MOST_AT_ONCE = 2_000;
    /** Lines that are due within this time are written together. */
    private static final long STEP_NANOS = 1_000_000;

    private final FileChannel file;
    private long lines;

    LogWriter(Path log) throws IOException {
        file = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The length of the log in bytes. */
    long end() {
        return lines * LogLine.LENGTH;
    }

    /** Writes as fast as possible. */
    void flood(long count) throws IOException {
        long until = lines + count;
        while (lines < until) {
            write((int) Math.min(MOST_AT_ONCE, until - lines));
        }
    }

    /** Writes lines at a rate for a time; returns the rate reached. */
    double steadily(double rate, double seconds) throws IOException {
        long begin = System.nanoTime();
        long total = Math.max(1, Math.round(rate * seconds));
        long done = 0;
        while (done < total) {
            long due = Math.min(total, 1 + (long) ((System.nanoTime() - begin) * rate / 1e9));
            while (done < due) {
                int now = (int) Math.min(MOST_AT_ONCE, due - done);
                write(now);
                done += now;
            }
            if (done < total) {
                long next = begin + (long) (done / rate * 1e9);
                LockSupport.parkNanos(
                        Math.max(next, System.nanoTime() + (rate > 1_000 ? STEP_NANOS : 0)) - System.nanoTime());
            }
        }
        double took = (System.nanoTime() - begin) / 1e9;
        return total / Math.max(took, total == 1 ? 1 : 1e-9);
    }

    private void write(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(LogLine.lines(lines, count, System.nanoTime()));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        lines += count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

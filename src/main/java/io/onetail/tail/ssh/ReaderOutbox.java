package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to a reader, in order. Adding something never waits for the connection: one worker at a time writes, while there is
 * something to write. Bounded: a reader that does not read what it is sent is given up. Safe for any thread.
 */
final class ReaderOutbox {
    /** The most bytes that may wait. */
    private static final int MOST = 4 * RequestLine.MOST;
    /** How many bytes are written at once, if there are as many. */
    private static final int PIECE = 32 * 1024;

    private final SshWorkers workers;
    private final WriteFailure writeFailure;

    @GuardedBy("this")
    private final Deque<byte[]> first = new ArrayDeque<>();

    @GuardedBy("this")
    private final Deque<byte[]> lines = new ArrayDeque<>();

    @GuardedBy("this")
    private int waiting;

    @GuardedBy("this")
    private @Nullable ReaderProcess process;

    @GuardedBy("this")
    private boolean open;

    @GuardedBy("this")
    private boolean writing;

    @GuardedBy("this")
    private boolean closed;

    /** Called when nothing can be written any more. */
    interface WriteFailure {
        /** @param why the end of a sentence */
        void fail(String why, @Nullable Throwable cause);
    }

    ReaderOutbox(SshWorkers workers, WriteFailure writeFailure) {
        this.workers = workers;
        this.writeFailure = writeFailure;
    }

    /** From now on there is a process to write to. */
    synchronized void begin(ReaderProcess to) {
        process = to;
        write();
    }

    /** Adds what is written before all lines. */
    synchronized void first(byte[] bytes) {
        first.add(bytes);
        write();
    }

    /** Allows the lines to be written. */
    synchronized void open() {
        open = true;
        write();
    }

    void line(byte[] line) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (waiting + line.length <= MOST) {
                waiting += line.length;
                lines.add(line);
                write();
                return;
            }
        }
        workers.execute(() -> writeFailure.fail("it does not read its requests", null));
    }

    /** Stops writing. */
    synchronized void close() {
        closed = true;
        first.clear();
        lines.clear();
    }

    @GuardedBy("this")
    private void write() {
        if (!writing && process != null && (!first.isEmpty() || (open && !lines.isEmpty()))) {
            writing = true;
            workers.execute(this::run);
        }
    }

    private void run() {
        try {
            for (OutboxPiece piece = next(); piece != null; piece = next()) {
                piece.to.write(piece.bytes, 0, piece.bytes.length);
            }
        } catch (IOException e) {
            writeFailure.fail("its requests can't be written", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record OutboxPiece(ReaderProcess to, byte[] bytes) {}

    private synchronized @Nullable OutboxPiece next() {
        ReaderProcess to = process;
        byte[] bytes = first.poll();
        if (bytes == null && open) {
            bytes = gathered();
        }
        if (bytes == null || to == null) {
            writing = false;
            return null;
        }
        return new OutboxPiece(to, bytes);
    }

    @GuardedBy("this")
    private byte @Nullable [] gathered() {
        byte[] next = lines.poll();
        if (next == null) {
            return null;
        }
        waiting -= next.length;
        if (lines.isEmpty()) {
            return next;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(next);
        for (next = lines.peek(); next != null && all.size() + next.length <= PIECE; next = lines.peek()) {
            lines.remove();
            waiting -= next.length;
            all.writeBytes(next);
        }
        return all.toByteArray();
    }
}

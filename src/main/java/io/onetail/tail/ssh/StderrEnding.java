package io.onetail.tail.ssh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the end of what a process writes to its standard error. Written by one thread, read by any. */
final class StderrEnding extends OutputStream {
    private static final int MOST = 2000;

    private final byte[] kept = new byte[2 * MOST];
    private int length;
    private final Runnable end;

    /** @param end run when the stream is closed */
    StderrEnding(Runnable end) {
        this.end = end;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int count) {
        int taken = Math.min(count, MOST);
        if (length + taken > kept.length) {
            int left = MOST - taken;
            System.arraycopy(kept, length - left, kept, 0, left);
            length = left;
        }
        System.arraycopy(buffer, offset + count - taken, kept, length, taken);
        length += taken;
    }

    synchronized String text() {
        int from = Math.max(0, length - MOST);
        return new String(kept, from, length - from, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        end.run();
    }
}

package io.onetail.tail.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Passes on what comes after a mark. What comes before it was printed by a start-up file of the login, or by what runs in place of the
 * login's shell; its beginning is kept for a message. Owns the stream that it passes on to. For one thread at a time, except for
 * {@link #text}, which is for any thread.
 */
final class GreetingFilter extends OutputStream {
    private static final int MOST = 500;

    private final byte[] mark;
    private final OutputStream out;
    private final ByteArrayOutputStream before = new ByteArrayOutputStream();
    private volatile int matched;

    /** @param mark ASCII; its first character occurs only once in it */
    GreetingFilter(String mark, OutputStream out) {
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        int at = offset;
        while (matched < mark.length && at < offset + length) {
            byte next = buffer[at++];
            matched = next == mark[matched] ? matched + 1 : next == mark[0] ? 1 : 0;
            keep(next);
        }
        if (at < offset + length) {
            out.write(buffer, at, offset + length - at);
        }
    }

    private void keep(byte next) {
        if (before.size() < MOST) {
            before.write(next);
        }
    }

    /** Whether the mark has come. */
    boolean over() {
        return matched == mark.length;
    }

    /** The beginning of what came before the mark. */
    String text() {
        return before.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

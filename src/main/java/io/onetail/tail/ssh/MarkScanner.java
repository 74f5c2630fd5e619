package io.onetail.tail.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes tail's own messages out of what it prints. tail is called by a path that begins with a needle, a spelling of
 * {@code /} with some eighty random bits, and begins each message with it; names within a message are quoted so that it
 * stays one line. So a message is the needle up to the next line feed, and no log holds one unless its writer reads the
 * process list of its own host.
 *
 * <p>Searches by Boyer-Moore-Horspool, which skips the needle's length at nearly every step. Holds back only what is
 * a beginning of the needle at the very end of what came, until more comes or {@link #release}. Not safe for several threads.
 */
final class MarkScanner {
    private static final byte[] TRUNCATED = ": file truncated".getBytes(StandardCharsets.US_ASCII);

    private final byte[] needle;
    private final int[] shift = new int[256];
    private final Output output;

    /** Beginning of a needle, or the end so far of a message, that the next bytes may complete. */
    private final byte[] held;

    private int heldLength;
    private boolean inMessage;

    MarkScanner(byte[] needle, Output output) {
        this.needle = needle;
        this.output = output;
        this.held = new byte[Math.max(needle.length, TRUNCATED.length)];
        Arrays.fill(shift, needle.length);
        for (int i = 0; i < needle.length - 1; i++) {
            shift[needle[i] & 0xff] = needle.length - 1 - i;
        }
    }

    /** Where the parts go, in order. */
    interface Output {
        void bytes(byte[] buffer, int offset, int length);

        /** tail said that the file was cut in place. */
        void truncated();
    }

    void accept(byte[] buffer, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (inMessage) {
                from = message(buffer, from, end);
            } else if (heldLength > 0) {
                from = resume(buffer, from, end);
            } else {
                from = search(buffer, from, end);
            }
        }
    }

    /** Gives up waiting for the rest of a needle; not of a message, whose end always comes. */
    void release() {
        if (!inMessage && heldLength > 0) {
            output.bytes(held, 0, heldLength);
            heldLength = 0;
        }
    }

    /** Whether bytes are held back that {@link #release} would give out. */
    boolean holds() {
        return !inMessage && heldLength > 0;
    }

    private int search(byte[] buffer, int from, int end) {
        int last = needle.length - 1;
        int at = from;
        while (at + last < end) {
            int tip = buffer[at + last] & 0xff;
            if (tip == (needle[last] & 0xff) && matches(buffer, at, last)) {
                pass(buffer, from, at);
                inMessage = true;
                return at + needle.length;
            }
            at += shift[tip];
        }
        // Whatever is before the smallest possible start can't be part of a needle.
        int start = Math.max(from, end - last);
        while (start < end && !matches(buffer, start, end - start)) {
            start++;
        }
        pass(buffer, from, start);
        hold(buffer, start, end - start);
        return end;
    }

    /** Goes on with a needle that began before this buffer. */
    private int resume(byte[] buffer, int from, int end) {
        int count = Math.min(needle.length - heldLength, end - from);
        hold(buffer, from, count);
        if (Arrays.equals(held, 0, heldLength, needle, 0, heldLength)) {
            if (heldLength == needle.length) {
                heldLength = 0;
                inMessage = true;
            }
            return from + count;
        }
        // It was none; a later start within what is held may be one, and else the first byte is the log's.
        byte[] again = Arrays.copyOf(held, heldLength);
        heldLength = 0;
        int start = 1;
        while (start < again.length && !Arrays.equals(again, start, again.length, needle, 0, again.length - start)) {
            start++;
        }
        output.bytes(again, 0, start);
        hold(again, start, again.length - start);
        return from + count;
    }

    private int message(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        holdEnd(buffer, from, at - from);
        if (at == end) {
            return end;
        }
        boolean truncated = Arrays.equals(held, 0, heldLength, TRUNCATED, 0, TRUNCATED.length);
        heldLength = 0;
        inMessage = false;
        if (truncated) {
            output.truncated();
        }
        return at + 1;
    }

    private boolean matches(byte[] buffer, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    private void pass(byte[] buffer, int from, int to) {
        if (to > from) {
            output.bytes(buffer, from, to - from);
        }
    }

    /** Holds as much as tells what a message says, which is at its end, however long it is. */
    private void holdEnd(byte[] buffer, int from, int count) {
        int added = Math.min(count, TRUNCATED.length);
        int kept = Math.min(heldLength, TRUNCATED.length - added);
        System.arraycopy(held, heldLength - kept, held, 0, kept);
        heldLength = kept;
        hold(buffer, from + count - added, added);
    }

    private void hold(byte[] buffer, int from, int count) {
        System.arraycopy(buffer, from, held, heldLength, count);
        heldLength += count;
    }
}

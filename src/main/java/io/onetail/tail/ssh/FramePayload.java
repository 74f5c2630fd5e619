package io.onetail.tail.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads the fields of one payload in order. For one thread. */
final class FramePayload {
    private static final Pattern NODE = Pattern.compile("[0-9]{1,20}:[0-9]{1,20}");
    private static final int MOST_SHOWN = 40;

    private final byte[] buffer;
    private final int end;
    private int at;

    FramePayload(byte[] buffer, int from, int length) {
        this.buffer = buffer;
        this.at = from;
        this.end = from + length;
    }

    boolean more() {
        return at < end;
    }

    /** The next field, which ends with a NUL. */
    String text() throws BadFrameException {
        for (int i = at; i < end; i++) {
            if (buffer[i] == 0) {
                String field = new String(buffer, at, i - at, StandardCharsets.UTF_8);
                at = i + 1;
                return field;
            }
        }
        throw new BadFrameException("a field without an end");
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(buffer, at, end);
        at = end;
        return rest;
    }

    String node() throws BadFrameException {
        String node = text();
        if (!NODE.matcher(node).matches()) {
            throw unexpected("device:inode", node);
        }
        return node;
    }

    String path() throws BadFrameException {
        String path = text();
        if (!path.startsWith("/")) {
            throw unexpected("an absolute path", path);
        }
        return path;
    }

    /** The next field, a decimal number within bounds. */
    long number(long least, long most) throws BadFrameException {
        String text = text();
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // handled like a number that is out of bounds
        }
        throw unexpected("a number", text);
    }

    /** The number of a life, 4 bytes. */
    int life() throws BadFrameException {
        need(Integer.BYTES);
        int life = ByteBuffer.wrap(buffer, at, Integer.BYTES).getInt();
        at += Integer.BYTES;
        if (life < 0) {
            throw unexpected("the number of a life", Integer.toUnsignedString(life));
        }
        return life;
    }

    /** A place or a length in a file, 8 bytes. */
    long offset() throws BadFrameException {
        need(Long.BYTES);
        long offset = ByteBuffer.wrap(buffer, at, Long.BYTES).getLong();
        at += Long.BYTES;
        if (offset < 0) {
            throw unexpected("a place in a file", Long.toUnsignedString(offset));
        }
        return offset;
    }

    private void need(int count) throws BadFrameException {
        if (end - at < count) {
            throw new BadFrameException("a payload that is too short");
        }
    }

    static BadFrameException unexpected(String expected, String found) {
        String shown = found.length() > MOST_SHOWN ? found.substring(0, MOST_SHOWN) + "…" : found;
        return new BadFrameException("'" + shown + "' where " + expected + " was expected");
    }
}

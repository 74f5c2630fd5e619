package io.onetail.tail.ssh;

import java.nio.ByteBuffer;

/**
 * Extracts a reader's frames from its output, which comes in pieces of any size. Bytes of logs, ranges and commands are passed on as they
 * come and never copied; other payloads are collected, one at a time, so that no reader can make this hold more than {@link #MOST} bytes.
 * For one thread.
 */
final class FrameDecoder {
    /** The most bytes of a payload. */
    static final int MOST = 262_144;
    /** The most bytes of a log in one payload. */
    static final int MOST_BYTES = 131_072;

    private static final int HEADER = 9;
    private static final int PLACE = 12;
    private static final byte[] NOTHING = {};

    private final FrameSink sink;
    /** The header and, in frames whose bytes are passed on, the fields before the bytes. */
    private final byte[] start = new byte[HEADER + PLACE];

    private int startLength;
    /** How long the start of this frame is; until that is known, the length of the header. */
    private int startNeeded = HEADER;

    private char type;
    private long id;
    private int life;
    private long offset;
    /** How many bytes of the payload, after the start, are still to come. */
    private int left;
    /** The payload, if it is collected. */
    private byte[] gathered = NOTHING;

    FrameDecoder(FrameSink sink) {
        this.sink = sink;
    }

    /** Takes the next piece. Not to be called again after a failure. */
    void accept(byte[] buffer, int from, int length) throws BadFrameException {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (startLength < startNeeded) {
                int count = Math.min(startNeeded - startLength, end - at);
                System.arraycopy(buffer, at, start, startLength, count);
                startLength += count;
                at += count;
                if (startLength == startNeeded) {
                    begin();
                }
            } else {
                int count = Math.min(left, end - at);
                take(buffer, at, count);
                at += count;
            }
        }
    }

    /** Whether the last frame is complete. */
    boolean whole() {
        return startLength == 0;
    }

    private void begin() throws BadFrameException {
        ByteBuffer fields = ByteBuffer.wrap(start);
        if (startNeeded == HEADER) {
            left = fields.getInt();
            type = (char) (fields.get() & 0xff);
            id = Integer.toUnsignedLong(fields.getInt());
            int before = fieldsBeforeBytes();
            if (left < before || left > (type == 'D' ? PLACE + MOST_BYTES : MOST)) {
                throw new BadFrameException("a frame " + (type >= ' ' && type < 127 ? "'" + type + "' " : "") + "of "
                        + Integer.toUnsignedString(left) + " bytes");
            }
            left -= before;
            startNeeded = HEADER + before;
            if (before > 0) {
                return;
            }
        }
        if (type == 'D') {
            FramePayload place = new FramePayload(start, HEADER, PLACE);
            life = place.life();
            offset = place.offset();
            if (offset > Long.MAX_VALUE - left) {
                throw FramePayload.unexpected("a place in a file", Long.toString(offset));
            }
        } else if (type == 'W' && start[HEADER] != 0 && start[HEADER] != 1) {
            throw FramePayload.unexpected("a command's stream", Integer.toString(start[HEADER]));
        }
        if (left == 0) {
            if (!handedOn()) {
                parse(NOTHING, 0, 0);
            }
            startLength = 0;
            startNeeded = HEADER;
        }
    }

    private int fieldsBeforeBytes() {
        return type == 'D' ? PLACE : type == 'W' ? 1 : 0;
    }

    private boolean handedOn() {
        return type == 'D' || type == 'B' || type == 'W';
    }

    private void take(byte[] buffer, int from, int count) throws BadFrameException {
        boolean last = count == left;
        if (handedOn()) {
            handOn(buffer, from, count);
            left -= count;
        } else if (last && gathered.length == 0) {
            parse(buffer, from, count);
        } else {
            gather(buffer, from, count);
            if (last) {
                byte[] payload = gathered;
                gathered = NOTHING;
                parse(payload, 0, payload.length);
            }
        }
        if (last) {
            startLength = 0;
            startNeeded = HEADER;
        }
    }

    private void handOn(byte[] buffer, int from, int count) throws BadFrameException {
        switch (type) {
            case 'D' -> {
                sink.bytes(id, life, offset, buffer, from, count);
                offset += count;
            }
            case 'B' -> sink.range(id, buffer, from, count);
            default -> sink.output(id, start[HEADER] == 1, buffer, from, count);
        }
    }

    private void gather(byte[] buffer, int from, int count) {
        if (gathered.length == 0) {
            gathered = new byte[left];
        }
        System.arraycopy(buffer, from, gathered, gathered.length - left, count);
        left -= count;
    }

    private void parse(byte[] buffer, int from, int count) throws BadFrameException {
        sink.frame(FrameParser.parse(type, id, new FramePayload(buffer, from, count)));
    }
}

package io.onetail.tail.ssh;

import java.nio.ByteBuffer;

/**
 * Takes a reader's frames out of what comes of it, in pieces of any size. Bytes of logs, ranges and commands are handed on as they come and are
 * never copied; other payloads are gathered, one at a time, so that no reader can make it hold more than {@link #MOST} bytes. For one thread.
 */
final class FrameDecoder {
    /** Most bytes of a payload. */
    static final int MOST = 262_144;
    /** Most bytes of a log in a payload. */
    static final int MOST_BYTES = 131_072;

    private static final int HEADER = 9;
    private static final int PLACE = 12;
    private static final byte[] NOTHING = {};

    private final FrameSink sink;
    /** The header, and the fields before the bytes of those payloads that are handed on. */
    private final byte[] start = new byte[HEADER + PLACE];

    private int startLength;
    /** How long the start of this frame is; the header until that is known. */
    private int startNeeded = HEADER;

    private char type;
    private long id;
    private int life;
    private long offset;
    /** Bytes of the payload behind the start. */
    private int left;
    /** The payload, where it is gathered. */
    private byte[] gathered = NOTHING;

    FrameDecoder(FrameSink sink) {
        this.sink = sink;
    }

    /** Takes the next piece; after a failure, no more. */
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

    /** Whether the last frame has come to its end. */
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

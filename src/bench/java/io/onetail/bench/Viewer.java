package io.onetail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One viewer: decodes a WebSocket and checks that each chunk continues the one before. A watchful one also checks each
 * line's number and measures its latency. Once connected, for the crowd's thread.
 */
final class Viewer {
    private static final int CHUNK_HEADER = 32;
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final Pattern PLACE = Pattern.compile("\"generation\":\"?(\\d+)\"?,\"offset\":\"?(\\d+)\"?");

    final SocketChannel socket;
    private final Samples latencies; // null if it is not watchful
    private final byte[] head = new byte[10 + CHUNK_HEADER];
    private int headLength;
    private long left; // remaining bytes of the frame's payload
    private boolean text;
    private boolean ping;
    private final StringBuilder json = new StringBuilder();

    private long next = -1; // the offset that is expected; -1 before the view is open
    private long number;
    private long time;
    private long delivered;
    private long skipped;
    private long wrong;
    private long frames;
    private String trouble;
    boolean reached;
    boolean stuck;

    Viewer(SocketChannel socket, Samples latencies) {
        this.socket = socket;
        this.latencies = latencies;
    }

    boolean open() {
        return next >= 0;
    }

    /** The offset after everything received or announced as a gap. */
    long next() {
        return next;
    }

    /** Log bytes received. */
    long delivered() {
        return delivered;
    }

    /** Log bytes announced as gaps. */
    long skipped() {
        return skipped;
    }

    /** The number of misplaced chunks and lines with a wrong number; must be 0. */
    long wrong() {
        return wrong;
    }

    long frames() {
        return frames;
    }

    /** The last message that reports a problem, or null. */
    String trouble() {
        return trouble;
    }

    /** Processes what has been received. */
    void take(ByteBuffer in, long now) throws IOException {
        while (in.hasRemaining()) {
            if (left == 0) {
                header(in);
            } else {
                int length = (int) Math.min(left, in.remaining());
                if (text) {
                    for (int i = 0; i < length; i++) {
                        json.append((char) (in.get() & 0xff));
                    }
                } else {
                    log(in, length, now);
                }
                left -= length;
                if (left == 0 && text) {
                    if (ping) {
                        socket.write(masked(PONG, json.toString()));
                    } else {
                        message(json.toString());
                    }
                    json.setLength(0);
                }
            }
        }
    }

    private void header(ByteBuffer in) throws IOException {
        head[headLength++] = in.get();
        if (headLength < 2) {
            return;
        }
        int opcode = head[0] & 0x0f;
        int code = head[1] & 0x7f;
        int size = code < 126 ? 2 : code == 126 ? 4 : 10;
        if (headLength < size) {
            return;
        }
        long length = code;
        if (size > 2) {
            length = 0;
            for (int i = 2; i < size; i++) {
                length = length << 8 | (head[i] & 0xff);
            }
        }
        if (opcode == 8) {
            trouble = "the server closed the connection";
            throw new IOException(trouble);
        }
        ping = opcode == PING;
        if (ping && length == 0) {
            headLength = 0;
            socket.write(masked(PONG, ""));
            return;
        }
        if (opcode != 2) {
            begin(length, true);
            return;
        }
        while (headLength < size + CHUNK_HEADER && in.hasRemaining()) {
            head[headLength++] = in.get();
        }
        if (headLength < size + CHUNK_HEADER) {
            return;
        }
        long offset = ByteBuffer.wrap(head).getLong(size + 24);
        if (offset != next) {
            wrong++;
        }
        next = offset;
        begin(length - CHUNK_HEADER, false);
    }

    private void begin(long length, boolean isText) {
        headLength = 0;
        left = length;
        text = isText;
        frames++;
    }

    private void log(ByteBuffer in, int length, long now) {
        if (latencies != null) {
            watch(in, length, now);
        }
        in.position(in.position() + length);
        next += length;
        delivered += length;
    }

    private void watch(ByteBuffer in, int length, long now) {
        int at = in.position();
        long from = next;
        long end = from + length;
        for (long line = from / LogLine.LENGTH; line * LogLine.LENGTH < end; line++) {
            long begin = line * LogLine.LENGTH;
            number = digits(in, at, from, end, begin + LogLine.NUMBER_AT, LogLine.NUMBER_DIGITS, number);
            long numbered = begin + LogLine.NUMBER_AT + LogLine.NUMBER_DIGITS;
            if (numbered > from && numbered <= end && number != line) {
                wrong++;
            }
            time = digits(in, at, from, end, begin + LogLine.TIME_AT, LogLine.TIME_DIGITS, time);
            long timed = begin + LogLine.TIME_AT + LogLine.TIME_DIGITS;
            if (timed > from && timed <= end) {
                latencies.add(now - time);
            }
        }
    }

    /** Continues to read a number that may have begun in an earlier buffer. */
    private static long digits(ByteBuffer in, int at, long from, long end, long first, int count, long before) {
        long value = first >= from ? 0 : before;
        long to = Math.min(end, first + count);
        for (long i = Math.max(from, first); i < to; i++) {
            value = value * 10 + (in.get((int) (at + i - from)) - '0');
        }
        return value;
    }

    private void message(String message) {
        if (message.contains("\"type\":\"opened\"")) {
            Matcher place = PLACE.matcher(message);
            if (place.find()) {
                next = Long.parseLong(place.group(2));
            }
        } else if (message.contains("\"type\":\"gap\"")) {
            Matcher place = PLACE.matcher(message);
            if (place.find() && place.find()) {
                long to = Long.parseLong(place.group(2));
                skipped += Math.max(0, to - next);
                next = to;
            }
        } else if (!message.contains("\"state\":\"live\"") && !message.contains("\"state\":\"connecting\"")) {
            trouble = message;
        }
    }

    /** Requests the log, and blocks; also processes what follows the answer. */
    void upgrade(String path, String host, String open) throws IOException {
        socket.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: " + host
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://" + host
                        + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(8192);
        int end = -1;
        while (end < 0) {
            if (socket.read(answer) < 0 || !answer.hasRemaining()) {
                throw new IOException("no answer to the upgrade: " + new String(answer.array(), US_ASCII).trim());
            }
            end = new String(answer.array(), 0, answer.position(), US_ASCII).indexOf("\r\n\r\n");
        }
        String first = new String(answer.array(), 0, end, US_ASCII);
        if (!first.startsWith("HTTP/1.1 101")) {
            throw new IOException("the upgrade was refused: " + first);
        }
        answer.flip().position(end + 4);
        take(answer, System.nanoTime());
        if (!open.isEmpty()) {
            socket.write(masked(TEXT, open));
        }
    }

    /** RFC 6455, 5.2: a client masks what it sends; a mask of zeros does not change it. */
    private static ByteBuffer masked(int opcode, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 8);
        frame.put((byte) (0x80 | opcode));
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        }
        return frame.putInt(0).put(bytes).flip();
    }
}

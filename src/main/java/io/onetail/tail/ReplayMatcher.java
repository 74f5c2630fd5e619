package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Determines how much of the output of a command that was run again is a repetition. It is one if its first lines equal the last known
 * lines, byte by byte and in one way only, and the last of these contains a time, since the same program would not print that again by
 * chance. Stateless.
 */
final class ReplayMatcher {
    /** The most bytes that are compared. */
    static final int MOST = 1 << 20;

    /** A time with seconds, or seconds or milliseconds since 1970; not a port, an address or any other number. */
    private static final Pattern TIME = Pattern.compile(
            "((?<![\\da-fA-F.:])|(?<=/\\d{4}:))\\d{1,2}:\\d{2}:\\d{2}(?!\\d)(?![\\da-fA-F]*:)|(?<![\\d.])1[6-9]\\d{8}(\\d{3})?(?!\\d)");

    private ReplayMatcher() {}

    /** The last bytes of the log's newest generation, up to {@code most}, without a hole. */
    static byte[] said(Journal journal, LogId log, Position end, int most) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Position at = new Position(end.generation(), Math.max(0, end.offset() - most));
        List<LogEntry> page = journal.read(log, at, MOST);
        while (!page.isEmpty() && at.compareTo(end) < 0) {
            for (LogEntry entry : page) {
                if (!(entry instanceof Chunk chunk) || chunk.start().generation() != end.generation()) {
                    said.reset();
                } else {
                    said.write(chunk.frame(), Chunk.HEADER, chunk.length());
                }
                at = entry.end();
            }
            page = journal.read(log, at, MOST);
        }
        return at.equals(end) ? said.toByteArray() : new byte[0];
    }

    /**
     * How many of the first bytes are a repetition.
     *
     * @param said the last bytes that are known
     * @param heard the first bytes of the new run
     * @return -1 if that can't be determined
     */
    static int known(byte[] said, byte[] heard) {
        int line = lineStart(said, said.length);
        int length = said.length - line; // of the last line
        if (length == 0 || !TIME.matcher(latin(said, line, said.length)).find()) {
            return -1;
        }
        int found = -1;
        for (int start = 0; start + length <= heard.length; start = nextLine(heard, start)) {
            int end = start + length;
            int compared = Math.min(end, said.length);
            if (Arrays.equals(said, said.length - compared, said.length, heard, end - compared, end)
                    && isLineStart(said, said.length - compared)
                    && isLineStart(heard, end - compared)) {
                if (found >= 0) {
                    return -1; // in two ways: equal lines
                }
                found = end;
            }
        }
        return found;
    }

    /** How many of the first {@code most} bytes are whole lines. */
    static int wholeLines(byte[] bytes, int most) {
        int length = most;
        while (length > 0 && bytes[length - 1] != '\n') {
            length--;
        }
        return length;
    }

    private static String latin(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Where the last line before a place begins. A line feed just before the place belongs to that line. */
    private static int lineStart(byte[] bytes, int end) {
        int start = Math.max(0, end - 1);
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** What is known may begin within a line, since older bytes are dropped. */
    private static boolean isLineStart(byte[] bytes, int at) {
        return at == 0 || bytes[at - 1] == '\n';
    }

    private static int nextLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }
}

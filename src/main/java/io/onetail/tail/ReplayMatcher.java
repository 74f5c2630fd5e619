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
 * Tells what a command that was run again has said before. It has if its first lines are the last ones that are known, byte by byte,
 * in one way only, and the last of them bears a time: then the same program would not say it anew. Stateless.
 */
final class ReplayMatcher {
    /** Most bytes that are compared. */
    static final int MOST = 1 << 20;

    /** With seconds, or in seconds or milliseconds since 1970; not a port, an address or any other number. */
    private static final Pattern TIME = Pattern.compile(
            "((?<![\\da-fA-F.:])|(?<=/\\d{4}:))\\d{1,2}:\\d{2}:\\d{2}(?!\\d)(?![\\da-fA-F]*:)|(?<![\\d.])1[6-9]\\d{8}(\\d{3})?(?!\\d)");

    private ReplayMatcher() {}

    /** The last bytes that were appended to the log in its newest generation, without a hole, up to a length. */
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
     * How many of the first bytes have been said before.
     *
     * @param said the last bytes that are known
     * @param heard the first bytes of the new run
     * @return -1 if it can't be told
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
                    return -1; // in two ways: lines that are alike
                }
                found = end;
            }
        }
        return found;
    }

    /** How many of the first bytes are whole lines, up to a length. */
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

    /** Where the last line before a place begins; the line feed at the place's end belongs to it. */
    private static int lineStart(byte[] bytes, int end) {
        int start = Math.max(0, end - 1);
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** What is known may begin within a line, where older bytes were let go. */
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

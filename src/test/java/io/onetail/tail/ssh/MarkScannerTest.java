package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkScannerTest {
    private static final String NEEDLE = "/././//././/./";
    private static final String CUT = NEEDLE + "/usr/bin/tail: '/var/log/x y'$'\\n''.log': file truncated\n";
    private static final String OTHER =
            NEEDLE + "/usr/bin/tail: inotify cannot be used, reverting to polling: Too many open files\n";

    private final StringBuilder out = new StringBuilder();
    private final MarkScanner scanner =
            new MarkScanner(NEEDLE.getBytes(StandardCharsets.US_ASCII), new MarkScanner.Output() {
                @Override
                public void bytes(byte[] buffer, int offset, int length) {
                    out.append(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
                }

                @Override
                public void truncated() {
                    out.append("<cut>");
                }
            });

    private void accept(String text) {
        byte[] bytes = ("??" + text + "??").getBytes(StandardCharsets.ISO_8859_1);
        scanner.accept(bytes, 2, bytes.length - 4);
    }

    @Test
    void bytesWithoutAMessagePassAtOnce() {
        accept("a line\n/another/./line//\n");
        assertEquals("a line\n/another/./line//\n", out.toString());
        assertFalse(scanner.holds());
    }

    @Test
    void aTruncationStandsBetweenTheBytes() {
        accept("before" + CUT + "after\n");
        assertEquals("before<cut>after\n", out.toString());
    }

    @Test
    void otherMessagesAreTakenOut() {
        accept("before" + OTHER + "after" + CUT + OTHER + CUT);
        assertEquals("beforeafter<cut><cut>", out.toString());
    }

    @Test
    void anyDivisionOfTheStreamGivesTheSame() {
        String stream = "/././/a\n/././//./" + CUT + "/././//././//././//././/." + OTHER + "x/././//././/" + CUT + "/.";
        String expected = whole(stream);
        for (int seed = 0; seed < 2000; seed++) {
            out.setLength(0);
            Random random = new Random(seed);
            int at = 0;
            while (at < stream.length()) {
                int to = Math.min(stream.length(), at + 1 + random.nextInt(seed % 40 + 1));
                accept(stream.substring(at, to));
                at = to;
            }
            scanner.release();
            assertEquals(expected, out.toString(), "seed " + seed);
        }
    }

    /** The same by simple means, on the whole stream. */
    private static String whole(String stream) {
        int at = stream.indexOf(NEEDLE);
        if (at < 0) {
            return stream;
        }
        int end = stream.indexOf('\n', at);
        return stream.substring(0, at)
                + (stream.startsWith(": file truncated", end - 16) ? "<cut>" : "")
                + whole(stream.substring(end + 1));
    }

    @Test
    void aBeginningOfTheNeedleIsHeldUntilReleased() {
        accept("line /././/");
        assertEquals("line ", out.toString());
        assertTrue(scanner.holds());
        scanner.release();
        assertEquals("line /././/", out.toString());
        assertFalse(scanner.holds());
    }

    @Test
    void aBegunMessageIsNeverReleased() {
        accept("x" + CUT.substring(0, 40));
        scanner.release();
        assertFalse(scanner.holds());
        accept(CUT.substring(40) + "y");
        assertEquals("x<cut>y", out.toString());
    }

    @Test
    void aMessageWithoutEndTakesNoMemory() {
        accept("x" + NEEDLE);
        byte[] more = new byte[1 << 26];
        for (long sent = 0; sent <= Integer.MAX_VALUE; sent += more.length) {
            scanner.accept(more, 0, more.length);
        }
        accept(CUT.substring(NEEDLE.length()) + "y");
        assertEquals("x<cut>y", out.toString());
    }

    @Test
    void textThatOnlyLooksLikeAMessageIsTheLogs() {
        String log = "tail: x: file truncated\n/usr/bin/tail: /x: file truncated\n/././.: file truncated\n";
        accept(log);
        assertEquals(log, out.toString());
    }

    @Test
    void needlesDifferAndNameTheRoot() {
        assertFalse(Needle.next().equals(Needle.next()));
        assertTrue(Needle.next().matches("/\\.[/.]{80,}"));
        assertEquals("/usr/bin", Path.of(Needle.next() + "/usr/bin").normalize().toString());
    }
}

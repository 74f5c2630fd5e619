package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeHost;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogFileTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final Mask CARDS = new Mask(List.of(MaskPattern.builtIn("cards")), StandardCharsets.UTF_8);

    private final FakeHost host = new FakeHost(() -> 0);
    private final Catalog catalog = HistoryFixture.catalog("/log/*", "/log/app-%d.log");

    private LogFile open(String source) throws Exception {
        return LogFile.of(catalog.resolve(new LogId("web", source)), catalog, name -> host);
    }

    /** The whole file, read by ranges of some length. */
    private static String read(LogFile file, int length, @Nullable Mask mask) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long at = 0; at < file.size(); at += length) {
            all.write(file.read(at, (int) Math.min(length, file.size() - at), mask));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theRangesMakeTheFileAsItWasWhenItWasLookedAt() throws Exception {
        String text = "a line\nanother one\nunfinished";
        host.write("/log/a.log", text);
        LogFile file = open("/log/a.log");
        host.write("/log/a.log", " no more\nlater\n");
        host.rename("/log/a.log", "/log/a.log.1");
        host.write("/log/a.log", "the next file\n");
        for (int length = 1; length <= text.length(); length++) {
            assertEquals(text, read(file, length, null));
        }
        assertArrayEquals(new byte[0], file.read(file.size(), 0, null));
    }

    @Test
    void aMaskHidesTheSameWhereverARangeBegins() throws Exception {
        String text = "paid " + CARD + " ok\nand " + CARD + "\nhalf 4111 1111";
        host.write("/log/a.log", text);
        LogFile file = open("/log/a.log");
        String stars = "*".repeat(CARD.length());
        // the last line may still grow into one that must be hidden
        String masked = "paid " + stars + " ok\nand " + stars + "\n" + "*".repeat("half 4111 1111".length());
        for (int length = 1; length <= text.length(); length++) {
            assertEquals(masked, read(file, length, CARDS), "by " + length);
        }
        host.write("/log/a.log", " 1111 1111\n");
        assertEquals("half *********", read(file, 7, CARDS).substring(masked.lastIndexOf('\n') + 1));
    }

    @Test
    void cardsAtTheBordersOfBlocksAreHidden() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int block = 1; block <= 3; block++) {
            text.append("x".repeat(99).concat("\n").repeat(LogFile.LEAST / 100 - 4));
            while (text.length() < block * LogFile.LEAST - 5 - block) {
                text.append('\n');
            }
            text.append(' ').append(CARD);
        }
        host.write("/log/a.log", text + "\n");
        LogFile file = open("/log/a.log");
        assertTrue(read(file, LogFile.LEAST, null).contains(CARD));
        assertFalse(read(file, LogFile.LEAST, CARDS).contains("1111"));
    }

    @Test
    void aFileThatIsCutMeanwhileIsNotTakenForAWhole() throws Exception {
        host.write("/log/a.log", "x".repeat(500));
        LogFile file = open("/log/a.log");
        host.truncate("/log/a.log");
        host.write("/log/a.log", "y");
        LogException cut = assertThrows(LogException.class, () -> file.read(100, 100, null));
        assertEquals(FailureCode.UNREADABLE, cut.failure());
        assertTrue(cut.getMessage().contains("at byte 100 of 500"), cut.getMessage());
    }

    @Test
    void ofFilesWithDatesTheNewestIsMeant() throws Exception {
        host.write("/log/app-2026-11-23.log", "old\n");
        host.write("/log/app-2026-11-24.log", "new\n");
        LogFile file = open("/log/app-%d.log");
        assertEquals("/log/app-2026-11-24.log", file.path());
        assertEquals("new\n", read(file, 100, null));
    }

    @Test
    void aCommandHasNoFileAndABinaryFileIsRefused() {
        LogException command = assertThrows(LogException.class, () -> open("cmd"));
        assertEquals(FailureCode.BAD_REQUEST, command.failure());
        host.write("/log/b.bin", new byte[] {0x7f, 'E', 'L', 'F'});
        LogException binary = assertThrows(LogException.class, () -> open("/log/b.bin"));
        assertEquals(FailureCode.BAD_REQUEST, binary.failure());
        LogException missing = assertThrows(LogException.class, () -> open("/log/none.log"));
        assertEquals(FailureCode.NOT_FOUND, missing.failure());
    }

    @Test
    void aCompressedFileIsReadAsItIsUnlessSomethingMustBeHidden() throws Exception {
        byte[] packed = {0x1f, (byte) 0x8b, 8, 0, 17, 'x', '\n', 'y'};
        host.write("/log/b.gz", packed);
        LogFile file = open("/log/b.gz");
        assertTrue(file.packed());
        assertArrayEquals(packed, file.read(0, packed.length, null));
        assertEquals(
                FailureCode.FORBIDDEN,
                assertThrows(LogException.class, () -> file.read(0, packed.length, CARDS))
                        .failure());
    }
}

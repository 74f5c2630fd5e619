package io.onetail.system.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks what the viewers of {@link FaultIT} accept where two processes write to a log. */
class FaultViewerTest {
    private static final long LATE = 500_000_000;

    private @TempDir Path directory;
    private NumberedLog log;
    private FaultViewer viewer;
    private long generation = 1;
    private long offset;

    @BeforeEach
    void aViewerHasTheFirstTenLines() {
        log = new NumberedLog(directory.resolve("app.log"), 100);
        viewer = new FaultViewer("viewer", log, "host", () -> URI.create("http://localhost/"), System.nanoTime());
        viewer.text(Json.createObjectBuilder()
                .add("type", "opened")
                .add("generation", "1")
                .add("offset", 0)
                .build());
        comes(NumberedText.lines(1, 10));
    }

    @Test
    void linesOfBothProcessesAreRightInWhateverOrderTheyStandInTheFile() throws Exception {
        late(5);

        comes(
                NumberedText.lines(LATE + 1, LATE + 2),
                NumberedText.lines(11, 14),
                NumberedText.lines(LATE + 3, LATE + 3));
        mark("rotated");
        comes(NumberedText.lines(15, 16));
        mark("late");
        comes(NumberedText.lines(LATE + 4, LATE + 5));

        rightUpTo(17);
    }

    @Test
    void aLineThatIsInterruptedByAnotherFileGoesOnThere() throws Exception {
        late(1);
        byte[] line = NumberedText.lines(11, 11);
        byte[] begin = Arrays.copyOf(line, 20);

        comes(begin);
        mark("late");
        comes(NumberedText.lines(LATE + 1, LATE + 1));
        mark("resumed");
        comes(Arrays.copyOfRange(line, 20, line.length), NumberedText.lines(12, 12));

        right();
    }

    @Test
    void theFirstDigitsOfALineMayComeAlone() throws Exception {
        late(2);
        byte[] line = NumberedText.lines(11, 11);

        comes(Arrays.copyOf(line, 1));
        comes(Arrays.copyOfRange(line, 1, line.length), Arrays.copyOf(NumberedText.lines(LATE + 1, LATE + 1), 3));
        mark("late");
        byte[] late = NumberedText.lines(LATE + 1, LATE + 2);
        comes(Arrays.copyOfRange(late, 3, late.length));

        right();
    }

    @Test
    void firstDigitsThatAreOfNeitherTextAreWrong() throws Exception {
        late(1);

        comes(new byte[] {'9', '8'});
        mark("rotated");

        assertEquals(1, viewer.wrong().size());
    }

    @Test
    void aLateLineThatIsMissingIsSilentlyLost() throws Exception {
        late(3);
        comes(NumberedText.lines(LATE + 1, LATE + 1), NumberedText.lines(11, 11));
        mark("late");

        comes(NumberedText.lines(LATE + 3, LATE + 3));

        viewer.judge();
        assertEquals(1, viewer.wrong().size());
        assertTrue(
                viewer.wrong().get(0).startsWith("silently lost"),
                viewer.wrong().get(0));
    }

    @Test
    void linesOfTwoOldFilesMayComeInEitherOrder() throws Exception {
        late(3);
        late(2);
        comes(NumberedText.lines(LATE + 1, LATE + 1), NumberedText.lines(11, 11));
        mark("late");
        comes(NumberedText.lines(LATE + 1_000_001, LATE + 1_000_002));
        mark("late");

        comes(NumberedText.lines(LATE + 2, LATE + 3));

        rightUpTo(12);
    }

    @Test
    void lateLinesThatNeverComeAreWaitedFor() throws Exception {
        late(2);

        comes(NumberedText.lines(LATE + 1, LATE + 1), NumberedText.lines(11, 12));

        assertFalse(viewer.has(NumberedText.start(13)));
    }

    @Test
    void aLateLineThatComesTwiceIsWrong() throws Exception {
        late(1);
        comes(NumberedText.lines(LATE + 1, LATE + 1));
        mark("late");

        comes(NumberedText.lines(LATE + 1, LATE + 1));

        assertTrue(viewer.wrong().get(0).startsWith("twice"), viewer.wrong().get(0));
    }

    @Test
    void whatIsOfNeitherTextIsWrong() throws Exception {
        late(1);
        byte[] lines = NumberedText.lines(11, 14);
        lines[lines.length / 2] ^= 1;

        comes(lines);

        assertEquals(1, viewer.wrong().size());
    }

    @Test
    void aGapOfAMixedLogIsCountedInBothTexts() throws Exception {
        late(4);
        comes(NumberedText.lines(LATE + 1, LATE + 1));
        viewer.text(Json.createObjectBuilder()
                .add("type", "gap")
                .add("reason", "unavailable")
                .add("from", position(1, offset))
                .add("to", position(2, 0))
                .build());
        generation = 2;
        offset = 0;

        comes(NumberedText.lines(13, 13), NumberedText.lines(LATE + 4, LATE + 4));

        right();
        long missing = NumberedText.start(13)
                - NumberedText.start(11)
                + NumberedText.start(LATE + 4)
                - NumberedText.start(LATE + 2);
        assertEquals(Map.of("unavailable over generations", missing), viewer.gaps());
        assertEquals(missing, viewer.needless());
    }

    /** Everything was right, and the viewer is where that line begins. */
    private void rightUpTo(int line) {
        right();
        assertTrue(viewer.has(NumberedText.start(line)), viewer.place());
    }

    private void right() {
        viewer.judge();
        assertEquals(List.of(), viewer.wrong());
    }

    private void late(int lines) throws Exception {
        try (NumberedLog.Late late = log.late()) {
            late.write(lines);
        }
        assertTrue(Files.size(log.file()) > 0);
    }

    private void mark(String reason) {
        generation++;
        offset = 0;
        viewer.text(position(generation, 0)
                .add("type", "generation")
                .add("reason", reason)
                .build());
    }

    private static JsonObjectBuilder position(long generation, long offset) {
        return Json.createObjectBuilder()
                .add("generation", Long.toString(generation))
                .add("offset", offset);
    }

    private void comes(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[32]);
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        byte[] frame = bytes.toByteArray();
        ByteBuffer.wrap(frame).putLong(16, generation).putLong(24, offset);
        viewer.chunk(frame);
        offset += frame.length - 32;
    }
}

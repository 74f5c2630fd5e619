package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.From;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.Wire;
import io.onetail.tail.Known;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final String FULL = ("x".repeat(99) + "\n").repeat(600); // 60,000 bytes

    private final Stage stage = new Stage();

    private static From at(long generation, long offset) {
        return new From.At(new Position(generation, offset));
    }

    @Test
    void aViewThatIsOpenedBeforeTheTailIsLiveGetsEverything() {
        Stage.Viewer viewer = stage.last(200);
        assertEquals("", viewer.drain());
        stage.live();
        stage.append("a\n");
        stage.append("b\n");
        assertEquals("a\nb\n", viewer.drain());
        assertEquals(List.of("connecting", "live"), viewer.states);
    }

    @Test
    void aChunkThatComesWhileTheJournalIsReadComesOnce() {
        stage.live();
        stage.append("a\n");
        Stage.Viewer viewer = new Stage.Viewer[] {stage.new Viewer()}[0];
        viewer.view = stage.channels.open("v", Stage.LOG, "UTF-8", new From.Last(10), () -> {});
        stage.append("b\n"); // subscribed, but nothing is read yet
        boolean[] once = {false};
        stage.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                stage.append("c\n");
            }
        };
        stage.scheduler.run();
        stage.append("d\n");
        assertEquals("a\nb\nc\nd\n", viewer.drain());
    }

    @Test
    void whatCameWhileTheSubscriptionWasDownIsReadFromTheJournal() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.channels.down("Redis is away.");
        stage.deaf = true;
        stage.append("b\n");
        stage.append("c\n");
        stage.deaf = false;
        viewer.drain();
        stage.channels.subscribed(Stage.LOG);
        stage.append("d\n");
        stage.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
    }

    @Test
    void aHoleInWhatIsPublishedIsReadFromTheJournal() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.deaf = true;
        stage.append("b\n");
        stage.deaf = false;
        stage.append("c\n");
        assertEquals("a\n", viewer.drain());
        stage.append("d\n");
        stage.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
    }

    @Test
    void aHoleThatTheJournalLacksIsReadFromTheFile() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.journal.bound = 1;
        stage.deaf = true;
        stage.append("b\n");
        stage.append("c\n");
        stage.deaf = false;
        stage.append("d\n");
        stage.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
        assertTrue(stage.reads > 0);
    }

    @Test
    void aHoleThatTheFileLacksTooIsAGap() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.journal.bound = 1;
        stage.deaf = true;
        stage.append("b\n");
        stage.append("c\n");
        stage.deaf = false;
        stage.files.put(1L, null);
        stage.append("d\n");
        stage.scheduler.run();
        assertEquals("a\n[unavailable 4]d\n", viewer.drain());
    }

    @Test
    void aHoleInAUtf16FileTakesNoPartOfALetter() {
        for (LineFeed lineFeed : List.of(LineFeed.UTF_16LE, LineFeed.UTF_16BE)) {
            Charset charset = lineFeed.charset(StandardCharsets.UTF_8);
            byte[] file = ("a\n" + "\0".repeat(300) + "b\nc\n").getBytes(charset);
            Stage play = new Stage();
            play.live();
            play.files.put(1L, file);
            play.append(Mark.gap(play.end, new Position(1, file.length - 4), Mark.UNAVAILABLE));
            play.append(Chunk.of(Stage.LOG.key(), play.end, false, lineFeed, file, file.length - 4, 4));
            Stage.Viewer viewer = play.open(at(1, 0));
            viewer.exact = false;
            String seen = viewer.drain()
                    .replace("[hole 600]", new String("[hole]".getBytes(charset), StandardCharsets.ISO_8859_1));
            assertEquals("a\n[hole]b\nc\n", new String(seen.getBytes(StandardCharsets.ISO_8859_1), charset));
        }
    }

    @Test
    void aHostThatCannotBeReadMakesAGap() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.brokenPast = true;
        stage.skip("b\n");
        stage.append("c\n");
        assertEquals("a\n[unavailable 2]c\n", viewer.drain());
    }

    @Test
    void whatATailThatWentBackSaysAgainIsLeftOut() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.append("bb\n");
        stage.append("ccc\n");
        viewer.drain();
        stage.deaf = true;
        byte[] again = "b\nccc\nd\n".getBytes(StandardCharsets.US_ASCII);
        stage.append("d\n");
        Chunk chunk = Chunk.of(Stage.LOG.key(), new Position(1, 3), true, again, 0, again.length);
        stage.channels.message(Stage.LOG, Wire.encode(chunk));
        assertEquals("a\nbb\nccc\nd\n", viewer.drain());
    }

    @Test
    void theLastLinesAreCountedAcrossChunks() {
        stage.live();
        stage.append("a\nb\n");
        stage.append("c");
        stage.append("c\nd\n");
        stage.append("e\n");
        assertEquals("e\n", stage.last(1).drain());
        assertEquals("d\ne\n", stage.last(2).drain());
        assertEquals("cc\nd\ne\n", stage.last(3).drain());
        assertEquals("b\ncc\nd\ne\n", stage.last(4).drain());
        assertEquals("a\nb\ncc\nd\ne\n", stage.last(5).drain());
        assertEquals("a\nb\ncc\nd\ne\n", stage.last(6).drain());
        assertEquals("", stage.last(0).drain());
        assertEquals("", stage.open(new From.End()).drain());
    }

    @Test
    void aLineThatIsNotCompleteIsTheLastLine() {
        stage.live();
        stage.append("a\nb\nc");
        assertEquals("c", stage.last(1).drain());
        assertEquals("b\nc", stage.last(2).drain());
        assertEquals("", stage.last(0).drain());
    }

    @Test
    void theLastLinesAreCountedAcrossARotation() {
        stage.live();
        stage.append("a\nb\n");
        stage.rotate(2, Mark.ROTATED);
        assertEquals("b\n[rotated]", stage.last(1).drain());
        stage.append("c\n");
        assertEquals("c\n", stage.last(1).drain());
        assertEquals("b\n[rotated]c\n", stage.last(2).drain());
        assertEquals("a\nb\n[rotated]c\n", stage.last(3).drain());
    }

    @Test
    void lastLinesThatAreNotKeptAreLookedUpInTheFile() {
        stage.live();
        stage.append("a\nb\nc\n");
        stage.journal.bound = 1;
        stage.append("d\n");
        Stage.Viewer viewer = stage.last(3);
        assertEquals("b\nc\nd\n", viewer.drain());
        assertEquals(1, stage.scans);
    }

    @Test
    void lastLinesBeforeAGapAreLookedUpInTheFile() {
        stage.live();
        stage.append("a\n");
        stage.skip("b\nc\n");
        stage.append("d\n");
        assertEquals("c\nd\n", stage.last(2).drain());
        assertEquals("a\nb\nc\nd\n", stage.last(4).drain());
    }

    @Test
    void aHoleOfZeroBytesIsNotTheEndOfTheLastLines() {
        stage.live();
        stage.append("a\nb\n");
        stage.hole(600);
        stage.append("c\nd\n");
        assertEquals("d\n", stage.last(1).drain());
        assertEquals("b\n[hole 600]c\nd\n", stage.last(3).drain());
        assertEquals("a\nb\n[hole 600]c\nd\n", stage.last(200).drain());
        assertEquals(0, stage.scans);
    }

    @Test
    void lastLinesOfWhichNothingIsKeptAreNotOneTooFew() {
        for (String text : List.of("a\nb\n", "a\nb", "a\n\n")) {
            Stage other = new Stage();
            other.live();
            other.append(text);
            other.journal.loseData();
            other.journal.restore(Stage.LOG, new Known(other.end, Stage.file(1)));
            other.live();
            assertEquals("", other.last(0).drain());
            assertEquals(text.substring(2), other.last(1).drain());
            assertEquals(text, other.last(2).drain());
            assertEquals(text, other.last(3).drain());
        }
    }

    @Test
    void whatComesWhileTheLastLinesAreLookedForIsNotLost() {
        stage.live();
        stage.append("a\nb\nc\n");
        stage.journal.bound = 1;
        stage.append("d\n");
        stage.slowPast = true;
        Stage.Viewer viewer = stage.last(3);
        assertEquals("", viewer.drain());
        stage.append("e\n");
        while (!stage.answers.isEmpty()) {
            stage.answers.remove(0).run();
            viewer.drain();
        }
        assertEquals("b\nc\nd\ne\n", viewer.drain());
    }

    @Test
    void aViewerResumesWithinWhatIsKept() {
        stage.live();
        stage.append("a\nb\n");
        stage.append("c\n");
        assertEquals("b\nc\n", stage.open(at(1, 2)).drain());
        assertEquals("\nc\n", stage.open(at(1, 3)).drain());
        assertEquals("", stage.open(at(1, 6)).drain());
        assertEquals(0, stage.reads);
    }

    @Test
    void aViewerResumesFromTheFileWhereItIsOlder() {
        stage.live();
        stage.append("aaa\nb\n");
        stage.journal.bound = 1;
        stage.append("c\n");
        Stage.Viewer viewer = stage.open(at(1, 2));
        assertEquals("a\nb\nc\n", viewer.drain());
    }

    @Test
    void aViewerResumesInAnOlderGeneration() {
        Stage.Viewer other = stage.last(10);
        stage.live();
        other.drain();
        stage.append("a\nb\n");
        stage.rotate(2, Mark.ROTATED);
        stage.live();
        stage.append("c\n");
        stage.rotate(3, Mark.ROTATED);
        stage.live();
        fall();
        String rest = other.drain().substring(4);
        assertTrue(rest.startsWith("[rotated]c\n[rotated]xxx"));
        assertTrue(("b\n" + rest).equals(stage.open(at(1, 2)).drain()));
    }

    @Test
    void aGenerationThatNobodySawNextIsReachedOverAGap() {
        stage.live();
        stage.append("a\nb\n");
        stage.rotate(2, Mark.ROTATED);
        stage.append("c\n");
        stage.rotate(3, Mark.ROTATED);
        stage.journal.bound = 1;
        stage.append("d\n");
        Stage.Viewer viewer = stage.open(at(1, 2));
        assertEquals("b\n[unavailable]c\n[unavailable]d\n", viewer.drain());
    }

    @Test
    void anUnknownGenerationIsAGapToWhatIsKnown() {
        stage.live();
        stage.append("a\n");
        assertEquals("[unavailable]a\n", stage.open(at(0, 77)).drain());
    }

    @Test
    void aFileThatWasCutInPlaceIsNotReadUnderItsOldName() {
        Stage.Viewer viewer = stage.last(10);
        viewer.exact = false;
        stage.live();
        viewer.drain();
        stage.append("aaaaa\n");
        viewer.drain();
        // Redis lost the log, and another server began it again: the same file under a new number
        Position again = new Position(2, 3);
        stage.journal.announce(
                Stage.LOG, "me", LogState.live(again, Stage.file(1).toString()));
        Chunk chunk = Chunk.of(Stage.LOG.key(), again, false, "b\n".getBytes(StandardCharsets.US_ASCII), 0, 2);
        stage.journal.loseData();
        stage.journal.append(Stage.LOG, "me", Stage.file(1), List.of(chunk));
        stage.scheduler.run();
        assertEquals("aaaaa\n[unavailable]b\n", viewer.drain());
    }

    @Test
    void aViewerAheadOfThisServerWaitsForItAndGetsNothingTwice() {
        stage.live();
        stage.append("a\n");
        Stage.Viewer soon = stage.open(at(1, 4));
        Stage.Viewer late = stage.open(at(1, 4));
        assertEquals("", soon.drain() + late.drain());
        stage.append("b\nc\n");
        assertEquals("c\n", soon.drain());
        stage.now = 5000;
        assertEquals("c\n", late.drain());
    }

    @Test
    void aViewerAheadOfThisServerForLongGetsNothingTwice() {
        stage.live();
        stage.append("a\n");
        stage.files.put(1L, "a\nb\nc\n".getBytes(StandardCharsets.US_ASCII)); // the tail has not come there
        Stage.Viewer viewer = stage.open(at(1, 4));
        viewer.drain();
        stage.now = 2999;
        viewer.drain();
        assertNull(viewer.at);
        stage.now = 3001;
        viewer.drain();
        assertEquals(new Position(1, 4), viewer.at);
        stage.append("b\nc\n");
        assertEquals("c\n", viewer.drain());
    }

    @Test
    void aPlaceThatTheFileDoesNotReachIsRefused() {
        stage.live();
        stage.append("a\n");
        Stage.Viewer viewer = stage.open(at(1, 5_000));
        viewer.drain();
        assertEquals(List.of(), viewer.states);
        stage.now = 3001;
        viewer.drain();
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
        assertTrue(viewer.view.done());
        assertNull(viewer.at);
    }

    @Test
    void aPlaceAheadIsNotJudgedWhileTheHostCannotBeAsked() {
        stage.live();
        stage.append("a\n");
        stage.brokenPast = true;
        Stage.Viewer viewer = stage.open(at(1, 5_000));
        for (stage.now = 3001; stage.now < 60_000; stage.now += 1000) {
            stage.live();
            viewer.drain();
        }
        assertEquals(List.of(), viewer.states);
        stage.brokenPast = false;
        stage.now = 65_000;
        stage.live();
        viewer.drain();
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
    }

    @Test
    void aLaterGenerationThatNobodyKnowsIsRefused() {
        stage.live();
        stage.append("a\n");
        Stage.Viewer viewer = stage.open(at(9, 4));
        viewer.drain();
        stage.now = 9_999;
        viewer.drain();
        assertEquals(List.of(), viewer.states);
        stage.now = 10_001;
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
    }

    @Test
    void aGenerationThatThisServerLearnsOnlyWhenRedisIsBackIsWaitedFor() {
        stage.live();
        stage.append("a\n");
        Stage.Viewer viewer = stage.open(at(2, 2));
        viewer.drain();
        stage.deaf = true;
        stage.channels.down("Redis is away.");
        stage.rotate(2, Mark.ROTATED);
        stage.append("b\nc\n");
        for (stage.now = 1_000; stage.now < 14_000; stage.now += 1_000) {
            viewer.drain();
        }
        assertEquals(List.of("reconnecting"), viewer.states);
        stage.deaf = false;
        stage.channels.subscribed(Stage.LOG);
        stage.scheduler.run();
        assertEquals("c\n", viewer.drain());
    }

    @Test
    void aPlaceAheadIsJudgedOnlyAfterTheLogHasBeenLiveForAWhile() {
        for (Position wanted : List.of(new Position(9, 4), new Position(1, 5_000))) {
            Stage play = new Stage();
            play.live();
            play.append("a\n");
            play.journal.announce(Stage.LOG, "me", LogState.reconnecting("The host is down."));
            Stage.Viewer viewer = play.open(new From.At(wanted));
            for (play.now = 1_000; play.now < 60_000; play.now += 1_000) {
                play.journal.announce(Stage.LOG, "me", LogState.reconnecting("The host is down."));
                viewer.drain();
            }
            play.live();
            viewer.drain();
            play.now += 2_500;
            viewer.drain();
            assertEquals(List.of("reconnecting"), viewer.states, wanted.toString());
            play.now += 8_000;
            play.live();
            viewer.drain();
            viewer.drain();
            assertEquals(List.of("reconnecting", "beyond"), viewer.states, wanted.toString());
        }
    }

    @Test
    void aSlowViewerGetsOneGapAndTheOthersNone() {
        Stage.Viewer slow = stage.last(0);
        Stage.Viewer quick = stage.last(0);
        stage.live();
        slow.drain();
        quick.drain();
        stage.append("a\n");
        slow.drain();
        for (int i = 0; i < 20; i++) {
            stage.append(FULL);
            quick.drain();
        }
        String all = "a\n" + FULL.repeat(20);
        assertEquals(all, quick.drain());
        String seen = slow.drain();
        int gap = seen.indexOf("[slow ");
        int bytes = Integer.parseInt(seen.substring(gap + 6, seen.indexOf(']')));
        assertEquals("a\n" + all.substring(2 + bytes), seen.replaceAll("\\[slow \\d+]", ""));
        assertEquals(1, seen.split("slow", -1).length - 1);
        assertEquals(0, stage.reads);
    }

    @Test
    void aPausedViewKeepsItsPlaceForLong() {
        Stage.Viewer viewer = stage.last(0);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        viewer.drain();
        viewer.view.pause();
        for (int i = 0; i < 12; i++) {
            stage.append(FULL);
            viewer.drain();
        }
        assertEquals("a\n", viewer.seen.toString());
        viewer.view.resume();
        assertTrue(viewer.wakes > 0);
        assertEquals("a\n" + FULL.repeat(12), viewer.drain());
    }

    @Test
    void aViewPausedLongerThanCanBeReadAgainGetsAGap() {
        Stage.Viewer viewer = stage.last(0);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        viewer.drain();
        viewer.view.pause();
        viewer.drain();
        for (int i = 0; i < 40; i++) {
            stage.append(FULL);
        }
        viewer.view.resume();
        assertTrue(viewer.drain().startsWith("a\n[slow "), viewer.seen.substring(0, 30));
    }

    @Test
    void aFailedLogEndsItsViewsAndIsTriedAgainByTheNext() {
        Stage.Viewer viewer = stage.last(10);
        Stage.Viewer stuck = stage.last(10);
        stage.journal.announce(
                Stage.LOG, "me", LogState.failed(new LogException(Failure.NOT_FOUND, "There is no such file.")));
        viewer.drain();
        assertEquals(List.of("not-found"), viewer.states);
        assertTrue(viewer.view.done());
        assertTrue(stage.wanted.isEmpty() && stage.subscribed.isEmpty());
        Stage.Viewer next = stage.last(10);
        stage.live();
        next.drain();
        stage.append("a\n");
        assertEquals("a\n", next.drain());
        stuck.drain();
        stage.channels.close(stuck.view);
        stage.channels.close(viewer.view);
        stage.scheduler.pass(20_000);
        stage.append("b\n");
        assertEquals("a\nb\n", next.drain());
    }

    @Test
    void aTailThatEndedForWantOfViewersClosesNoView() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.journal.announce(Stage.LOG, "me", LogState.ended("No viewers."));
        viewer.drain();
        assertFalse(viewer.view.done());
        stage.live();
        stage.append("b\n");
        assertEquals("a\nb\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
    }

    @Test
    void aViewThatTheServerEndsSaysSoAndIsDone() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        viewer.drain();
        viewer.view.end(LogState.ended("The limit."));
        viewer.drain();
        assertEquals(List.of("live", "ended"), viewer.states);
        assertTrue(viewer.view.done());
        stage.append("a\n");
        assertEquals("", viewer.drain());
    }

    @Test
    void aMessageThatIsNotUnderstoodChangesNothing() {
        Stage.Viewer viewer = stage.last(10);
        stage.live();
        viewer.drain();
        stage.append("a\n");
        stage.channels.message(Stage.LOG, "nonsense".getBytes(StandardCharsets.US_ASCII));
        stage.channels.message(Stage.LOG, new byte[] {1, 2, 3});
        stage.channels.message(Stage.LOG, new byte[0]);
        stage.channels.message(Stage.LOG, Wire.encode(LogState.live(stage.end, "not a file")));
        stage.append("b\n");
        assertEquals("a\nb\n", viewer.drain());
    }

    @Test
    void settingsAreKeptToTheirBounds() {
        assertEquals(Duration.ofSeconds(10), RelaySettings.DEFAULT.linger());
    }

    /** Pushes what is there out of the recent chunks and the journal. */
    private void fall() {
        stage.journal.bound = 3;
        for (int i = 0; i < 8; i++) {
            stage.append(FULL);
        }
    }
}

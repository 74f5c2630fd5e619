package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.LogTip;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final String FULL = ("x".repeat(99) + "\n").repeat(600); // 60,000 bytes

    private final RelayFixture relayFixture = new RelayFixture();

    private static StartFrom at(long generation, long offset) {
        return new StartFrom.FromPosition(new Position(generation, offset));
    }

    @Test
    void aViewThatIsOpenedBeforeTheTailIsLiveGetsEverything() {
        RelayFixture.Viewer viewer = relayFixture.last(200);
        assertEquals("", viewer.drain());
        relayFixture.liveWith("a\n", "b\n");
        assertEquals("a\nb\n", viewer.drain());
        assertEquals(List.of("connecting", "live"), viewer.states);
    }

    @Test
    void whatCanNotBePromisedIsToldWithTheStateAndWhenItChanges() {
        relayFixture.live(ReaderLimitation.LATE, ReaderLimitation.ORDER);
        RelayFixture.Viewer viewer = relayFixture.last(10);
        viewer.drain();
        relayFixture.live(ReaderLimitation.LATE, ReaderLimitation.ORDER); // as a tail reports from time to time
        viewer.drain();
        relayFixture.channelRegistry.down("Redis is not reachable.");
        viewer.drain();
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.scheduler.run();
        viewer.drain();
        relayFixture.live(); // Perl has been installed meanwhile
        viewer.drain();
        assertEquals(List.of("live", "reconnecting", "live", "live"), viewer.states);
        assertEquals(List.of("[\"order\",\"late\"]", "null", "[\"order\",\"late\"]", "null"), viewer.lacks);
    }

    @Test
    void aChunkThatComesWhileTheJournalIsReadComesOnce() {
        relayFixture.liveWith("a\n");
        RelayFixture.Viewer viewer = new RelayFixture.Viewer[] {relayFixture.new Viewer()}[0];
        viewer.view = relayFixture.channelRegistry.open(
                "v", RelayFixture.LOG, "UTF-8", new StartFrom.FromLastLines(10), null, () -> {});
        relayFixture.append("b\n"); // subscribed, but nothing has been read yet
        boolean[] once = {false};
        relayFixture.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                relayFixture.append("c\n");
            }
        };
        relayFixture.scheduler.run();
        relayFixture.append("d\n");
        assertEquals("a\nb\nc\nd\n", viewer.drain());
    }

    @Test
    void whatCameWhileTheSubscriptionWasDownIsReadFromTheJournal() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.channelRegistry.down("Redis is not reachable.");
        relayFixture.appendUnheard("b\n", "c\n");
        viewer.drain();
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.append("d\n");
        relayFixture.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
    }

    @Test
    void aHoleInWhatIsPublishedIsReadFromTheJournal() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.appendUnheard("b\n");
        relayFixture.append("c\n");
        assertEquals("a\n", viewer.drain());
        relayFixture.append("d\n");
        relayFixture.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
    }

    @Test
    void aHoleThatTheJournalLacksIsReadFromTheFile() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.journal.bound = 1;
        relayFixture.appendUnheard("b\n", "c\n");
        relayFixture.append("d\n");
        relayFixture.scheduler.run();
        assertEquals("a\nb\nc\nd\n", viewer.drain());
        assertTrue(relayFixture.reads > 0);
    }

    @Test
    void aHoleThatTheFileLacksTooIsAGap() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.journal.bound = 1;
        relayFixture.appendUnheard("b\n", "c\n");
        relayFixture.files.put(1L, null);
        relayFixture.append("d\n");
        relayFixture.scheduler.run();
        assertEquals("a\n[unavailable 4]d\n", viewer.drain());
    }

    @Test
    void aHoleInAUtf16FileTakesNoPartOfALetter() {
        for (LineFeed lineFeed : List.of(LineFeed.UTF_16LE, LineFeed.UTF_16BE)) {
            Charset charset = lineFeed.charset(StandardCharsets.UTF_8);
            byte[] file = ("a\n" + "\0".repeat(300) + "b\nc\n").getBytes(charset);
            RelayFixture play = new RelayFixture();
            play.live();
            play.files.put(1L, file);
            play.append(Mark.gap(play.end, new Position(1, file.length - 4), Mark.UNAVAILABLE));
            play.append(Chunk.of(RelayFixture.LOG.key(), play.end, false, lineFeed, file, file.length - 4, 4));
            RelayFixture.Viewer viewer = play.open(at(1, 0));
            viewer.exact = false;
            String seen = viewer.drain()
                    .replace("[hole 600]", new String("[hole]".getBytes(charset), StandardCharsets.ISO_8859_1));
            assertEquals("a\n[hole]b\nc\n", new String(seen.getBytes(StandardCharsets.ISO_8859_1), charset));
        }
    }

    @Test
    void aHostThatCannotBeReadMakesAGap() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.brokenPast = true;
        relayFixture.skip("b\n");
        relayFixture.append("c\n");
        assertEquals("a\n[unavailable 2]c\n", viewer.drain());
    }

    @Test
    void whatATailThatWentBackSaysAgainIsLeftOut() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n", "bb\n", "ccc\n");
        viewer.drain();
        relayFixture.deaf = true;
        byte[] again = "b\nccc\nd\n".getBytes(StandardCharsets.US_ASCII);
        relayFixture.append("d\n");
        Chunk chunk = Chunk.of(RelayFixture.LOG.key(), new Position(1, 3), true, LineFeed.BYTE, again, 0, again.length);
        relayFixture.channelRegistry.message(RelayFixture.LOG, WireCodec.encode(chunk));
        assertEquals("a\nbb\nccc\nd\n", viewer.drain());
    }

    @Test
    void theLastLinesAreCountedAcrossChunks() {
        relayFixture.liveWith("a\nb\n", "c", "c\nd\n", "e\n");
        assertEquals("e\n", relayFixture.last(1).drain());
        assertEquals("d\ne\n", relayFixture.last(2).drain());
        assertEquals("cc\nd\ne\n", relayFixture.last(3).drain());
        assertEquals("b\ncc\nd\ne\n", relayFixture.last(4).drain());
        assertEquals("a\nb\ncc\nd\ne\n", relayFixture.last(5).drain());
        assertEquals("a\nb\ncc\nd\ne\n", relayFixture.last(6).drain());
        assertEquals("", relayFixture.last(0).drain());
        assertEquals("", relayFixture.open(new StartFrom.FromEnd()).drain());
    }

    @Test
    void aLineThatIsNotCompleteIsTheLastLine() {
        relayFixture.liveWith("a\nb\nc");
        assertEquals("c", relayFixture.last(1).drain());
        assertEquals("b\nc", relayFixture.last(2).drain());
        assertEquals("", relayFixture.last(0).drain());
    }

    @Test
    void theLastLinesAreCountedAcrossARotation() {
        relayFixture.liveWith("a\nb\n");
        relayFixture.rotate(2, Mark.ROTATED);
        assertEquals("b\n[rotated]", relayFixture.last(1).drain());
        relayFixture.append("c\n");
        assertEquals("c\n", relayFixture.last(1).drain());
        assertEquals("b\n[rotated]c\n", relayFixture.last(2).drain());
        assertEquals("a\nb\n[rotated]c\n", relayFixture.last(3).drain());
    }

    @Test
    void lastLinesThatAreNotKeptAreLookedUpInTheFile() {
        relayFixture.liveWith("a\nb\nc\n");
        relayFixture.journal.bound = 1;
        relayFixture.append("d\n");
        RelayFixture.Viewer viewer = relayFixture.last(3);
        assertEquals("b\nc\nd\n", viewer.drain());
        assertEquals(1, relayFixture.scans);
    }

    @Test
    void lastLinesBeforeAGapAreLookedUpInTheFile() {
        relayFixture.liveWith("a\n");
        relayFixture.skip("b\nc\n");
        relayFixture.append("d\n");
        assertEquals("c\nd\n", relayFixture.last(2).drain());
        assertEquals("a\nb\nc\nd\n", relayFixture.last(4).drain());
    }

    @Test
    void aHoleOfZeroBytesIsNotTheEndOfTheLastLines() {
        relayFixture.liveWith("a\nb\n");
        relayFixture.hole(600);
        relayFixture.append("c\nd\n");
        assertEquals("d\n", relayFixture.last(1).drain());
        assertEquals("b\n[hole 600]c\nd\n", relayFixture.last(3).drain());
        assertEquals("a\nb\n[hole 600]c\nd\n", relayFixture.last(200).drain());
        assertEquals(0, relayFixture.scans);
    }

    @Test
    void lastLinesOfWhichNothingIsKeptAreNotOneTooFew() {
        for (String text : List.of("a\nb\n", "a\nb", "a\n\n")) {
            RelayFixture other = new RelayFixture();
            other.live();
            other.append(text);
            other.journal.loseData();
            other.journal.restore(RelayFixture.LOG, new LogTip(other.end, RelayFixture.file(1)));
            other.live();
            assertEquals("", other.last(0).drain());
            assertEquals(text.substring(2), other.last(1).drain());
            assertEquals(text, other.last(2).drain());
            assertEquals(text, other.last(3).drain());
        }
    }

    @Test
    void whatComesWhileTheLastLinesAreLookedForIsNotLost() {
        relayFixture.liveWith("a\nb\nc\n");
        relayFixture.journal.bound = 1;
        relayFixture.append("d\n");
        relayFixture.slowPast = true;
        RelayFixture.Viewer viewer = relayFixture.last(3);
        assertEquals("", viewer.drain());
        relayFixture.append("e\n");
        while (!relayFixture.answers.isEmpty()) {
            relayFixture.answers.remove(0).run();
            viewer.drain();
        }
        assertEquals("b\nc\nd\ne\n", viewer.drain());
    }

    @Test
    void aViewerResumesWithinWhatIsKept() {
        relayFixture.liveWith("a\nb\n", "c\n");
        assertEquals("b\nc\n", relayFixture.open(at(1, 2)).drain());
        assertEquals("\nc\n", relayFixture.open(at(1, 3)).drain());
        assertEquals("", relayFixture.open(at(1, 6)).drain());
        assertEquals(0, relayFixture.reads);
    }

    @Test
    void aViewerResumesFromTheFileWhereItIsOlder() {
        relayFixture.liveWith("aaa\nb\n");
        relayFixture.journal.bound = 1;
        relayFixture.append("c\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(1, 2));
        assertEquals("a\nb\nc\n", viewer.drain());
    }

    @Test
    void aViewerResumesInAnOlderGeneration() {
        RelayFixture.Viewer other = relayFixture.liveViewer(10);
        relayFixture.append("a\nb\n");
        relayFixture.rotate(2, Mark.ROTATED);
        relayFixture.liveWith("c\n");
        relayFixture.rotate(3, Mark.ROTATED);
        relayFixture.live();
        fall();
        String rest = other.drain().substring(4);
        assertTrue(rest.startsWith("[rotated]c\n[rotated]xxx"));
        assertTrue(("b\n" + rest).equals(relayFixture.open(at(1, 2)).drain()));
    }

    @Test
    void aGenerationThatNobodySawNextIsReachedOverAGap() {
        relayFixture.liveWith("a\nb\n");
        relayFixture.rotate(2, Mark.ROTATED);
        relayFixture.append("c\n");
        relayFixture.rotate(3, Mark.ROTATED);
        relayFixture.journal.bound = 1;
        relayFixture.append("d\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(1, 2));
        assertEquals("b\n[unavailable]c\n[unavailable]d\n", viewer.drain());
    }

    @Test
    void anUnknownGenerationIsAGapToWhatIsKnown() {
        relayFixture.liveWith("a\n");
        assertEquals("[unavailable]a\n", relayFixture.open(at(0, 77)).drain());
    }

    @Test
    void aFileThatWasCutInPlaceIsNotReadUnderItsOldName() {
        RelayFixture.Viewer viewer = relayFixture.last(10);
        viewer.exact = false;
        relayFixture.live();
        viewer.drain();
        relayFixture.append("aaaaa\n");
        viewer.drain();
        // Redis has lost the log, and another server has begun it again: the same file with a new number
        Position again = new Position(2, 3);
        relayFixture.journal.announce(
                RelayFixture.LOG,
                "me",
                LogState.live(again, RelayFixture.file(1).toString(), Set.of()));
        Chunk chunk = Chunk.of(
                RelayFixture.LOG.key(), again, false, LineFeed.BYTE, "b\n".getBytes(StandardCharsets.US_ASCII), 0, 2);
        relayFixture.journal.loseData();
        relayFixture.journal.append(RelayFixture.LOG, "me", RelayFixture.file(1), List.of(chunk));
        relayFixture.scheduler.run();
        assertEquals("aaaaa\n[unavailable]b\n", viewer.drain());
    }

    @Test
    void aViewerAheadOfThisServerWaitsForItAndGetsNothingTwice() {
        relayFixture.liveWith("a\n");
        RelayFixture.Viewer soon = relayFixture.open(at(1, 4));
        RelayFixture.Viewer late = relayFixture.open(at(1, 4));
        assertEquals("", soon.drain() + late.drain());
        relayFixture.append("b\nc\n");
        assertEquals("c\n", soon.drain());
        assertEquals("c\n", late.drainAt(5000));
    }

    @Test
    void aViewerAheadOfThisServerForLongGetsNothingTwice() {
        relayFixture.liveWith("a\n");
        relayFixture.files.put(1L, "a\nb\nc\n".getBytes(StandardCharsets.US_ASCII)); // the tail has not reached it
        RelayFixture.Viewer viewer = relayFixture.open(at(1, 4));
        viewer.drain();
        viewer.drainAt(2999);
        assertNull(viewer.at);
        viewer.drainAt(3001);
        assertEquals(new Position(1, 4), viewer.at);
        relayFixture.append("b\nc\n");
        assertEquals("c\n", viewer.drain());
    }

    @Test
    void aPlaceThatTheFileDoesNotReachIsRefused() {
        relayFixture.liveWith("a\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(1, 5_000));
        viewer.drain();
        assertEquals(List.of(), viewer.states);
        viewer.drainAt(3001);
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
        assertTrue(viewer.view.done());
        assertNull(viewer.at);
    }

    @Test
    void aPlaceAheadIsNotJudgedWhileTheHostCannotBeAsked() {
        relayFixture.liveWith("a\n");
        relayFixture.brokenPast = true;
        RelayFixture.Viewer viewer = relayFixture.open(at(1, 5_000));
        for (relayFixture.now = 3001; relayFixture.now < 60_000; relayFixture.now += 1000) {
            relayFixture.live();
            viewer.drain();
        }
        assertEquals(List.of(), viewer.states);
        relayFixture.brokenPast = false;
        relayFixture.now = 65_000;
        relayFixture.live();
        viewer.drain();
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
    }

    @Test
    void aLaterGenerationThatNobodyKnowsIsRefused() {
        relayFixture.liveWith("a\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(9, 4));
        viewer.drain();
        viewer.drainAt(9_999);
        assertEquals(List.of(), viewer.states);
        viewer.drainAt(10_001);
        assertEquals(List.of("beyond"), viewer.states);
    }

    @Test
    void whereALeaseIsLongALaterGenerationIsWaitedForAsLong() {
        relayFixture.settings = new RelaySettings(
                256 << 10,
                4 << 20,
                Duration.ofSeconds(10),
                0,
                5_000,
                LivenessTimes.DEFAULT.takeover(Duration.ofSeconds(12)));
        relayFixture.channelRegistry = relayFixture.channels();
        relayFixture.live();
        relayFixture.append("a\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(9, 4));
        for (relayFixture.now = 0; relayFixture.now < 17_000; relayFixture.now += 1_000) {
            relayFixture.live();
            viewer.drain();
        }
        assertEquals(List.of(), viewer.states);
        relayFixture.now = 17_001;
        viewer.drain();
        assertEquals(List.of("beyond"), viewer.states);
    }

    @Test
    void aGenerationThatThisServerLearnsOnlyWhenRedisIsBackIsWaitedFor() {
        relayFixture.liveWith("a\n");
        RelayFixture.Viewer viewer = relayFixture.open(at(2, 2));
        viewer.drain();
        relayFixture.deaf = true;
        relayFixture.channelRegistry.down("Redis is not reachable.");
        relayFixture.rotate(2, Mark.ROTATED);
        relayFixture.append("b\nc\n");
        for (relayFixture.now = 1_000; relayFixture.now < 14_000; relayFixture.now += 1_000) {
            viewer.drain();
        }
        assertEquals(List.of("reconnecting"), viewer.states);
        relayFixture.deaf = false;
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.scheduler.run();
        assertEquals("c\n", viewer.drain());
    }

    @Test
    void aPlaceAheadIsJudgedOnlyAfterTheLogHasBeenLiveForAWhile() {
        for (Position wanted : List.of(new Position(9, 4), new Position(1, 5_000))) {
            RelayFixture play = new RelayFixture();
            play.live();
            play.append("a\n");
            play.journal.announce(RelayFixture.LOG, "me", LogState.reconnecting("The host is down."));
            RelayFixture.Viewer viewer = play.open(new StartFrom.FromPosition(wanted));
            for (play.now = 1_000; play.now < 60_000; play.now += 1_000) {
                play.journal.announce(RelayFixture.LOG, "me", LogState.reconnecting("The host is down."));
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
        RelayFixture.Viewer slow = relayFixture.last(0);
        RelayFixture.Viewer quick = relayFixture.last(0);
        relayFixture.live();
        slow.drain();
        quick.drain();
        relayFixture.append("a\n");
        slow.drain();
        for (int i = 0; i < 20; i++) {
            relayFixture.append(FULL);
            quick.drain();
        }
        String all = "a\n" + FULL.repeat(20);
        assertEquals(all, quick.drain());
        String seen = slow.drain();
        int gap = seen.indexOf("[slow ");
        int bytes = Integer.parseInt(seen.substring(gap + 6, seen.indexOf(']')));
        assertEquals("a\n" + all.substring(2 + bytes), seen.replaceAll("\\[slow \\d+]", ""));
        assertEquals(1, seen.split("slow", -1).length - 1);
        assertEquals(0, relayFixture.reads);
    }

    @Test
    void aPausedViewKeepsItsPlaceForLong() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(0);
        relayFixture.append("a\n");
        viewer.drain();
        viewer.view.pause();
        for (int i = 0; i < 12; i++) {
            relayFixture.append(FULL);
            viewer.drain();
        }
        assertEquals("a\n", viewer.seen.toString());
        viewer.view.resume();
        assertTrue(viewer.wakes > 0);
        assertEquals("a\n" + FULL.repeat(12), viewer.drain());
    }

    @Test
    void aViewPausedLongerThanCanBeReadAgainGetsAGap() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(0);
        relayFixture.append("a\n");
        viewer.drain();
        viewer.view.pause();
        viewer.drain();
        for (int i = 0; i < 40; i++) {
            relayFixture.append(FULL);
        }
        viewer.view.resume();
        assertTrue(viewer.drain().startsWith("a\n[slow "), viewer.seen.substring(0, 30));
    }

    @Test
    void aFailedLogEndsItsViewsAndIsTriedAgainByTheNext() {
        RelayFixture.Viewer viewer = relayFixture.last(10);
        RelayFixture.Viewer stuck = relayFixture.last(10);
        relayFixture.journal.announce(
                RelayFixture.LOG,
                "me",
                LogState.failed(new LogException(FailureCode.NOT_FOUND, "There is no such file.")));
        viewer.drain();
        assertEquals(List.of("not-found"), viewer.states);
        assertTrue(viewer.view.done());
        assertTrue(relayFixture.wanted.isEmpty() && relayFixture.subscribed.isEmpty());
        RelayFixture.Viewer next = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        assertEquals("a\n", next.drain());
        stuck.drain();
        relayFixture.channelRegistry.close(stuck.view);
        relayFixture.channelRegistry.close(viewer.view);
        relayFixture.scheduler.pass(20_000);
        relayFixture.append("b\n");
        assertEquals("a\nb\n", next.drain());
    }

    @Test
    void aTailThatEndedForWantOfViewersClosesNoView() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.journal.announce(RelayFixture.LOG, "me", LogState.ended("No viewers."));
        viewer.drain();
        assertFalse(viewer.view.done());
        relayFixture.liveWith("b\n");
        assertEquals("a\nb\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
    }

    @Test
    void aViewThatTheServerEndsSaysSoAndIsDone() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        viewer.drain();
        viewer.view.end(LogState.ended("The limit."));
        viewer.drain();
        assertEquals(List.of("live", "ended"), viewer.states);
        assertTrue(viewer.view.done());
        relayFixture.append("a\n");
        assertEquals("", viewer.drain());
    }

    @Test
    void aMessageThatIsNotUnderstoodChangesNothing() {
        RelayFixture.Viewer viewer = relayFixture.liveViewer(10);
        relayFixture.append("a\n");
        relayFixture.channelRegistry.message(RelayFixture.LOG, "nonsense".getBytes(StandardCharsets.US_ASCII));
        relayFixture.channelRegistry.message(RelayFixture.LOG, new byte[] {1, 2, 3});
        relayFixture.channelRegistry.message(RelayFixture.LOG, new byte[0]);
        relayFixture.channelRegistry.message(
                RelayFixture.LOG, WireCodec.encode(LogState.live(relayFixture.end, "not a file", Set.of())));
        relayFixture.append("b\n");
        assertEquals("a\nb\n", viewer.drain());
    }

    @Test
    void settingsAreKeptToTheirBounds() {
        assertEquals(Duration.ofSeconds(10), RelaySettings.DEFAULT.linger());
    }

    /** Pushes everything out of the recent entries and the journal. */
    private void fall() {
        relayFixture.journal.bound = 3;
        for (int i = 0; i < 8; i++) {
            relayFixture.append(FULL);
        }
    }
}

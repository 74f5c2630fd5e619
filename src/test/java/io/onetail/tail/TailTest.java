package io.onetail.tail;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.testing.FakeHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final String APP = TailSimulation.APP;

    private final TailSimulation tailSimulation = new TailSimulation();

    private void write(String text) {
        tailSimulation.host.write(APP, text);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, tailSimulation.host.following(), "a follower was left open");
        assertFalse(Thread.interrupted(), "the thread returned interrupted");
    }

    @Test
    void readsASmallFileFromItsBeginningAndEachNewLine() {
        write("a\nb\n");
        tailSimulation.at(2, () -> write("c\n")).at(3, () -> write("d\n")).until(5);
        assertEquals("a\nb\nc\nd\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aLogOfWhichNobodyKnowsWaitsForServersThatMayRememberItAndGoesOnFromThere() {
        write("a\nb\n");
        tailSimulation.settledAt = 3_000_000_000L;
        FileId file = FileId.of("1:1", "a\nb\n".getBytes(StandardCharsets.US_ASCII));
        tailSimulation
                .at(1, () -> tailSimulation.journal.restore(TailSimulation.LOG, new LogTip(new Position(7, 2), file)))
                .until(10);
        assertEquals("b\n", tailSimulation.text());
        assertEquals(new Position(7, 2), tailSimulation.journal.published.get(0).start());
    }

    @Test
    void whoGoesOnFromWhereTheyWereGetsAllThoughTheTailHadEndedMeanwhile() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 4, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("a\n");
        tailSimulation.at(2, () -> write("b\n")).until(3);
        write("far more than what the preroll has\nthe end\n");
        tailSimulation.awaited = true;
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(6);
        assertEquals("a\nb\nfar more than what the preroll has\nthe end\n", tailSimulation.text());
    }

    @Test
    void whoGoesOnFromWhereTheyWereWaitsForAHostThatIsAway() {
        write("a\n");
        tailSimulation.until(1);
        tailSimulation.awaited = true;
        tailSimulation.host.away = FakeHost.unreachable();
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.at(20, () -> tailSimulation.host.away = null).until(30);
        assertEquals(List.of("connecting", "live", "ended", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void severalCutsAtOnceAreFoundThoughTheFirstCopyLacksWhatWasReadLast() {
        String first = "x".repeat(300) + "\n";
        write(first);
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.copy(APP, APP + ".2");
                    write("b\n");
                    tailSimulation.host.pump();
                    tailSimulation.host.truncate(APP);
                    write("c\n");
                    tailSimulation.host.copy(APP, APP + ".1");
                    tailSimulation.host.truncate(APP);
                    write("d\n");
                })
                .until(20);
        assertEquals(first + "b\n[rotated]c\n[truncated]d\n", tailSimulation.text());
    }

    @Test
    void aLogThatNobodyRemembersBeginsWhenTheOthersHadTheirTime() {
        write("a\n");
        tailSimulation.settledAt = 3_000_000_000L;
        tailSimulation.at(2.9, () -> assertEquals("", tailSimulation.text())).until(10);
        assertEquals("a\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasRotatedAndPackedWhileItWasLookedForIsNotReadTwice() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> rotate("b\n"))
                .at(4, () -> {
                    tailSimulation.host.away = null;
                    int looks = tailSimulation.host.probes;
                    tailSimulation.host.onCall = () -> {
                        if (tailSimulation.host.probes > looks) { // it was looked at under its name
                            tailSimulation.host.onCall = () -> {};
                            rotate("c\n");
                            tailSimulation.host.pack(APP + ".1", APP + ".1.gz");
                        }
                    };
                })
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void aFileThatIsBeingPackedIsReadOnce() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> rotate("b\n"))
                .at(4, () -> rotate("c\n"))
                .at(5, () -> tailSimulation.host.copy(APP + ".1", APP + ".1.gz"))
                .at(6, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void aWriterThatIsLateWithTheNewFileIsWaitedForInTheOldOne() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> rotate(""))
                .at(4, () -> tailSimulation.host.away = null)
                .at(5.5, () -> tailSimulation.host.write(APP + ".1", "b\n"))
                .at(7, () -> tailSimulation.host.write(APP + ".1", "c\n"))
                .at(8, () -> write("d\n"))
                .until(30);
        assertEquals("a\nb\nc\n[rotated]d\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasCutAndHasGrownAgainBeforeItWasFollowedIsNotTakenForTheOldOne() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(4, () -> {
                    tailSimulation.host.away = null;
                    int looks = tailSimulation.host.probes;
                    tailSimulation.host.onCall = () -> {
                        if (tailSimulation.host.probes > looks) {
                            tailSimulation.host.onCall = () -> {};
                            tailSimulation.host.copy(APP, APP + ".1");
                            tailSimulation.host.truncate(APP);
                            write("b\nc\n");
                        }
                    };
                })
                .until(20);
        assertEquals("a\n[truncated]b\nc\n", tailSimulation.text());
    }

    @Test
    void itIsLiveWhereTheFileEndsWithTheBeginningOfALastLineAndNotBefore() {
        write("a\nb\nhalf");
        tailSimulation
                .at(3, () -> assertEquals("a\nb\nhalf", tailSimulation.text()))
                .until(5);
        assertEquals(8, firstLive().offset());
        assertEquals(
                8,
                tailSimulation
                        .journal
                        .published
                        .get(tailSimulation.journal.published.size() - 1)
                        .end()
                        .offset());
    }

    @Test
    void itIsLiveWhereTheFileEndsAlsoAfterItGrewWhileNobodyWatched() {
        write("a\n");
        tailSimulation.until(3);
        write("b\nc\n");
        tailSimulation.host.pieces = 2;
        tailSimulation.journal.states.clear();
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(6);
        assertEquals(6, firstLive().offset());
        assertEquals("a\nb\nc\n", tailSimulation.text());
    }

    @Test
    void itIsLiveWhereTheNewFileEndsAfterARotationThatNobodyWatched() {
        write("a\n");
        tailSimulation.until(3);
        rotate("b\nc\n");
        tailSimulation.journal.states.clear();
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(6);
        assertEquals(4, firstLive().offset());
        assertEquals("a\n[rotated]b\nc\n", tailSimulation.text());
    }

    @Test
    void aFileThatHoldsLessThanItSaysIsLiveWhereItEnds() {
        write("a\nb\n");
        tailSimulation.host.claimed = 3;
        tailSimulation.until(10);
        assertEquals(4, firstLive().offset());
        assertEquals("a\nb\n", tailSimulation.text());
    }

    private Position firstLive() {
        return tailSimulation.journal.states.stream()
                .filter(state -> state.phase() == LogState.TailPhase.LIVE)
                .findFirst()
                .orElseThrow()
                .at();
    }

    @Test
    void beginsNearTheEndOfALargeFileAtTheBeginningOfALine() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 10, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("0123456789\nabcdefgh\nij\n");
        tailSimulation.until(5);
        assertEquals("ij\n", tailSimulation.text());
        assertFalse(((Chunk) tailSimulation.journal.published.get(0)).continues());
        assertEquals(20, tailSimulation.journal.published.get(0).start().offset());
    }

    @Test
    void beginsExactlyAtALineThatBeginsWhereThePrerollDoes() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 3, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("first\nab\n");
        tailSimulation.until(5);
        assertEquals("ab\n", tailSimulation.text());
    }

    @Test
    void beginsWithinALineThatIsLongerThanThePreroll() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 3, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("first\nabcdef");
        tailSimulation.until(5);
        assertEquals("def", tailSimulation.text());
        assertTrue(((Chunk) tailSimulation.journal.published.get(0)).continues());
    }

    @Test
    void withoutPrerollOnlyWhatIsNewComes() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("old\n");
        tailSimulation.at(2, () -> write("new\n")).until(5);
        assertEquals("new\n", tailSimulation.text());
        assertFalse(((Chunk) tailSimulation.journal.published.get(0)).continues());
    }

    @Test
    void aLogWithoutAnEntryYetGoesOnWhereItWasLiveAfterALostConnection() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("old\n");
        tailSimulation
                .at(2.5, () -> {
                    write("while it was cut\n");
                    tailSimulation.host.cut();
                })
                .until(8);
        assertEquals("while it was cut\n", tailSimulation.text());
    }

    @Test
    void anotherServerGoesOnWhereALogWithoutAnEntryWasLive() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("old\n");
        tailSimulation.at(2.5, () -> tailSimulation.tail.leave()).run();
        write("in between\n");
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(8);
        assertEquals("in between\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasCutBeforeAnythingWasAppendedGoesOn() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("old\n");
        tailSimulation
                .at(2.5, () -> tailSimulation.host.truncate(APP))
                .at(4, () -> write("new\n"))
                .until(8);
        assertEquals("[truncated]new\n", tailSimulation.text());
    }

    @Test
    void aLineInPiecesIsHeldASecondAndNeverSentTwice() {
        write("x\n");
        tailSimulation.at(2, () -> write("one ")).at(2.5, () -> write("two ")).at(2.9, () -> {
            assertEquals("x\n", tailSimulation.text());
        });
        tailSimulation.at(3.1, () -> assertEquals("x\none two ", tailSimulation.text()));
        tailSimulation.at(3.2, () -> write("three\n")).until(5);
        assertEquals("x\none two three\n", tailSimulation.text());
        Chunk held = (Chunk) tailSimulation.journal.published.get(1);
        Chunk rest = (Chunk) tailSimulation.journal.published.get(2);
        assertTrue(held.incomplete() && !held.continues());
        assertTrue(rest.continues() && !rest.incomplete());
    }

    @Test
    void aLostConnectionLosesNothingAndRepeatsNothing() {
        write("a\n");
        tailSimulation
                .at(2, () -> write("b\nhalf"))
                .at(2.2, () -> tailSimulation.host.cut())
                .at(2.3, () -> write(" line\nc\n"));
        tailSimulation.at(10, () -> write("d\n")).until(12);
        assertEquals("a\nb\nhalf line\nc\nd\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aHostThatIsAwayAtFirstIsWaitedForWithTheReason() {
        write("a\n");
        tailSimulation.host.away = FakeHost.unreachable();
        tailSimulation
                .at(
                        20,
                        () -> assertEquals(
                                LogState.connecting("The host does not answer."), tailSimulation.journal.states.get(1)))
                .at(20, () -> tailSimulation.host.away = null)
                .until(30);
        assertEquals("a\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aLimitThatIsMetAtFirstPasses() {
        write("a\n");
        tailSimulation.host.away = new LogException(FailureCode.LIMIT, "No room.");
        tailSimulation.at(5, () -> tailSimulation.host.away = null).until(10);
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void whatSomebodyMustCorrectIsAnErrorAtFirst() {
        for (FailureCode failure :
                List.of(FailureCode.AUTH_FAILED, FailureCode.HOST_KEY, FailureCode.FORBIDDEN, FailureCode.UNREADABLE)) {
            TailSimulation one = new TailSimulation();
            one.host.away = new LogException(failure, "No.");
            one.run();
            assertEquals(List.of("connecting", "failed"), one.phases());
            assertEquals(failure, one.journal.states.get(1).failure());
        }
    }

    @Test
    void aHostKeyThatChangedIsWaitedForWhereTheLogWasLive() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.cut();
                    tailSimulation.host.away = new LogException(FailureCode.HOST_KEY, "Another key.");
                    write("b\n");
                })
                .at(100, () -> tailSimulation.host.away = null)
                .until(140);
        assertEquals("a\nb\n", tailSimulation.text());
    }

    @Test
    void aLoginThatIsRefusedIsTriedSeldomAndAtOnceWhenTheSettingsChange() {
        write("a\n");
        int[] tries = {0};
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.cut();
                    tailSimulation.host.away = new LogException(FailureCode.AUTH_FAILED, "Wrong password.");
                    tailSimulation.host.onCall = () -> tries[0]++;
                })
                .at(890, () -> assertEquals(3, tries[0]))
                .at(910, () -> {
                    assertEquals(4, tries[0]);
                    tailSimulation.host.away = null;
                    tailSimulation.globs = List.of("/log/*.log", "/more/*.log");
                })
                .at(
                        915,
                        () -> assertEquals(
                                LogState.TailPhase.LIVE,
                                tailSimulation
                                        .journal
                                        .states
                                        .get(tailSimulation.journal.states.size() - 1)
                                        .phase()))
                .until(920);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aDeletedFileThatIsStillWrittenToIsSaidNotToBeThere() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.rename(APP, "/gone");
                    tailSimulation.host.write("/gone", "late\n");
                })
                .at(6, () -> {
                    LogState last = tailSimulation.journal.states.get(tailSimulation.journal.states.size() - 1);
                    assertEquals(LogState.TailPhase.RECONNECTING, last.phase());
                    assertTrue(last.reason().startsWith("/log/app.log does not exist."), last.reason());
                })
                .at(8, () -> write("new\n"))
                .until(15);
        assertEquals("a\nlate\n[rotated]new\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aLogThatWasLiveStaysOneWhileWhatWasWrittenMeanwhileIsRead() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> write("b\n"))
                .at(5, () -> {
                    tailSimulation.host.away = null;
                    tailSimulation.host.paused = true;
                })
                .at(10, () -> assertEquals("What was written meanwhile is being read.", lastReason()))
                .at(11, () -> tailSimulation.host.paused = false)
                .until(15);
        assertEquals("a\nb\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aLogThatIsCutWhileItIsLiveIsNeverSaidToBeConnecting() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.truncate(APP);
                    tailSimulation.host.pump();
                    write("b\n");
                    tailSimulation.host.onCall =
                            () -> tailSimulation.host.paused = tailSimulation.host.following() == 0;
                })
                .at(8, () -> {
                    tailSimulation.host.onCall = () -> {};
                    tailSimulation.host.paused = false;
                })
                .until(15);
        assertEquals("a\n[truncated]b\n", tailSimulation.text());
        assertFalse(
                tailSimulation
                        .phases()
                        .subList(1, tailSimulation.phases().size())
                        .contains("connecting"),
                () -> tailSimulation.phases() + "");
    }

    @Test
    void aFileThatIsRotatedInAMomentIsNeverSaidToBeMissing() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.rename(APP, APP + ".1"))
                .at(2.5, () -> write("new\n"))
                .until(10);
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aNameThatIsGoneForAMomentOnlyIsNotWorthAWord() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.rename(APP, APP + ".1"))
                .at(3.4, () -> write("new\n"))
                .until(10);
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aNameThatIsGoneForLongerIsToldWithinTwoSecondsWheneverThatBegins() {
        write("a\n");
        for (double begin = 2.05; begin < 60; begin += 10.3) { // each time at another moment of the tail's own cycle
            double gone = begin;
            tailSimulation
                    .at(gone, () -> tailSimulation.host.rename(APP, APP + ".1"))
                    .at(
                            gone + 1.85,
                            () -> assertEquals("reconnecting", last().phase().code(), "after " + gone))
                    .at(gone + 3, () -> write("new\n"))
                    .at(gone + 4, () -> assertEquals("live", last().phase().code()));
        }
        tailSimulation.until(70);
    }

    @Test
    void whatTheReaderOfAHostLacksIsToldWithTheLogsItConcerns() {
        tailSimulation.host.lacks = Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE, ReaderLimitation.OUTPUTS);
        write("a\n");
        tailSimulation
                .at(1, () -> assertEquals(Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE), lacksWhileLive()))
                .until(2);
        command();
        tailSimulation
                .at(3, () -> tailSimulation.host.say("x\n"))
                .at(4, () -> assertEquals(Set.of(), lacksWhileLive(), "its outputs are merged"))
                .until(5);
        tailSimulation.errors = StderrMode.MARK;
        command();
        tailSimulation
                .at(6, () -> tailSimulation.host.say("x\n"))
                .at(19, () -> assertEquals(Set.of(ReaderLimitation.OUTPUTS), lacksWhileLive()))
                .until(20);
    }

    @Test
    void whoTakesATailOverTellsWhatItsOwnReaderLacks() {
        tailSimulation.host.lacks = Set.of(ReaderLimitation.ORDER);
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.tail.leave()).run();
        tailSimulation.journal.release(TailSimulation.LOG, "me");
        tailSimulation.host.lacks =
                Set.of(ReaderLimitation.ORDER, ReaderLimitation.CUT, ReaderLimitation.LATE); // Perl was there before
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG, "other");
        tailSimulation
                .at(4, () -> assertEquals(tailSimulation.host.lacks, lacksWhileLive()))
                .until(5);
    }

    @Test
    void aHostThatIsAwayLaterIsWaitedForWithinThirtySeconds() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3000, () -> tailSimulation.host.away = null);
        tailSimulation.at(2500, () -> write("b\n"));
        tailSimulation
                .at(3031, () -> assertEquals("a\nb\n", tailSimulation.text()))
                .until(3040);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aFileThatIsMissingAtFirstIsAFinalErrorUnderAGlob() {
        tailSimulation.run();
        assertEquals(List.of("connecting", "failed"), tailSimulation.phases());
        assertEquals(FailureCode.NOT_FOUND, tailSimulation.journal.states.get(1).failure());
    }

    @Test
    void aFileThatTheConfigurationNamesExactlyIsWaitedFor() {
        tailSimulation.globs = List.of(APP);
        tailSimulation.at(5, () -> write("a\n")).until(10);
        assertEquals("a\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aBinaryFileIsRefused() {
        write("\u001f\u008bxyz");
        tailSimulation.run();
        assertEquals(
                FailureCode.UNREADABLE, tailSimulation.journal.states.get(1).failure());
    }

    @Test
    void aFileThatMayNotBeReadAnyMoreIsWaitedFor() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.cut();
                    tailSimulation.host.away = new LogException(FailureCode.UNREADABLE, "No permission.");
                })
                .at(4, () -> tailSimulation.host.away = null)
                .at(4, () -> write("b\n"))
                .until(10);
        assertEquals("a\nb\n", tailSimulation.text());
    }

    @Test
    void aRotationLosesNoLineThatTheWriterStillAddsToTheOldFile() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.rename(APP, APP + ".1");
                    write("new\n");
                })
                .at(2.5, () -> tailSimulation.host.write(APP + ".1", "late\n"))
                .until(10);
        assertEquals("a\n[rotated]new\n[late]late\n", tailSimulation.text());
    }

    @Test
    void aRenamedFileIsFollowedUntilThereIsANewOne() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.rename(APP, APP + ".1"))
                .at(20, () -> tailSimulation.host.write(APP + ".1", "late\n"))
                .at(30, () -> write("new\n"))
                .until(40);
        assertEquals("a\nlate\n[rotated]new\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aFileThatCameAndWentBeforeItCouldBeOpenedIsAGap() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.delete(APP);
                    write("b\n");
                    tailSimulation.host.delete(APP);
                    write("c\n");
                })
                .until(20);
        assertEquals("a\n[gap]c\n", tailSimulation.text());
    }

    @Test
    void twoWritersOfTheOldAndTheNewFileLoseNoLine() {
        write("a\n");
        tailSimulation.at(2, () -> {
            tailSimulation.host.rename(APP, APP + ".1");
            write("new\n");
        });
        for (int i = 0; i < 20; i++) {
            int line = i;
            tailSimulation.at(3 + i, () -> tailSimulation.host.write(APP + ".1", "late " + line + "\n"));
            tailSimulation.at(3.5 + i, () -> write("new " + line + "\n"));
        }
        tailSimulation.at(10.7, () -> tailSimulation.host.cut()).until(30);
        for (int i = 0; i < 20; i++) {
            int line = i;
            assertEquals(
                    1, tailSimulation.text().split("new " + line + "\n", -1).length - 1, () -> tailSimulation.text());
            assertEquals(
                    1, tailSimulation.text().split("late " + line + "\n", -1).length - 1, () -> tailSimulation.text());
        }
        assertTrue(
                tailSimulation.text().startsWith("a\n[rotated]new\n[late]late 0\n[resumed]new 0\n[late]late 1\n"),
                tailSimulation.text());
    }

    @Test
    void ofEachGenerationEachServerIsToldTheFile() {
        write("a".repeat(300) + "\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.rename(APP, APP + ".1");
                    write("b".repeat(300) + "\n");
                })
                .at(5, () -> tailSimulation.host.write(APP + ".1", "late\n"))
                .at(8, () -> write("c\n"))
                .until(20);
        List<Long> generations = tailSimulation.journal.published.stream()
                .map(entry -> entry.end().generation())
                .distinct()
                .toList();
        List<Long> told = tailSimulation.journal.states.stream()
                .filter(state -> state.at() != null && state.file() != null)
                .map(state -> state.at().generation())
                .distinct()
                .toList();
        assertEquals(4, generations.size());
        assertEquals(generations, told);
    }

    /** The log was rotated while a writer kept using the old file; both were written to, the new one last. */
    private TailSimulation twoFilesAreInUse() {
        write("a\n");
        return tailSimulation
                .at(2, () -> {
                    tailSimulation.host.rename(APP, APP + ".1");
                    write("new\n");
                })
                .at(3, () -> tailSimulation.host.write(APP + ".1", "late\n"))
                .at(4, () -> write("newer\n"));
    }

    @Test
    void whatTwoOldFilesGotWhileNobodyTailedComesFromBoth() {
        twoFilesAreInUse()
                .at(5, () -> {
                    tailSimulation.host.away = FakeHost.unreachable();
                    tailSimulation.host.cut();
                })
                .at(6, () -> tailSimulation.host.write(APP + ".1", "later\n"))
                .at(7, () -> {
                    write("newest\n");
                    tailSimulation.host.rename(APP, APP + ".2");
                    write("other\n");
                })
                .at(8, () -> tailSimulation.host.away = null)
                .until(30);
        assertEquals(
                "a\n[rotated]new\n[late]late\n[resumed]newer\n[late]later\n[resumed]newest\n[rotated]other\n",
                tailSimulation.text());
    }

    @Test
    void whatAnOldFileGotWhileTheNewOneWasCutComesAfterTheCut() {
        twoFilesAreInUse()
                .at(5, () -> {
                    tailSimulation.host.away = FakeHost.unreachable();
                    tailSimulation.host.cut();
                })
                .at(6, () -> {
                    tailSimulation.host.write(APP + ".1", "later\n");
                    tailSimulation.host.truncate(APP);
                    write("o\n");
                })
                .at(8, () -> tailSimulation.host.away = null)
                .until(30);
        assertEquals("a\n[rotated]new\n[late]late\n[resumed]newer\n[gap]o\n[late]later\n", tailSimulation.text());
    }

    @Test
    void aTailThatGoesOnWithinAnOldFileKnowsItsPlaceInIt() {
        twoFilesAreInUse()
                .at(5, () -> tailSimulation.host.cut())
                .at(5.1, () -> write("newest\n"))
                .until(20);
        assertEquals("a\n[rotated]new\n[late]late\n[resumed]newer\nnewest\n", tailSimulation.text());
    }

    @Test
    void aFileThatIsDeletedAndMadeAgainIsANewGeneration() {
        write("a\nb");
        tailSimulation
                .at(2.5, () -> {
                    tailSimulation.host.delete(APP);
                    write("new\n");
                })
                .until(10);
        assertEquals("a\nb[rotated]new\n", tailSimulation.text());
        Chunk first = (Chunk) tailSimulation.journal.published.get(tailSimulation.journal.published.size() - 1);
        assertFalse(first.continues());
        assertEquals(0, first.start().offset());
    }

    @Test
    void copytruncateTakesTheRestFromTheCopyToTheByte() {
        write("a\n");
        tailSimulation
                .at(2.5, () -> {
                    write("not read yet\n"); // the follower reads only after this moment
                    tailSimulation.host.copy(APP, APP + ".1");
                    tailSimulation.host.truncate(APP);
                })
                .at(3, () -> write("n"))
                .at(3.1, () -> write("ew\n"))
                .until(10);
        assertEquals("a\nnot read yet\n[truncated]new\n", tailSimulation.text());
    }

    /** A writer without O_APPEND continues at its old place. */
    @Test
    void aFileThatBeginsWithAHoleIsShownFromTheHolesEnd() {
        write("\0".repeat(28_000) + "after\n");
        tailSimulation.at(2, () -> write("next\n")).until(10);
        assertEquals("[hole 28000]after\nnext\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void copytruncateUnderAWriterThatKeepsItsPlaceGoesOnAfterTheHole() {
        write("a\n".repeat(10_000));
        tailSimulation
                .at(2.5, () -> tailSimulation.host.truncate(APP))
                .at(4, () -> write("\0".repeat(20_000) + "more\n"))
                .at(5, () -> write("on\n"))
                .until(20);
        assertTrue(
                tailSimulation.text().endsWith("a\n[truncated][hole 20000]more\non\n"),
                () -> tailSimulation.text().substring(19_990));
    }

    @Test
    void aHoleThatIsReadWhileItsTailMovesIsKnownAgain() {
        write("\0".repeat(28_000) + "after\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> write("next\n"))
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("[hole 28000]after\nnext\n", tailSimulation.text());
    }

    @Test
    void aHugeHoleIsNotReadWhenALogIsOpened() {
        write("\0".repeat(8 << 20) + "after\nnext\n");
        tailSimulation.until(5);
        assertTrue(tailSimulation.text().matches("\\[hole \\d{6}]after\nnext\n"), tailSimulation.text());
    }

    @Test
    void utf16BeginsNearItsEndAtALineOfItsOwn() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 41, 100, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        String log = "\ufeff" + "上海上海\n".repeat(100);
        tailSimulation.host.write(APP, log.getBytes(StandardCharsets.UTF_16LE));
        tailSimulation.until(5);
        byte[] shown = tailSimulation.text().getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("上海上海\n".repeat(4), new String(shown, StandardCharsets.UTF_16LE));
    }

    @Test
    void aCutWithoutACopyIsMarked() {
        write("a\nhalf");
        tailSimulation
                .at(2.5, () -> tailSimulation.host.truncate(APP))
                .at(3, () -> write("new\n"))
                .until(10);
        assertEquals("a\nhalf[truncated]new\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsContinuedFromItsCopy() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    write("b\n");
                    tailSimulation.host.copy(APP, APP + ".1");
                    tailSimulation.host.truncate(APP);
                    write("new\n");
                })
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\nb\n[truncated]new\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsAGapWithoutACopy() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    tailSimulation.host.truncate(APP);
                    write("a new and longer line\n");
                })
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[gap]a new and longer line\n", tailSimulation.text());
    }

    @Test
    void aCutFileThatGrewAgainWithTheSameFirstLinesIsNotTakenForTheSame() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    tailSimulation.host.truncate(APP);
                    write(banner + "quite another line\n");
                })
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", tailSimulation.text());
    }

    @Test
    void theNextOwnerIsNotFooledByAFileThatGrewAgainEither() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        tailSimulation.at(2, () -> tailSimulation.tail.leave()).run();
        tailSimulation.host.truncate(APP);
        write(banner + "quite another line\n");
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(10);
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", tailSimulation.text());
    }

    @Test
    void aHostThatWasPausedOverATruncationIsNoticed() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.paused = true)
                .at(3, () -> tailSimulation.host.truncate(APP))
                .at(4, () -> write("longer than before\n")) // so that the tail itself does not notice
                .at(7, () -> tailSimulation.host.paused = false)
                .until(20);
        assertTrue(tailSimulation.text().startsWith("a\n"), tailSimulation.text());
        assertTrue(tailSimulation.text().endsWith("]longer than before\n"), tailSimulation.text());
    }

    @Test
    void aLongWayBehindIsAGapAndGoesOnNearTheEnd() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 10, 100, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> write("x".repeat(200) + "\nlast\n"))
                .at(5, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[gap 201]last\n", tailSimulation.text());
    }

    @Test
    void severalRotationsWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(3, () -> write("b\n"));
        tailSimulation.at(4, () -> rotate("c\n"));
        tailSimulation.at(5, () -> rotate("d\n"));
        tailSimulation.at(6, () -> rotate("e\n"));
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.at(7, () -> tailSimulation.host.write("/log/app.log.err", "another log\n"));
        tailSimulation.at(7, () -> tailSimulation.host.write("/log/app.log.3.gz", "\u001f\u008b"));
        tailSimulation.until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n[rotated]e\n", tailSimulation.text());
    }

    @Test
    void aLogWithALongerNumberThatIsRotatedAtTheSameTimeIsAnotherOne() {
        tailSimulation.globs = List.of("/log/app1.log");
        tailSimulation.tail = tailSimulation.tail(new LogId("web", "/log/app1.log"));
        tailSimulation.host.write("/log/app1.log", "a\n");
        tailSimulation.host.write("/log/app10.log", "secret\n");
        tailSimulation
                .at(2, () -> {
                    for (String name : List.of("/log/app1.log", "/log/app10.log")) {
                        tailSimulation.host.write(name, name.contains("10") ? "secret\n" : "b\n");
                        tailSimulation.host.rename(name, name + ".1");
                    }
                    tailSimulation.host.write("/log/app1.log", "c\n");
                    tailSimulation.host.write("/log/app10.log", "secret\n");
                })
                .until(20);
        assertEquals("a\nb\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void numbersThatRiseAreReadInOrderAlsoWithinASecond() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    for (int i = 1; i <= 12; i++) {
                        tailSimulation.host.rename(APP, APP + "." + i);
                        write("of file " + (i + 1) + "\n");
                    }
                });
        tailSimulation.at(7, () -> tailSimulation.host.away = null).until(20);
        assertEquals(
                "a\n"
                        + IntStream.rangeClosed(2, 13)
                                .mapToObj(i -> "[rotated]of file " + i + "\n")
                                .collect(joining()),
                tailSimulation.text());
    }

    @Test
    void aFileThatWasEmptyWhenItWasLeftIsFoundAgain() {
        write("older\n");
        rotate("");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> write("a\n"))
                .at(4, () -> rotate("b\n"))
                .at(6, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[rotated]b\n", tailSimulation.text());
    }

    @Test
    void whatMayBeAnotherLogIsAGap() {
        tailSimulation.globs = List.of("/log/*.log");
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> {
                    tailSimulation.host.rename(APP, "/log/app-1.log");
                    write("b\n");
                })
                .at(4, () -> tailSimulation.host.write("/log/app-21.log", "another log\n"))
                .at(6, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[gap]b\n", tailSimulation.text());
    }

    @Test
    void filesThatWereRotatedAndCompressedWhileNobodyCouldReadAreReadToo() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> write("b\n"))
                .at(4, () -> {
                    tailSimulation.host.rename(APP, APP + ".2.gz");
                    write("c\n");
                })
                .at(6, () -> {
                    tailSimulation.host.rename(APP, APP + ".1.gz");
                    write("d\n");
                })
                .at(8, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", tailSimulation.text());
    }

    @Test
    void aCompressedFileThatCannotBeUnpackedIsAGap() {
        write("a\n");
        tailSimulation.host.unpackable = true;
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(4, () -> {
                    tailSimulation.host.rename(APP, APP + ".2");
                    write("c\n");
                })
                .at(6, () -> {
                    tailSimulation.host.rename(APP, APP + ".1.gz");
                    write("d\n");
                })
                .at(8, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\n[gap]d\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasRotatedAwayBeforeItsPredecessorWasReadToItsEndIsNotSkipped() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.delete(APP);
                    write("b\n");
                })
                .at(2.5, () -> {
                    tailSimulation.host.rename(APP, APP + ".1");
                    write("c\n");
                })
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void aFileThatWasDeletedAtOnceIsReadSinceItWasOpen() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.host.delete(APP);
                    write("b\n");
                })
                .at(2.5, () -> {
                    tailSimulation.host.delete(APP);
                    write("c\n");
                })
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void ofDatedFilesTheNewestIsFollowedAndTheNextOneWhenItComes() {
        tailSimulation.globs = List.of("/log/app-%d.log");
        tailSimulation.tail = tailSimulation.tail(new LogId("web", "/log/app-%d.log"));
        tailSimulation
                .at(0, () -> tailSimulation.host.write("/log/app-2026-11-23.log", "old\n"))
                .at(3, () -> tailSimulation.host.write("/log/app-2026-11-24.log", "a\n"))
                .at(12, () -> tailSimulation.host.write("/log/app-2026-11-24.log", "b\n"))
                .at(13, () -> tailSimulation.host.write("/log/app-2026-11-25.log", "c\n"))
                .at(13.5, () -> tailSimulation.host.write("/log/app-2026-11-24.log", "late\n"))
                .until(40);
        assertEquals("old\n[rotated]a\nb\nlate\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void datedFilesThatCameWhileNobodyCouldReadAreReadInOrder() {
        tailSimulation.globs = List.of("/log/app-%d.log");
        tailSimulation.tail = tailSimulation.tail(new LogId("web", "/log/app-%d.log"));
        tailSimulation
                .at(0, () -> tailSimulation.host.write("/log/app-20261123.log", "a\n"))
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(3, () -> tailSimulation.host.write("/log/app-20261123.log", "b\n"))
                .at(4, () -> tailSimulation.host.write("/log/app-20261124.log", "c\n"))
                .at(5, () -> tailSimulation.host.write("/log/app-20261125.log", "d\n"))
                .at(6, () -> tailSimulation.host.away = null)
                .until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", tailSimulation.text());
    }

    @Test
    void rotationsByDateAreReadInOrderAndGlobCharactersAreTakenAsTheyAre() {
        LogId log = new LogId("web", "/log/a[1]*.log");
        tailSimulation.globs = List.of("/log/*");
        tailSimulation.tail = tailSimulation.tail(log);
        tailSimulation.host.write("/log/a[1]*.log", "a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(4, () -> {
            tailSimulation.host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-01.log");
            tailSimulation.host.write("/log/a[1]*.log", "b\n");
        });
        tailSimulation.at(5, () -> {
            tailSimulation.host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-02.log");
            tailSimulation.host.write("/log/a[1]*.log", "c\n");
        });
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void severalCopytruncatesWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(4, () -> {
            write("b\n");
            tailSimulation.host.copy(APP, APP + ".1");
            tailSimulation.host.truncate(APP);
            write("c\n");
        });
        tailSimulation.at(5, () -> {
            tailSimulation.host.rename(APP + ".1", APP + ".2");
            tailSimulation.host.copy(APP, APP + ".1");
            tailSimulation.host.truncate(APP);
            write("d\n");
        });
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.until(20);
        assertEquals("a\nb\n[rotated]c\n[truncated]d\n", tailSimulation.text());
    }

    @Test
    void aLifeThatWasGivenUpIsReadFromItsFileAndAGapBeforeTheNextOne() {
        write("a\n");
        tailSimulation
                .at(2, () -> giveUp("b\n", "c\n"))
                .at(4, () -> rotate("d\n"))
                .until(20);
        assertEquals("a\n[rotated]b\n[gap]c\n[rotated]d\n", tailSimulation.text());
    }

    @Test
    void aLifeThatWasGivenUpAndIsGoneIsAGapBeforeTheNextOne() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    giveUp("b\n", "c\n");
                    tailSimulation.host.delete(APP + ".1");
                })
                .at(4, () -> rotate("d\n"))
                .until(20);
        assertEquals("a\n[gap]c\n[rotated]d\n", tailSimulation.text());
    }

    /** Of two rotations the first is reported, but given up. */
    private void giveUp(String lost, String next) {
        tailSimulation.host.givesUp = 1;
        rotate(lost);
        tailSimulation.host.pump();
        rotate(next);
    }

    @Test
    void rotatedFilesThatAreTooMuchToCatchUpAreGapsToTheByte() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 10, 20, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(3, () -> write("123456789\n"));
        tailSimulation.at(4, () -> rotate("0123456789\n"));
        tailSimulation.at(5, () -> rotate("c\n"));
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.until(20);
        assertEquals("a\n[gap 10][rotated]0123456789\n[rotated]c\n", tailSimulation.text());
    }

    @Test
    void anOldFileThatIsGoneIsAGap() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(4, () -> {
            tailSimulation.host.delete(APP);
            write("b\n");
        });
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.until(20);
        assertEquals("a\n[gap]b\n", tailSimulation.text());
    }

    @Test
    void theOldFileIsFoundByItsInodeWhereTheDirectoryCannotBeListed() {
        write("a\n");
        tailSimulation.host.unlisted = true;
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.at(3, () -> write("b\nwithin a li"));
        tailSimulation.at(4, () -> rotate("c\n"));
        tailSimulation.at(7, () -> tailSimulation.host.away = null);
        tailSimulation.until(20);
        // It can't be determined whether there was another file in between.
        assertEquals("a\nb\nwithin a li[gap]c\n", tailSimulation.text());
    }

    @Test
    void aRotationThatNobodyWaitedForLeavesNoSilentHole() {
        tailSimulation.settings = new TailSettings(Duration.ofSeconds(5), 4, 1000, Duration.ofSeconds(1), 1 << 20);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("a\n");
        tailSimulation.until(3);
        write("bbbbbbbbbb\n");
        rotate("cccccccccc\nd\n");
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        tailSimulation.until(6);
        assertEquals("a\n[gap 11][rotated][gap 11]d\n", tailSimulation.text());
    }

    @Test
    void whileTheJournalIsAwayNothingIsLostNorTwice() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.journal.away = true);
        for (int i = 0; i < 50; i++) {
            int line = i;
            tailSimulation.at(2.1 + i, () -> write(line + "\n"));
        }
        tailSimulation.at(60, () -> tailSimulation.journal.away = false).until(120);
        StringBuilder all = new StringBuilder("a\n");
        for (int i = 0; i < 50; i++) {
            all.append(i).append('\n');
        }
        assertEquals(all.toString(), tailSimulation.text());
    }

    @Test
    void anAppendWhoseAnswerWasLostIsNotRepeated() {
        write("a\n");
        tailSimulation
                .at(2, () -> {
                    tailSimulation.journal.loseAnswer = true;
                    write("b\n");
                })
                .at(10, () -> write("c\n"))
                .until(20);
        assertEquals("a\nb\nc\n", tailSimulation.text());
        assertEquals(
                tailSimulation.journal.published.size(),
                tailSimulation.journal.published.stream().distinct().count());
    }

    @Test
    void aJournalThatComesBackEmptyGoesOnInTheSameGeneration() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.journal.away = true)
                .at(3, () -> write("b\n"))
                .at(8, () -> {
                    tailSimulation.journal.loseData();
                    tailSimulation.journal.away = false;
                })
                .at(20, () -> write("c\n"))
                .until(30);
        assertEquals("a\nb\nc\n", tailSimulation.text());
        assertEquals(1, generations());
    }

    @Test
    void aJournalThatLostItsDataUnnoticedIsToldAgainThatTheLogIsLive() {
        write("a\n");
        tailSimulation
                .at(3, () -> tailSimulation.journal.loseData())
                .at(
                        14,
                        () -> assertEquals(
                                LogState.TailPhase.LIVE,
                                tailSimulation
                                        .journal
                                        .head(TailSimulation.LOG)
                                        .state()
                                        .phase()))
                .until(20);
    }

    @Test
    void aHeadThatWentBackIsContinuedWithTheSamePositions() {
        write("a\n");
        tailSimulation
                .at(2, () -> write("b\n"))
                .at(3, () -> write("c\n"))
                .at(4, () -> {
                    tailSimulation.journal.rewind(TailSimulation.LOG, 2);
                    write("d\n");
                })
                .until(10);
        assertEquals("a\nb\nc\nd\n", tailSimulation.text());
        assertEquals(
                new Position(tailSimulation.journal.published.get(0).start().generation(), 8),
                tailSimulation.journal.end(TailSimulation.LOG));
    }

    @Test
    void aHeadThatWentBackBeforeARotationRepeatsNoLine() {
        write("a\n");
        tailSimulation
                .at(2, () -> rotate("b\n"))
                .at(8, () -> {
                    tailSimulation.journal.rewind(TailSimulation.LOG, 2);
                    write("c\n");
                })
                .until(15);
        assertEquals("a\n[rotated]b\nc\n", tailSimulation.text());
    }

    @Test
    void whoLosesTheLeaseStopsWithoutAWord() {
        write("a\n");
        tailSimulation.at(2, () -> {
            tailSimulation.now += Duration.ofSeconds(10).toNanos(); // it was paused, and the lease expired
            tailSimulation.journal.lease("other", Duration.ofHours(1), List.of(TailSimulation.LOG));
            write("b\n");
        });
        tailSimulation.run();
        assertEquals("a\n", tailSimulation.text());
        assertEquals(List.of("connecting", "live"), tailSimulation.phases());
    }

    @Test
    void whoLosesTheLeaseWhileItsWordIsRefusedSpeaksForTheLogNoMore() {
        write("a\n");
        tailSimulation.at(9, () -> tailSimulation.journal.away = true).at(13, () -> {
            assertEquals(Map.of(JournalOperation.ANNOUNCEMENT, "The store does not answer."), tailSimulation.hindered);
            tailSimulation.journal.away = false;
            tailSimulation.journal.lease("other", Duration.ofHours(1), List.of(TailSimulation.LOG));
            write("b\n");
        });
        tailSimulation.run();
        assertEquals(Map.of(), tailSimulation.hindered);
        assertEquals("a\n", tailSimulation.text());
    }

    @Test
    void whoIsStoppedDuringALongWaitAsksTheStoreNoMore() {
        write("a\n");
        int[] calls = {0};
        tailSimulation
                .at(2, () -> tailSimulation.host.away = new LogException(FailureCode.AUTH_FAILED, "Wrong password."))
                .at(10, () -> tailSimulation.journal.away = true)
                .at(
                        19,
                        () -> tailSimulation.journal.onCall = () -> {
                            calls[0]++;
                            tailSimulation.tail
                                    .stop(); // in an announcement, not in the wait, which this would interrupt
                        });
        tailSimulation.run();
        assertEquals(2, calls[0], "calls"); // including its last announcement
    }

    @Test
    void theNextOwnerGoesOnExactlyWhereTheLastOneWas() {
        write("a\nhal");
        tailSimulation.at(5, () -> tailSimulation.tail.leave()).run();
        assertEquals(List.of("connecting", "live"), tailSimulation.phases());
        write("f\nb\n");
        tailSimulation.journal.release(TailSimulation.LOG, "me");
        Tail other = tailSimulation.tail(TailSimulation.LOG, "other");
        tailSimulation.at(10, other::leave);
        tailSimulation.run(other);
        assertEquals("a\nhalf\nb\n", tailSimulation.text());
        assertTrue(((Chunk) tailSimulation.journal.published.get(2)).continues());
        assertEquals(List.of("connecting", "live"), tailSimulation.phases());
    }

    private void command() {
        tailSimulation.tail = tailSimulation.tail(new LogId("web", "cmd"));
    }

    private LogState last() {
        return tailSimulation.journal.states.get(tailSimulation.journal.states.size() - 1);
    }

    private Set<ReaderLimitation> lacksWhileLive() {
        assertEquals(LogState.TailPhase.LIVE, last().phase());
        return last().lacks();
    }

    private String lastReason() {
        return last().reason();
    }

    @Test
    void aCommandThatWasInterruptedIsANewGenerationThatSaysSo() {
        command();
        tailSimulation.host.say("a\n");
        tailSimulation
                .at(3, () -> tailSimulation.host.cut())
                .at(5, () -> tailSimulation.host.say("b\n"))
                .until(20);
        assertEquals("a\n[interrupted]b\n", tailSimulation.text());
        assertEquals(2, generations());
    }

    @Test
    void whatACommandRepeatsAfterItWasInterruptedIsLeftOutWhereLinesBearATime() {
        command();
        tailSimulation.host.say("10:00:01 a\n10:00:02 b\n10:00:03 c\n");
        tailSimulation
                .at(5, () -> tailSimulation.host.cut())
                .at(5.1, () -> tailSimulation.host.say("10:00:02 b\n10:00:03 c\n10:00:04 d\n"))
                .at(15, () -> tailSimulation.host.say("10:00:05 e\n"))
                .until(20);
        assertEquals("10:00:01 a\n10:00:02 b\n10:00:03 c\n10:00:04 d\n10:00:05 e\n", tailSimulation.text());
        assertEquals(1, generations());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
    }

    @Test
    void aCommandThatEndsIsRunAgainAtGrowingPausesAndHasNoGap() {
        command();
        int[] runs = {0};
        for (int i = 1; i < 1_200; i++) {
            tailSimulation.at(i * 0.5, () -> {
                if (tailSimulation.host.following() > 0) {
                    runs[0]++;
                    tailSimulation.host.say("job line\n");
                    tailSimulation.host.finish(3, "It broke");
                }
            });
        }
        tailSimulation
                .at(
                        1,
                        () -> assertEquals(
                                "Command 'cmd' has ended with status 3: It broke. It is run again in 2 seconds.",
                                lastReason()))
                .until(599.9);
        assertEquals(9, runs[0]); // the first, and after 2, 4, 8, 16, 32, 64, 128, 256 seconds
        assertFalse(tailSimulation.text().contains("gap"), tailSimulation.text());
        assertEquals(8, tailSimulation.text().split("restarted", -1).length - 1);
        assertEquals(List.of("connecting", "reconnecting", "ended"), tailSimulation.phases());
    }

    @Test
    void aCommandThatSaysTheSameAgainWithTimesIsNotShownTwice() {
        command();
        for (int i = 1; i < 40; i++) {
            tailSimulation.at(i * 0.5, () -> {
                if (tailSimulation.host.following() > 0) {
                    tailSimulation.host.say("10:00:01 a\n10:00:02 b\n");
                    tailSimulation.host.finish(0, "");
                }
            });
        }
        tailSimulation.until(20);
        assertEquals("10:00:01 a\n10:00:02 b\n[restarted][restarted][restarted]", tailSimulation.text());
    }

    @Test
    void theLastWordsOfAMergedCommandAreTheLastOfItsLog() {
        command();
        tailSimulation
                .at(0.5, () -> {
                    tailSimulation.host.say("sh: 1: journalctlx: not found\n");
                    tailSimulation.host.finish(127, "");
                })
                .at(
                        1,
                        () -> assertTrue(
                                lastReason()
                                        .startsWith(
                                                "Command 'cmd' has ended with status 127: sh: 1: journalctlx: not found."),
                                lastReason()))
                .until(2);
    }

    @Test
    void aCommandWhoseHostWasPausedIsNotRunAgain() {
        command();
        tailSimulation
                .at(1, () -> tailSimulation.host.say("a\n"))
                .at(5, () -> tailSimulation.host.paused = true)
                .at(10.5, () -> tailSimulation.host.paused = false)
                .at(12, () -> tailSimulation.host.say("b\n"))
                .until(15);
        assertEquals("a\nb\n", tailSimulation.text());
        assertEquals(1, tailSimulation.host.follows);
    }

    @Test
    void aFileThatIsReplacedForEverDoesNotMakeTheTailSpin() {
        write("a\n");
        tailSimulation.host.onCall = () -> rotate("x\n");
        tailSimulation.until(60);
        assertTrue(tailSimulation.host.probes < 1000, () -> tailSimulation.host.probes + " probes");
    }

    @Test
    void aLogFasterThanTheJournalOverflowsAndResumes() {
        tailSimulation.settings =
                new TailSettings(Duration.ofSeconds(5), 100, 256 << 20, Duration.ofSeconds(1), 256 << 10);
        tailSimulation.tail = tailSimulation.tail(TailSimulation.LOG);
        write("a\n");
        String flood = ("x".repeat(99) + "\n").repeat(4000);
        tailSimulation.at(2, () -> write(flood)).at(30, () -> write("z\n")).until(60);
        assertEquals("a\n" + flood + "z\n", tailSimulation.text());
    }

    @Test
    void aGibibyteWithoutALineFeedIsReadInFullChunksOfBoundedMemory() {
        Chunker chunker = new Chunker(1, LineFeed.BYTE, new Position(1, 0), false);
        byte[] block = new byte[1 << 20];
        java.util.Arrays.fill(block, (byte) 'x');
        long[] seen = {0};
        List<io.onetail.protocol.LogEntry> out = new java.util.ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            chunker.add(block, 0, block.length, out);
            assertTrue(out.size() <= 18);
            out.forEach(entry -> seen[0] += ((Chunk) entry).length());
            out.clear();
        }
        chunker.flush(out);
        out.forEach(entry -> seen[0] += ((Chunk) entry).length());
        assertEquals(1L << 30, seen[0]);
    }

    @Test
    void stoppedAtAnyCallItEndsAtOnceAndLeavesNothing() {
        for (int stopAt = 1; stopAt < 60; stopAt++) {
            TailSimulation one = new TailSimulation();
            int[] calls = {0};
            long[] stopped = {-1};
            int at = stopAt;
            Runnable call = () -> {
                if (++calls[0] == at) {
                    stopped[0] = one.now;
                    one.tail.stop();
                }
            };
            one.host.onCall = call;
            one.journal.onCall = call;
            one.host.write(APP, "a\n");
            one.at(2, () -> one.host.write(APP, "b\n"));
            one.at(4, () -> {
                one.host.rename(APP, APP + ".1");
                one.host.write(APP, "c\n");
            });
            one.at(10, () -> one.host.cut());
            one.at(14, () -> one.journal.away = true);
            one.at(15, () -> one.host.write(APP, "d\n"));
            one.at(20, () -> one.journal.away = false);
            one.at(25, () -> one.host.truncate(APP));
            one.until(1000);
            assertTrue(stopped[0] >= 0 && one.now - stopped[0] < 1_000_000_000L, "at call " + at);
            assertEquals(0, one.host.following(), "at call " + at);
            assertFalse(Thread.interrupted());
            assertTrue("a\nb\n[rotated]c\nd\n[truncated]".startsWith(one.text()), one.text());
        }
    }

    @Test
    void stoppedWhileItWaitsForItsNextAttemptItEndsAtOnce() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.host.away = FakeHost.unreachable());
        tailSimulation.until(500.123);
        assertEquals(500_123_000_000L, tailSimulation.now);
    }

    @Test
    void aJournalThatIsFullIsToldOftenAndNothingIsLostNorTheHostAskedMeanwhile() {
        write("a\n");
        int[] looks = new int[2];
        tailSimulation
                .at(2, () -> tailSimulation.journal.full = true)
                .at(3, () -> write("b\n"))
                .at(100, () -> looks[0] = tailSimulation.host.probes)
                .at(899, () -> looks[1] = tailSimulation.host.probes)
                .at(900, () -> tailSimulation.journal.full = false)
                .at(903, () -> assertEquals("a\nb\n", tailSimulation.text()))
                .until(910);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), tailSimulation.phases());
        assertTrue(tailSimulation.journal.states.contains(LogState.reconnecting("The store is full.")));
        assertEquals(looks[0], looks[1]);
    }

    @Test
    void aStateThatLastsIsToldAgainSoThatItIsKnownToHold() {
        write("a\n");
        tailSimulation
                .at(2, () -> tailSimulation.host.away = FakeHost.unreachable())
                .at(300, () -> tailSimulation.journal.states.clear())
                .until(360);
        assertTrue(tailSimulation.journal.states.size() >= 6, () -> tailSimulation.journal.states.toString());
    }

    @Test
    void aStoreThatIsAwayWhenTheTailIsStoppedHoldsNobodyUp() {
        write("a\n");
        tailSimulation.at(2, () -> tailSimulation.journal.away = true).until(3);
        assertNull(tailSimulation.memory);
        assertEquals("a\n", tailSimulation.text());
    }

    private void rotate(String next) {
        for (int i = 9; i > 0; i--) {
            tailSimulation.host.rename(APP + "." + i, APP + "." + (i + 1));
        }
        tailSimulation.host.rename(APP, APP + ".1");
        write(next);
    }

    private long generations() {
        return tailSimulation.journal.published.stream()
                .filter(Chunk.class::isInstance)
                .map(entry -> entry.start().generation())
                .distinct()
                .count();
    }
}

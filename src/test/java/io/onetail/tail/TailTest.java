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
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest extends TailScenario {
    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, host.following(), "a follower was left open");
        assertFalse(Thread.interrupted(), "the thread returned interrupted");
    }

    @Test
    void readsASmallFileFromItsBeginningAndEachNewLine() {
        write("a\nb\n");
        at(2, () -> write("c\n")).at(3, () -> write("d\n"));
        assertEquals("a\nb\nc\nd\n", textAt(5));
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void aLogOfWhichNobodyKnowsWaitsForServersThatMayRememberItAndGoesOnFromThere() {
        write("a\nb\n");
        simulation.settledAt = 3_000_000_000L;
        FileId file = FileId.of("1:1", "a\nb\n".getBytes(StandardCharsets.US_ASCII));
        at(1, () -> journal.restore(TailSimulation.LOG, new LogTip(new Position(7, 2), file)));
        assertEquals("b\n", textAt(10));
        assertEquals(new Position(7, 2), journal.published.get(0).start());
    }

    @Test
    void whoGoesOnFromWhereTheyWereGetsAllThoughTheTailHadEndedMeanwhile() {
        preroll(4);
        write("a\n");
        at(2, () -> write("b\n")).until(3);
        write("far more than what the preroll has\nthe end\n");
        simulation.awaited = true;
        tailAgain();
        assertEquals("a\nb\nfar more than what the preroll has\nthe end\n", textAt(6));
    }

    @Test
    void whoGoesOnFromWhereTheyWereWaitsForAHostThatIsAway() {
        write("a\n");
        until(1);
        simulation.awaited = true;
        hostGoes();
        tailAgain();
        at(20, this::hostReturns).until(30);
        assertPhases("connecting", "live", "ended", "reconnecting", "live", "ended");
    }

    @Test
    void severalCutsAtOnceAreFoundThoughTheFirstCopyLacksWhatWasReadLast() {
        String first = "x".repeat(300) + "\n";
        write(first);
        at(2, () -> {
            host.copy(APP, OLDER);
            write("b\n");
            host.pump();
            truncate("c\n");
            copytruncate("d\n");
        });
        assertEquals(first + "b\n[rotated]c\n[truncated]d\n", textAt(20));
    }

    @Test
    void aCopyThatIsMadeBeforeTheNextCutIsNotShownBesideTheFileItself() {
        String first = "x".repeat(300) + "\n";
        String second = "y".repeat(300) + "\n";
        write(first);
        at(2, () -> {
                    host.copy(APP, APP + ".1");
                    host.truncate(APP);
                    write(second);
                    host.onCall = () -> { // before the files beside it are listed
                        host.onCall = () -> {};
                        host.rename(APP + ".1", APP + ".2");
                        host.copy(APP, APP + ".1");
                    };
                })
                .at(3, () -> {
                    host.truncate(APP);
                    write("z\n");
                });
        assertEquals(first + "[truncated]" + second + "[truncated]z\n", textAt(20));
    }

    @Test
    void aLogThatNobodyRemembersBeginsWhenTheOthersHadTheirTime() {
        write("a\n");
        simulation.settledAt = 3_000_000_000L;
        at(2.9, () -> assertEquals("", text()));
        assertEquals("a\n", textAt(10));
    }

    @Test
    void aFileThatWasRotatedAndPackedWhileItWasLookedForIsNotReadTwice() {
        write("a\n");
        hostAway(2, 4).at(3, () -> rotate("b\n")).afterLook(4, () -> {
            rotate("c\n");
            host.pack(OLD, PACKED);
        });
        assertEquals("a\n[rotated]b\n[rotated]c\n", textAt(20));
    }

    @Test
    void aFileThatIsBeingPackedIsReadOnce() {
        write("a\n");
        hostAway(2, 6).at(3, () -> rotate("b\n")).at(4, () -> rotate("c\n")).at(5, () -> host.copy(OLD, PACKED));
        assertEquals("a\n[rotated]b\n[rotated]c\n", textAt(20));
    }

    @Test
    void aWriterThatIsLateWithTheNewFileIsWaitedForInTheOldOne() {
        write("a\n");
        hostAway(2, 4)
                .at(3, () -> rotate(""))
                .at(5.5, () -> host.write(OLD, "b\n"))
                .at(7, () -> host.write(OLD, "c\n"))
                .at(8, () -> write("d\n"));
        assertEquals("a\nb\nc\n[rotated]d\n", textAt(30));
    }

    @Test
    void whatAWriterThatIsLateStillWritesAndIsTooMuchIsAGap() {
        simulation.settings = new TailSettings(Duration.ofSeconds(5), 4, 1000, Duration.ofSeconds(1), 1 << 20);
        tailAgain();
        write("a\n");
        hostAway(2, 4).at(3, () -> rotate("")).at(6, () -> {
            host.write(OLD, "late\n".repeat(500_000));
            write("b\n");
        });
        String text = textAt(30);
        assertTrue(text.startsWith("a\nlate\n") && text.endsWith("[gap]b\n"), text.substring(text.length() - 40));
        assertTrue(text.length() < 2_000_000, "it was not too much");
    }

    @Test
    void utf16IsKnownByWhatComesToAFileThatWasEmpty() {
        utf16(APP, "\ufeff上海 1\n");
        hostAway(2, 4)
                .at(3, () -> rotate(""))
                .at(6, () -> utf16(OLD, "上海 2\n"))
                .at(8, () -> utf16(APP, "\ufeff上海 3\n"))
                .until(30);
        assertEquals(
                List.of("UTF_16LE 1", "UTF_16LE 1", "UTF_16LE 1"),
                journal.published.stream()
                        .filter(Chunk.class::isInstance)
                        .map(Chunk.class::cast)
                        .map(chunk -> chunk.lineFeed() + " " + chunk.lineFeeds())
                        .toList());
    }

    private void utf16(String path, String text) {
        host.write(path, text.getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void aFileThatWasCutAndHasGrownAgainBeforeItWasFollowedIsNotTakenForTheOldOne() {
        write("a\n");
        hostAway(2, 4).afterLook(4, () -> copytruncate("b\nc\n"));
        assertEquals("a\n[truncated]b\nc\n", textAt(20));
    }

    @Test
    void itIsLiveWhereTheFileEndsWithTheBeginningOfALastLineAndNotBefore() {
        write("a\nb\nhalf");
        at(3, () -> assertEquals("a\nb\nhalf", text())).until(5);
        assertEquals(8, firstLive().offset());
        assertEquals(8, lastEntry().end().offset());
    }

    @Test
    void itIsLiveWhereTheFileEndsAlsoAfterItGrewWhileNobodyWatched() {
        write("a\n");
        until(3);
        write("b\nc\n");
        host.pieces = 2;
        journal.states.clear();
        tailAgain();
        until(6);
        assertEquals(6, firstLive().offset());
        assertEquals("a\nb\nc\n", text());
    }

    @Test
    void itIsLiveWhereTheNewFileEndsAfterARotationThatNobodyWatched() {
        write("a\n");
        until(3);
        rotate("b\nc\n");
        journal.states.clear();
        tailAgain();
        until(6);
        assertEquals(4, firstLive().offset());
        assertEquals("a\n[rotated]b\nc\n", text());
    }

    @Test
    void aFileThatHoldsLessThanItSaysIsLiveWhereItEnds() {
        write("a\nb\n");
        host.claimed = 3;
        until(10);
        assertEquals(4, firstLive().offset());
        assertEquals("a\nb\n", text());
    }

    private Position firstLive() {
        return journal.states.stream()
                .filter(state -> state.phase() == LogState.TailPhase.LIVE)
                .findFirst()
                .orElseThrow()
                .at();
    }

    @Test
    void beginsNearTheEndOfALargeFileAtTheBeginningOfALine() {
        preroll(10);
        write("0123456789\nabcdefgh\nij\n");
        assertEquals("ij\n", textAt(5));
        assertFalse(((Chunk) journal.published.get(0)).continues());
        assertEquals(20, journal.published.get(0).start().offset());
    }

    @Test
    void beginsExactlyAtALineThatBeginsWhereThePrerollDoes() {
        preroll(3);
        write("first\nab\n");
        assertEquals("ab\n", textAt(5));
    }

    @Test
    void beginsWithinALineThatIsLongerThanThePreroll() {
        preroll(3);
        write("first\nabcdef");
        assertEquals("def", textAt(5));
        assertTrue(((Chunk) journal.published.get(0)).continues());
    }

    @Test
    void withoutPrerollOnlyWhatIsNewComes() {
        preroll(0);
        write("old\n");
        at(2, () -> write("new\n"));
        assertEquals("new\n", textAt(5));
        assertFalse(((Chunk) journal.published.get(0)).continues());
    }

    @Test
    void aLogWithoutAnEntryYetGoesOnWhereItWasLiveAfterALostConnection() {
        preroll(0);
        write("old\n");
        at(2.5, () -> {
            write("while it was cut\n");
            host.cut();
        });
        assertEquals("while it was cut\n", textAt(8));
    }

    @Test
    void anotherServerGoesOnWhereALogWithoutAnEntryWasLive() {
        preroll(0);
        write("old\n");
        at(2.5, this::leave).untilItEnds();
        write("in between\n");
        tailAgain();
        assertEquals("in between\n", textAt(8));
    }

    @Test
    void aFileThatWasCutBeforeAnythingWasAppendedGoesOn() {
        preroll(0);
        write("old\n");
        at(2.5, () -> host.truncate(APP)).at(4, () -> write("new\n"));
        assertEquals("[truncated]new\n", textAt(8));
    }

    @Test
    void aLineInPiecesIsHeldASecondAndNeverSentTwice() {
        write("x\n");
        at(2, () -> write("one "))
                .at(2.5, () -> write("two "))
                .at(2.9, () -> {
                    assertEquals("x\n", text());
                })
                .at(3.1, () -> assertEquals("x\none two ", text()))
                .at(3.2, () -> write("three\n"));
        assertEquals("x\none two three\n", textAt(5));
        Chunk held = (Chunk) journal.published.get(1);
        Chunk rest = (Chunk) journal.published.get(2);
        assertTrue(held.incomplete() && !held.continues());
        assertTrue(rest.continues() && !rest.incomplete());
    }

    @Test
    void aLostConnectionLosesNothingAndRepeatsNothing() {
        write("a\n");
        at(2, () -> write("b\nhalf"))
                .at(2.2, host::cut)
                .at(2.3, () -> write(" line\nc\n"))
                .at(10, () -> write("d\n"));
        assertEquals("a\nb\nhalf line\nc\nd\n", textAt(12));
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aHostThatIsAwayAtFirstIsWaitedForWithTheReason() {
        write("a\n");
        hostGoes();
        at(20, () -> assertEquals(LogState.connecting("The host does not answer."), journal.states.get(1)))
                .at(20, this::hostReturns);
        assertEquals("a\n", textAt(30));
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void aLimitThatIsMetAtFirstPasses() {
        write("a\n");
        host.away = new LogException(FailureCode.LIMIT, "No room.");
        at(5, this::hostReturns).until(10);
        assertPhases("connecting", "live", "ended");
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
        at(2, () -> {
                    host.cut();
                    host.away = new LogException(FailureCode.HOST_KEY, "Another key.");
                    write("b\n");
                })
                .at(100, this::hostReturns);
        assertEquals("a\nb\n", textAt(140));
    }

    @Test
    void aLoginThatIsRefusedIsTriedSeldomAndAtOnceWhenTheSettingsChange() {
        write("a\n");
        int[] tries = {0};
        at(2, () -> {
                    host.cut();
                    host.away = new LogException(FailureCode.AUTH_FAILED, "Wrong password.");
                    host.onCall = () -> tries[0]++;
                })
                .at(890, () -> assertEquals(3, tries[0]))
                .at(910, () -> {
                    assertEquals(4, tries[0]);
                    hostReturns();
                    simulation.globs = List.of("/log/*.log", "/more/*.log");
                })
                .at(915, () -> assertEquals(LogState.TailPhase.LIVE, last().phase()))
                .until(920);
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aDeletedFileThatIsStillWrittenToIsSaidNotToBeThere() {
        write("a\n");
        at(2, () -> {
                    host.rename(APP, "/gone");
                    host.write("/gone", "late\n");
                })
                .at(6, () -> {
                    assertEquals(LogState.TailPhase.RECONNECTING, last().phase());
                    assertTrue(lastReason().startsWith("/log/app.log does not exist."), lastReason());
                })
                .at(8, () -> write("new\n"));
        assertEquals("a\nlate\n[rotated]new\n", textAt(15));
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aLogThatWasLiveStaysOneWhileWhatWasWrittenMeanwhileIsRead() {
        write("a\n");
        at(2, this::hostGoes)
                .at(3, () -> write("b\n"))
                .at(5, () -> {
                    hostReturns();
                    host.paused = true;
                })
                .at(10, () -> assertEquals("What was written meanwhile is being read.", lastReason()))
                .at(11, () -> host.paused = false);
        assertEquals("a\nb\n", textAt(15));
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aLogThatIsCutWhileItIsLiveIsNeverSaidToBeConnecting() {
        write("a\n");
        at(2, () -> {
                    host.truncate(APP);
                    host.pump();
                    write("b\n");
                    host.onCall = () -> host.paused = host.following() == 0;
                })
                .at(8, () -> {
                    host.onCall = () -> {};
                    host.paused = false;
                });
        assertEquals("a\n[truncated]b\n", textAt(15));
        List<String> phases = simulation.phases();
        assertFalse(phases.subList(1, phases.size()).contains("connecting"), () -> phases + "");
    }

    @Test
    void aFileThatIsRotatedInAMomentIsNeverSaidToBeMissing() {
        write("a\n");
        at(2, () -> host.rename(APP, OLD)).at(2.5, () -> write("new\n")).until(10);
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void aNameThatIsGoneForAMomentOnlyIsNotWorthAWord() {
        write("a\n");
        at(2, () -> host.rename(APP, OLD)).at(3.4, () -> write("new\n")).until(10);
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void aNameThatIsGoneForLongerIsToldWithinTwoSecondsWheneverThatBegins() {
        write("a\n");
        for (double begin = 2.05; begin < 60; begin += 10.3) { // each time at another moment of the tail's own cycle
            double gone = begin;
            at(gone, () -> host.rename(APP, OLD))
                    .at(
                            gone + 1.85,
                            () -> assertEquals("reconnecting", last().phase().code(), "after " + gone))
                    .at(gone + 3, () -> write("new\n"))
                    .at(gone + 4, () -> assertEquals("live", last().phase().code()));
        }
        until(70);
    }

    @Test
    void whatTheReaderOfAHostLacksIsToldWithTheLogsItConcerns() {
        host.lacks = Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE, ReaderLimitation.OUTPUTS);
        write("a\n");
        at(1, () -> assertEquals(Set.of(ReaderLimitation.ORDER, ReaderLimitation.LATE), lacksWhileLive()))
                .until(2);
        tailCommand();
        at(3, () -> host.say("x\n"))
                .at(4, () -> assertEquals(Set.of(), lacksWhileLive(), "its outputs are merged"))
                .until(5);
        simulation.errors = StderrMode.MARK;
        tailCommand();
        at(6, () -> host.say("x\n"))
                .at(19, () -> assertEquals(Set.of(ReaderLimitation.OUTPUTS), lacksWhileLive()))
                .until(20);
    }

    @Test
    void whoTakesATailOverTellsWhatItsOwnReaderLacks() {
        host.lacks = Set.of(ReaderLimitation.ORDER);
        write("a\n");
        at(2, this::leave).untilItEnds();
        journal.release(TailSimulation.LOG, "me");
        host.lacks =
                Set.of(ReaderLimitation.ORDER, ReaderLimitation.CUT, ReaderLimitation.LATE); // Perl was there before
        simulation.tail = simulation.tail(TailSimulation.LOG, "other");
        at(4, () -> assertEquals(host.lacks, lacksWhileLive())).until(5);
    }

    @Test
    void aHostThatIsAwayLaterIsWaitedForWithinThirtySeconds() {
        write("a\n");
        hostAway(2, 3000)
                .at(2500, () -> write("b\n"))
                .at(3031, () -> assertEquals("a\nb\n", text()))
                .until(3040);
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aFileThatIsMissingAtFirstIsAFinalErrorUnderAGlob() {
        untilItEnds();
        assertPhases("connecting", "failed");
        assertEquals(FailureCode.NOT_FOUND, journal.states.get(1).failure());
    }

    @Test
    void aFileThatTheConfigurationNamesExactlyIsWaitedFor() {
        simulation.globs = List.of(APP);
        at(5, () -> write("a\n"));
        assertEquals("a\n", textAt(10));
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void aBinaryFileIsRefused() {
        write("\u001f\u008bxyz");
        untilItEnds();
        assertEquals(FailureCode.UNREADABLE, journal.states.get(1).failure());
    }

    @Test
    void aFileThatMayNotBeReadAnyMoreIsWaitedFor() {
        write("a\n");
        at(2, () -> {
                    host.cut();
                    host.away = new LogException(FailureCode.UNREADABLE, "No permission.");
                })
                .at(4, this::hostReturns)
                .at(4, () -> write("b\n"));
        assertEquals("a\nb\n", textAt(10));
    }

    @Test
    void aRotationLosesNoLineThatTheWriterStillAddsToTheOldFile() {
        write("a\n");
        at(2, () -> rotate("new\n")).at(2.5, () -> host.write(OLD, "late\n"));
        assertEquals("a\n[rotated]new\n[late]late\n", textAt(10));
    }

    @Test
    void aRenamedFileIsFollowedUntilThereIsANewOne() {
        write("a\n");
        at(2, () -> host.rename(APP, OLD))
                .at(20, () -> host.write(OLD, "late\n"))
                .at(30, () -> write("new\n"));
        assertEquals("a\nlate\n[rotated]new\n", textAt(40));
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aFileThatCameAndWentBeforeItCouldBeOpenedIsAGap() {
        write("a\n");
        at(2, () -> {
            replace("b\n");
            replace("c\n");
        });
        assertEquals("a\n[gap]c\n", textAt(20));
    }

    @Test
    void twoWritersOfTheOldAndTheNewFileLoseNoLine() {
        write("a\n");
        at(2, () -> rotate("new\n"));
        for (int i = 0; i < 20; i++) {
            int line = i;
            at(3 + i, () -> host.write(OLD, "late " + line + "\n"));
            at(3.5 + i, () -> write("new " + line + "\n"));
        }
        at(10.7, host::cut).until(30);
        for (int i = 0; i < 20; i++) {
            int line = i;
            assertEquals(1, text().split("new " + line + "\n", -1).length - 1, () -> text());
            assertEquals(1, text().split("late " + line + "\n", -1).length - 1, () -> text());
        }
        assertTrue(text().startsWith("a\n[rotated]new\n[late]late 0\n[resumed]new 0\n[late]late 1\n"), text());
    }

    @Test
    void ofEachGenerationEachServerIsToldTheFile() {
        write("a".repeat(300) + "\n");
        at(2, () -> rotate("b".repeat(300) + "\n"))
                .at(5, () -> host.write(OLD, "late\n"))
                .at(8, () -> write("c\n"))
                .until(20);
        List<Long> generations = journal.published.stream()
                .map(entry -> entry.end().generation())
                .distinct()
                .toList();
        List<Long> told = journal.states.stream()
                .filter(state -> state.at() != null && state.file() != null)
                .map(state -> state.at().generation())
                .distinct()
                .toList();
        assertEquals(4, generations.size());
        assertEquals(generations, told);
    }

    /** The log was rotated while a writer kept using the old file; both were written to, the new one last. */
    private TailScenario twoFilesAreInUse() {
        write("a\n");
        return at(2, () -> rotate("new\n"))
                .at(3, () -> host.write(OLD, "late\n"))
                .at(4, () -> write("newer\n"));
    }

    @Test
    void whatTwoOldFilesGotWhileNobodyTailedComesFromBoth() {
        twoFilesAreInUse()
                .hostAway(5, 8)
                .at(6, () -> host.write(OLD, "later\n"))
                .at(7, () -> {
                    write("newest\n");
                    moveAway(OLDER, "other\n");
                });
        assertEquals(
                "a\n[rotated]new\n[late]late\n[resumed]newer\n[late]later\n[resumed]newest\n[rotated]other\n",
                textAt(30));
    }

    @Test
    void whatAnOldFileGotWhileTheNewOneWasCutComesAfterTheCut() {
        twoFilesAreInUse().hostAway(5, 8).at(6, () -> {
            host.write(OLD, "later\n");
            truncate("o\n");
        });
        assertEquals("a\n[rotated]new\n[late]late\n[resumed]newer\n[gap]o\n[late]later\n", textAt(30));
    }

    @Test
    void aTailThatGoesOnWithinAnOldFileKnowsItsPlaceInIt() {
        twoFilesAreInUse().at(5, host::cut).at(5.1, () -> write("newest\n"));
        assertEquals("a\n[rotated]new\n[late]late\n[resumed]newer\nnewest\n", textAt(20));
    }

    @Test
    void aFileThatIsDeletedAndMadeAgainIsANewGeneration() {
        write("a\nb");
        at(2.5, () -> replace("new\n"));
        assertEquals("a\nb[rotated]new\n", textAt(10));
        Chunk first = (Chunk) lastEntry();
        assertFalse(first.continues());
        assertEquals(0, first.start().offset());
    }

    @Test
    void copytruncateTakesTheRestFromTheCopyToTheByte() {
        write("a\n");
        at(2.5, () -> {
                    write("not read yet\n"); // the follower reads only after this moment
                    host.copy(APP, OLD);
                    host.truncate(APP);
                })
                .at(3, () -> write("n"))
                .at(3.1, () -> write("ew\n"));
        assertEquals("a\nnot read yet\n[truncated]new\n", textAt(10));
    }

    /** A writer without O_APPEND continues at its old place. */
    @Test
    void aFileThatBeginsWithAHoleIsShownFromTheHolesEnd() {
        write("\0".repeat(28_000) + "after\n");
        at(2, () -> write("next\n"));
        assertEquals("[hole 28000]after\nnext\n", textAt(10));
        assertPhases("connecting", "live", "ended");
    }

    @Test
    void copytruncateUnderAWriterThatKeepsItsPlaceGoesOnAfterTheHole() {
        write("a\n".repeat(10_000));
        at(2.5, () -> host.truncate(APP))
                .at(4, () -> write("\0".repeat(20_000) + "more\n"))
                .at(5, () -> write("on\n"))
                .until(20);
        assertTrue(text().endsWith("a\n[truncated][hole 20000]more\non\n"), () -> text().substring(19_990));
    }

    @Test
    void aHoleThatIsReadWhileItsTailMovesIsKnownAgain() {
        write("\0".repeat(28_000) + "after\n");
        hostAway(2, 5).at(3, () -> write("next\n"));
        assertEquals("[hole 28000]after\nnext\n", textAt(20));
    }

    @Test
    void aHugeHoleIsNotReadWhenALogIsOpened() {
        write("\0".repeat(8 << 20) + "after\nnext\n");
        until(5);
        assertTrue(text().matches("\\[hole \\d{6}]after\nnext\n"), text());
    }

    @Test
    void utf16BeginsNearItsEndAtALineOfItsOwn() {
        prerollAndCatchUp(41, 100);
        String log = "\ufeff" + "上海上海\n".repeat(100);
        host.write(APP, log.getBytes(StandardCharsets.UTF_16LE));
        until(5);
        byte[] shown = text().getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("上海上海\n".repeat(4), new String(shown, StandardCharsets.UTF_16LE));
    }

    @Test
    void aCutWithoutACopyIsMarked() {
        write("a\nhalf");
        at(2.5, () -> host.truncate(APP)).at(3, () -> write("new\n"));
        assertEquals("a\nhalf[truncated]new\n", textAt(10));
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsContinuedFromItsCopy() {
        write("a\n");
        hostAway(2, 5).at(3, () -> {
            write("b\n");
            copytruncate("new\n");
        });
        assertEquals("a\nb\n[truncated]new\n", textAt(20));
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsAGapWithoutACopy() {
        write("a\n");
        hostAway(2, 5).at(3, () -> truncate("a new and longer line\n"));
        assertEquals("a\n[gap]a new and longer line\n", textAt(20));
    }

    @Test
    void aCutFileThatGrewAgainWithTheSameFirstLinesIsNotTakenForTheSame() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        hostAway(2, 5).at(3, () -> truncate(banner + "quite another line\n"));
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", textAt(20));
    }

    @Test
    void theNextOwnerIsNotFooledByAFileThatGrewAgainEither() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        at(2, this::leave).untilItEnds();
        truncate(banner + "quite another line\n");
        tailAgain();
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", textAt(10));
    }

    @Test
    void aHostThatWasPausedOverATruncationIsNoticed() {
        write("a\n");
        at(2, () -> host.paused = true)
                .at(3, () -> host.truncate(APP))
                .at(4, () -> write("longer than before\n")) // so that the tail itself does not notice
                .at(7, () -> host.paused = false)
                .until(20);
        assertTrue(text().startsWith("a\n"), text());
        assertTrue(text().endsWith("]longer than before\n"), text());
    }

    @Test
    void aLongWayBehindIsAGapAndGoesOnNearTheEnd() {
        prerollAndCatchUp(10, 100);
        write("a\n");
        hostAway(2, 5).at(3, () -> write("x".repeat(200) + "\nlast\n"));
        assertEquals("a\n[gap 201]last\n", textAt(20));
    }

    @Test
    void severalRotationsWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        hostAway(2, 7)
                .at(3, () -> write("b\n"))
                .at(4, () -> rotate("c\n"))
                .at(5, () -> rotate("d\n"))
                .at(6, () -> rotate("e\n"))
                .at(7, () -> host.write("/log/app.log.err", "another log\n"))
                .at(7, () -> host.write("/log/app.log.3.gz", "\u001f\u008b"));
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n[rotated]e\n", textAt(20));
    }

    @Test
    void aLogWithALongerNumberThatIsRotatedAtTheSameTimeIsAnotherOne() {
        tail("/log/app1.log", "/log/app1.log");
        host.write("/log/app1.log", "a\n");
        host.write("/log/app10.log", "secret\n");
        at(2, () -> {
            for (String name : List.of("/log/app1.log", "/log/app10.log")) {
                host.write(name, name.contains("10") ? "secret\n" : "b\n");
                host.rename(name, name + ".1");
            }
            host.write("/log/app1.log", "c\n");
            host.write("/log/app10.log", "secret\n");
        });
        assertEquals("a\nb\n[rotated]c\n", textAt(20));
    }

    @Test
    void numbersThatRiseAreReadInOrderAlsoWithinASecond() {
        write("a\n");
        hostAway(2, 7).at(3, () -> {
            for (int i = 1; i <= 12; i++) {
                host.rename(APP, APP + "." + i);
                write("of file " + (i + 1) + "\n");
            }
        });
        assertEquals(
                "a\n"
                        + IntStream.rangeClosed(2, 13)
                                .mapToObj(i -> "[rotated]of file " + i + "\n")
                                .collect(joining()),
                textAt(20));
    }

    @Test
    void aFileThatWasEmptyWhenItWasLeftIsFoundAgain() {
        write("older\n");
        rotate("");
        hostAway(2, 6).at(3, () -> write("a\n")).at(4, () -> rotate("b\n"));
        assertEquals("a\n[rotated]b\n", textAt(20));
    }

    @Test
    void whatMayBeAnotherLogIsAGap() {
        simulation.globs = List.of("/log/*.log");
        write("a\n");
        hostAway(2, 6)
                .at(3, () -> moveAway("/log/app-1.log", "b\n"))
                .at(4, () -> host.write("/log/app-21.log", "another log\n"));
        assertEquals("a\n[gap]b\n", textAt(20));
    }

    @Test
    void filesThatWereRotatedAndCompressedWhileNobodyCouldReadAreReadToo() {
        write("a\n");
        hostAway(2, 8)
                .at(3, () -> write("b\n"))
                .at(4, () -> moveAway(APP + ".2.gz", "c\n"))
                .at(6, () -> moveAway(PACKED, "d\n"));
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", textAt(20));
    }

    @Test
    void aCompressedFileThatCannotBeUnpackedIsAGap() {
        write("a\n");
        host.unpackable = true;
        hostAway(2, 8).at(4, () -> moveAway(OLDER, "c\n")).at(6, () -> moveAway(PACKED, "d\n"));
        assertEquals("a\n[gap]d\n", textAt(20));
    }

    @Test
    void aFileThatWasRotatedAwayBeforeItsPredecessorWasReadToItsEndIsNotSkipped() {
        write("a\n");
        at(2, () -> replace("b\n")).at(2.5, () -> rotate("c\n"));
        assertEquals("a\n[rotated]b\n[rotated]c\n", textAt(20));
    }

    @Test
    void aFileThatWasDeletedAtOnceIsReadSinceItWasOpen() {
        write("a\n");
        at(2, () -> replace("b\n")).at(2.5, () -> replace("c\n"));
        assertEquals("a\n[rotated]b\n[rotated]c\n", textAt(20));
    }

    @Test
    void ofDatedFilesTheNewestIsFollowedAndTheNextOneWhenItComes() {
        tail("/log/app-%d.log", "/log/app-%d.log");
        at(0, () -> host.write("/log/app-2026-11-23.log", "old\n"))
                .at(3, () -> host.write("/log/app-2026-11-24.log", "a\n"))
                .at(12, () -> host.write("/log/app-2026-11-24.log", "b\n"))
                .at(13, () -> host.write("/log/app-2026-11-25.log", "c\n"))
                .at(13.5, () -> host.write("/log/app-2026-11-24.log", "late\n"));
        assertEquals("old\n[rotated]a\nb\nlate\n[rotated]c\n", textAt(40));
    }

    @Test
    void datedFilesThatCameWhileNobodyCouldReadAreReadInOrder() {
        tail("/log/app-%d.log", "/log/app-%d.log");
        at(0, () -> host.write("/log/app-20261123.log", "a\n"))
                .hostAway(2, 6)
                .at(3, () -> host.write("/log/app-20261123.log", "b\n"))
                .at(4, () -> host.write("/log/app-20261124.log", "c\n"))
                .at(5, () -> host.write("/log/app-20261125.log", "d\n"));
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", textAt(20));
    }

    @Test
    void rotationsByDateAreReadInOrderAndGlobCharactersAreTakenAsTheyAre() {
        tail("/log/a[1]*.log", "/log/*");
        host.write("/log/a[1]*.log", "a\n");
        hostAway(2, 7)
                .at(4, () -> {
                    host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-01.log");
                    host.write("/log/a[1]*.log", "b\n");
                })
                .at(5, () -> {
                    host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-02.log");
                    host.write("/log/a[1]*.log", "c\n");
                });
        assertEquals("a\n[rotated]b\n[rotated]c\n", textAt(20));
    }

    @Test
    void severalCopytruncatesWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        hostAway(2, 7)
                .at(4, () -> {
                    write("b\n");
                    copytruncate("c\n");
                })
                .at(5, () -> {
                    host.rename(OLD, OLDER);
                    copytruncate("d\n");
                });
        assertEquals("a\nb\n[rotated]c\n[truncated]d\n", textAt(20));
    }

    @Test
    void aLifeThatWasGivenUpIsReadFromItsFileAndAGapBeforeTheNextOne() {
        write("a\n");
        at(2, () -> giveUp("b\n", "c\n")).at(4, () -> rotate("d\n"));
        assertEquals("a\n[rotated]b\n[gap]c\n[rotated]d\n", textAt(20));
    }

    @Test
    void aLifeThatWasGivenUpAndIsGoneIsAGapBeforeTheNextOne() {
        write("a\n");
        at(2, () -> {
                    giveUp("b\n", "c\n");
                    host.delete(OLD);
                })
                .at(4, () -> rotate("d\n"));
        assertEquals("a\n[gap]c\n[rotated]d\n", textAt(20));
    }

    /** Of two rotations the first is reported, but given up. */
    private void giveUp(String lost, String next) {
        host.givesUp = 1;
        rotate(lost);
        host.pump();
        rotate(next);
    }

    @Test
    void rotatedFilesThatAreTooMuchToCatchUpAreGapsToTheByte() {
        prerollAndCatchUp(10, 20);
        write("a\n");
        hostAway(2, 7)
                .at(3, () -> write("123456789\n"))
                .at(4, () -> rotate("0123456789\n"))
                .at(5, () -> rotate("c\n"));
        assertEquals("a\n[gap 10][rotated]0123456789\n[rotated]c\n", textAt(20));
    }

    @Test
    void anOldFileThatIsGoneIsAGap() {
        write("a\n");
        hostAway(2, 7).at(4, () -> replace("b\n"));
        assertEquals("a\n[gap]b\n", textAt(20));
    }

    @Test
    void theOldFileIsFoundByItsInodeWhereTheDirectoryCannotBeListed() {
        write("a\n");
        host.unlisted = true;
        hostAway(2, 7).at(3, () -> write("b\nwithin a li")).at(4, () -> rotate("c\n"));
        until(20);
        // It can't be determined whether there was another file in between.
        assertEquals("a\nb\nwithin a li[gap]c\n", text());
    }

    @Test
    void aRotationThatNobodyWaitedForLeavesNoSilentHole() {
        preroll(4);
        write("a\n");
        until(3);
        write("bbbbbbbbbb\n");
        rotate("cccccccccc\nd\n");
        tailAgain();
        assertEquals("a\n[gap 11][rotated][gap 11]d\n", textAt(6));
    }

    @Test
    void whileTheJournalIsAwayNothingIsLostNorTwice() {
        write("a\n");
        at(2, () -> journal.away = true);
        for (int i = 0; i < 50; i++) {
            int line = i;
            at(2.1 + i, () -> write(line + "\n"));
        }
        at(60, () -> journal.away = false).until(120);
        StringBuilder all = new StringBuilder("a\n");
        for (int i = 0; i < 50; i++) {
            all.append(i).append('\n');
        }
        assertEquals(all.toString(), text());
    }

    @Test
    void anAppendWhoseAnswerWasLostIsNotRepeated() {
        write("a\n");
        at(2, () -> {
                    journal.loseAnswer = true;
                    write("b\n");
                })
                .at(10, () -> write("c\n"));
        assertEquals("a\nb\nc\n", textAt(20));
        assertEquals(
                journal.published.size(), journal.published.stream().distinct().count());
    }

    @Test
    void aJournalThatComesBackEmptyGoesOnInTheSameGeneration() {
        write("a\n");
        at(2, () -> journal.away = true)
                .at(3, () -> write("b\n"))
                .at(8, () -> {
                    journal.loseData();
                    journal.away = false;
                })
                .at(20, () -> write("c\n"));
        assertEquals("a\nb\nc\n", textAt(30));
        assertEquals(1, generations());
    }

    @Test
    void aJournalThatLostItsDataUnnoticedIsToldAgainThatTheLogIsLive() {
        write("a\n");
        at(3, journal::loseData)
                .at(
                        14,
                        () -> assertEquals(
                                LogState.TailPhase.LIVE,
                                journal.head(TailSimulation.LOG).state().phase()))
                .until(20);
    }

    @Test
    void aHeadThatWentBackIsContinuedWithTheSamePositions() {
        write("a\n");
        at(2, () -> write("b\n")).at(3, () -> write("c\n")).at(4, () -> {
            journal.rewind(TailSimulation.LOG, 2);
            write("d\n");
        });
        assertEquals("a\nb\nc\nd\n", textAt(10));
        assertEquals(new Position(journal.published.get(0).start().generation(), 8), journal.end(TailSimulation.LOG));
    }

    @Test
    void aHeadThatWentBackBeforeARotationRepeatsNoLine() {
        write("a\n");
        at(2, () -> rotate("b\n")).at(8, () -> {
            journal.rewind(TailSimulation.LOG, 2);
            write("c\n");
        });
        assertEquals("a\n[rotated]b\nc\n", textAt(15));
    }

    @Test
    void whoLosesTheLeaseStopsWithoutAWord() {
        write("a\n");
        at(2, () -> {
            simulation.now += Duration.ofSeconds(10).toNanos(); // it was paused, and the lease expired
            journal.lease("other", Duration.ofHours(1), List.of(TailSimulation.LOG));
            write("b\n");
        });
        untilItEnds();
        assertEquals("a\n", text());
        assertPhases("connecting", "live");
    }

    @Test
    void whoLosesTheLeaseWhileItsWordIsRefusedSpeaksForTheLogNoMore() {
        write("a\n");
        at(9, () -> journal.away = true).at(13, () -> {
            assertEquals(Map.of(JournalOperation.ANNOUNCEMENT, "The store does not answer."), simulation.hindered);
            journal.away = false;
            journal.lease("other", Duration.ofHours(1), List.of(TailSimulation.LOG));
            write("b\n");
        });
        untilItEnds();
        assertEquals(Map.of(), simulation.hindered);
        assertEquals("a\n", text());
    }

    @Test
    void whoIsStoppedDuringALongWaitAsksTheStoreNoMore() {
        write("a\n");
        int[] calls = {0};
        at(2, () -> host.away = new LogException(FailureCode.AUTH_FAILED, "Wrong password."))
                .at(10, () -> journal.away = true)
                .at(
                        19,
                        () -> journal.onCall = () -> {
                            calls[0]++;
                            simulation.tail.stop(); // in an announcement, not in the wait, which this would interrupt
                        });
        untilItEnds();
        assertEquals(2, calls[0], "calls"); // including its last announcement
    }

    @Test
    void theNextOwnerGoesOnExactlyWhereTheLastOneWas() {
        write("a\nhal");
        at(5, this::leave).untilItEnds();
        assertPhases("connecting", "live");
        write("f\nb\n");
        journal.release(TailSimulation.LOG, "me");
        Tail other = simulation.tail(TailSimulation.LOG, "other");
        at(10, other::leave);
        simulation.run(other);
        assertEquals("a\nhalf\nb\n", text());
        assertTrue(((Chunk) journal.published.get(2)).continues());
        assertPhases("connecting", "live");
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
        tailCommand();
        host.say("a\n");
        at(3, host::cut).at(5, () -> host.say("b\n"));
        assertEquals("a\n[interrupted]b\n", textAt(20));
        assertEquals(2, generations());
    }

    @Test
    void whatACommandRepeatsAfterItWasInterruptedIsLeftOutWhereLinesBearATime() {
        tailCommand();
        host.say("10:00:01 a\n10:00:02 b\n10:00:03 c\n");
        at(5, host::cut)
                .at(5.1, () -> host.say("10:00:02 b\n10:00:03 c\n10:00:04 d\n"))
                .at(15, () -> host.say("10:00:05 e\n"));
        assertEquals("10:00:01 a\n10:00:02 b\n10:00:03 c\n10:00:04 d\n10:00:05 e\n", textAt(20));
        assertEquals(1, generations());
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
    }

    @Test
    void aCommandThatEndsIsRunAgainAtGrowingPausesAndHasNoGap() {
        tailCommand();
        int[] runs = {0};
        for (int i = 1; i < 1_200; i++) {
            at(i * 0.5, () -> {
                if (host.following() > 0) {
                    runs[0]++;
                    host.say("job line\n");
                    host.finish(3, "It broke");
                }
            });
        }
        at(
                        1,
                        () -> assertEquals(
                                "Command 'cmd' has ended with status 3: It broke. It is run again in 2 seconds.",
                                lastReason()))
                .until(599.9);
        assertEquals(9, runs[0]); // the first, and after 2, 4, 8, 16, 32, 64, 128, 256 seconds
        assertFalse(text().contains("gap"), text());
        assertEquals(8, text().split("restarted", -1).length - 1);
        assertPhases("connecting", "reconnecting", "ended");
    }

    @Test
    void aCommandThatSaysTheSameAgainWithTimesIsNotShownTwice() {
        tailCommand();
        for (int i = 1; i < 40; i++) {
            at(i * 0.5, () -> {
                if (host.following() > 0) {
                    host.say("10:00:01 a\n10:00:02 b\n");
                    host.finish(0, "");
                }
            });
        }
        assertEquals("10:00:01 a\n10:00:02 b\n[restarted][restarted][restarted]", textAt(20));
    }

    @Test
    void theLastWordsOfAMergedCommandAreTheLastOfItsLog() {
        tailCommand();
        at(0.5, () -> {
                    host.say("sh: 1: journalctlx: not found\n");
                    host.finish(127, "");
                })
                .at(
                        1,
                        () -> assertTrue(
                                lastReason()
                                        .startsWith("Command 'cmd' has ended with status 127: sh: 1: journalctlx: not"
                                                + " found."),
                                lastReason()))
                .until(2);
    }

    @Test
    void aCommandWhoseHostWasPausedIsNotRunAgain() {
        tailCommand();
        at(1, () -> host.say("a\n"))
                .at(5, () -> host.paused = true)
                .at(10.5, () -> host.paused = false)
                .at(12, () -> host.say("b\n"));
        assertEquals("a\nb\n", textAt(15));
        assertEquals(1, host.follows);
    }

    @Test
    void aFileThatIsReplacedForEverDoesNotMakeTheTailSpin() {
        write("a\n");
        host.onCall = () -> rotate("x\n");
        until(60);
        assertTrue(host.probes < 1000, () -> host.probes + " probes");
    }

    @Test
    void aLogFasterThanTheJournalOverflowsAndResumes() {
        simulation.settings = new TailSettings(Duration.ofSeconds(5), 100, 256 << 20, Duration.ofSeconds(1), 256 << 10);
        tailAgain();
        write("a\n");
        String flood = ("x".repeat(99) + "\n").repeat(4000);
        at(2, () -> write(flood)).at(30, () -> write("z\n"));
        assertEquals("a\n" + flood + "z\n", textAt(60));
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
                one.host.rename(APP, OLD);
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
        at(2, this::hostGoes);
        until(500.123);
        assertEquals(500_123_000_000L, simulation.now);
    }

    @Test
    void aJournalThatIsFullIsToldOftenAndNothingIsLostNorTheHostAskedMeanwhile() {
        write("a\n");
        int[] looks = new int[2];
        at(2, () -> journal.full = true)
                .at(3, () -> write("b\n"))
                .at(100, () -> looks[0] = host.probes)
                .at(899, () -> looks[1] = host.probes)
                .at(900, () -> journal.full = false)
                .at(903, () -> assertEquals("a\nb\n", text()))
                .until(910);
        assertPhases("connecting", "live", "reconnecting", "live", "ended");
        assertTrue(journal.states.contains(LogState.reconnecting("The store is full.")));
        assertEquals(looks[0], looks[1]);
    }

    @Test
    void aStateThatLastsIsToldAgainSoThatItIsKnownToHold() {
        write("a\n");
        at(2, this::hostGoes).at(300, () -> journal.states.clear()).until(360);
        assertTrue(journal.states.size() >= 6, () -> journal.states.toString());
    }

    @Test
    void aStoreThatIsAwayWhenTheTailIsStoppedHoldsNobodyUp() {
        write("a\n");
        at(2, () -> journal.away = true).until(3);
        assertNull(simulation.memory);
        assertEquals("a\n", text());
    }

    private long generations() {
        return journal.published.stream()
                .filter(Chunk.class::isInstance)
                .map(entry -> entry.start().generation())
                .distinct()
                .count();
    }
}

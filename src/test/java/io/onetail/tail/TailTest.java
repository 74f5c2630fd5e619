package io.onetail.tail;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.testing.FakeTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final String APP = Play.APP;

    private final Play play = new Play();

    private void write(String text) {
        play.host.write(APP, text);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, play.host.following(), "a follower was left");
        assertFalse(Thread.interrupted(), "the thread went back interrupted");
    }

    @Test
    void readsASmallFileFromItsBeginAndEachNewLine() {
        write("a\nb\n");
        play.at(2, () -> write("c\n")).at(3, () -> write("d\n")).until(5);
        assertEquals("a\nb\nc\nd\n", play.text());
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void aLogOfWhichNobodyKnowsWaitsForServersThatMayRememberItAndGoesOnFromThere() {
        write("a\nb\n");
        play.settledAt = 3_000_000_000L;
        FileId file = FileId.of("1:1", "a\nb\n".getBytes(StandardCharsets.US_ASCII));
        play.at(1, () -> play.journal.restore(Play.LOG, new Known(new Position(7, 2), file)))
                .until(10);
        assertEquals("b\n", play.text());
        assertEquals(new Position(7, 2), play.journal.published.get(0).start());
    }

    @Test
    void whoGoesOnFromWhereTheyWereGetsAllThoughTheTailHadEndedMeanwhile() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 4, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("a\n");
        play.at(2, () -> write("b\n")).until(3);
        write("far more than what the preroll has\nthe end\n");
        play.awaited = true;
        play.tail = play.tail(Play.LOG);
        play.until(6);
        assertEquals("a\nb\nfar more than what the preroll has\nthe end\n", play.text());
    }

    @Test
    void whoGoesOnFromWhereTheyWereWaitsForAHostThatIsAway() {
        write("a\n");
        play.until(1);
        play.awaited = true;
        play.host.away = FakeTransport.unreachable();
        play.tail = play.tail(Play.LOG);
        play.at(20, () -> play.host.away = null).until(30);
        assertEquals(List.of("connecting", "live", "ended", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void severalCutsAtOnceAreFoundThoughTheFirstCopyLacksWhatWasReadLast() {
        String first = "x".repeat(300) + "\n";
        write(first);
        play.at(2, () -> {
                    play.host.copy(APP, APP + ".2");
                    write("b\n");
                    play.host.pump();
                    play.host.truncate(APP);
                    write("c\n");
                    play.host.copy(APP, APP + ".1");
                    play.host.truncate(APP);
                    write("d\n");
                })
                .until(20);
        assertEquals(first + "b\n[rotated]c\n[truncated]d\n", play.text());
    }

    @Test
    void aLogThatNobodyRemembersBeginsWhenTheOthersHadTheirTime() {
        write("a\n");
        play.settledAt = 3_000_000_000L;
        play.at(2.9, () -> assertEquals("", play.text())).until(10);
        assertEquals("a\n", play.text());
    }

    @Test
    void aFileThatWasRotatedAndPackedWhileItWasLookedForIsNotReadTwice() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> rotate("b\n"))
                .at(4, () -> {
                    play.host.away = null;
                    int looks = play.host.probes;
                    play.host.onCall = () -> {
                        if (play.host.probes > looks) { // it has been looked at under its name
                            play.host.onCall = () -> {};
                            rotate("c\n");
                            play.host.pack(APP + ".1", APP + ".1.gz");
                        }
                    };
                })
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", play.text());
    }

    @Test
    void aFileThatIsBeingPackedIsReadOnce() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> rotate("b\n"))
                .at(4, () -> rotate("c\n"))
                .at(5, () -> play.host.copy(APP + ".1", APP + ".1.gz"))
                .at(6, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", play.text());
    }

    @Test
    void aWriterThatIsLateWithTheNewFileIsWaitedForInTheOldOne() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> rotate(""))
                .at(4, () -> play.host.away = null)
                .at(5.5, () -> play.host.write(APP + ".1", "b\n"))
                .at(7, () -> play.host.write(APP + ".1", "c\n"))
                .at(8, () -> write("d\n"))
                .until(30);
        assertEquals("a\nb\nc\n[rotated]d\n", play.text());
    }

    @Test
    void aFileThatWasCutAndHasGrownAgainBeforeItWasFollowedIsNotTakenForTheOldOne() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(4, () -> {
                    play.host.away = null;
                    int looks = play.host.probes;
                    play.host.onCall = () -> {
                        if (play.host.probes > looks && play.host.following() == 0) {
                            play.host.onCall = () -> {};
                            play.host.copy(APP, APP + ".1");
                            play.host.truncate(APP);
                            write("b\nc\n");
                        }
                    };
                })
                .until(20);
        assertEquals("a\n[truncated]b\nc\n", play.text());
    }

    @Test
    void itIsLiveWhereTheFileEndsWithTheBeginOfALastLineAndNotBefore() {
        write("a\nb\nhalf");
        play.at(3, () -> assertEquals("a\nb\nhalf", play.text())).until(5);
        assertEquals(8, firstLive().offset());
        assertEquals(
                8,
                play.journal
                        .published
                        .get(play.journal.published.size() - 1)
                        .end()
                        .offset());
    }

    @Test
    void itIsLiveWhereTheFileEndsAlsoAfterItGrewWhileNobodyWatched() {
        write("a\n");
        play.until(3);
        write("b\nc\n");
        play.host.pieces = 2;
        play.journal.states.clear();
        play.tail = play.tail(Play.LOG);
        play.until(6);
        assertEquals(6, firstLive().offset());
        assertEquals("a\nb\nc\n", play.text());
    }

    @Test
    void itIsLiveWhereTheNewFileEndsAfterARotationThatNobodyWatched() {
        write("a\n");
        play.until(3);
        rotate("b\nc\n");
        play.journal.states.clear();
        play.tail = play.tail(Play.LOG);
        play.until(6);
        assertEquals(4, firstLive().offset());
        assertEquals("a\n[rotated]b\nc\n", play.text());
    }

    @Test
    void aFileThatHoldsLessThanItSaysIsLiveAfterAWhile() {
        write("a\nb\n");
        play.host.onCall = () -> {
            if (play.host.probes == 1 && play.host.following() == 0) {
                play.host.onCall = () -> {};
                play.host.truncate(APP);
                write("a\n");
            }
        };
        play.until(10);
        assertEquals(2, firstLive().offset());
    }

    private Position firstLive() {
        return play.journal.states.stream()
                .filter(state -> state.phase() == LogState.Phase.LIVE)
                .findFirst()
                .orElseThrow()
                .at();
    }

    @Test
    void beginsNearTheEndOfALargeFileAtTheBeginOfALine() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 10, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("0123456789\nabcdefgh\nij\n");
        play.until(5);
        assertEquals("ij\n", play.text());
        assertFalse(((Chunk) play.journal.published.get(0)).continues());
        assertEquals(20, play.journal.published.get(0).start().offset());
    }

    @Test
    void beginsExactlyAtALineThatBeginsWhereThePrerollDoes() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 3, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("first\nab\n");
        play.until(5);
        assertEquals("ab\n", play.text());
    }

    @Test
    void beginsWithinALineThatIsLongerThanThePreroll() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 3, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("first\nabcdef");
        play.until(5);
        assertEquals("def", play.text());
        assertTrue(((Chunk) play.journal.published.get(0)).continues());
    }

    @Test
    void withoutPrerollOnlyWhatIsNewComes() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("old\n");
        play.at(2, () -> write("new\n")).until(5);
        assertEquals("new\n", play.text());
        assertFalse(((Chunk) play.journal.published.get(0)).continues());
    }

    @Test
    void aLogWithoutAnEntryYetGoesOnWhereItWasLiveAfterALostConnection() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("old\n");
        play.at(2.5, () -> {
                    write("while it was cut\n");
                    play.host.cut();
                })
                .until(8);
        assertEquals("while it was cut\n", play.text());
    }

    @Test
    void anotherServerGoesOnWhereALogWithoutAnEntryWasLive() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("old\n");
        play.at(2.5, () -> play.tail.leave()).run();
        write("in between\n");
        play.tail = play.tail(Play.LOG);
        play.until(8);
        assertEquals("in between\n", play.text());
    }

    @Test
    void aFileThatWasCutBeforeAnythingWasAppendedGoesOn() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 0, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("old\n");
        play.at(2.5, () -> play.host.truncate(APP)).at(4, () -> write("new\n")).until(8);
        assertEquals("[truncated]new\n", play.text());
    }

    @Test
    void aLineInPiecesIsHeldASecondAndNeverSentTwice() {
        write("x\n");
        play.at(2, () -> write("one ")).at(2.5, () -> write("two ")).at(2.9, () -> {
            assertEquals("x\n", play.text());
        });
        play.at(3.1, () -> assertEquals("x\none two ", play.text()));
        play.at(3.2, () -> write("three\n")).until(5);
        assertEquals("x\none two three\n", play.text());
        Chunk held = (Chunk) play.journal.published.get(1);
        Chunk rest = (Chunk) play.journal.published.get(2);
        assertTrue(held.incomplete() && !held.continues());
        assertTrue(rest.continues() && !rest.incomplete());
    }

    @Test
    void aLostConnectionLosesNothingAndRepeatsNothing() {
        write("a\n");
        play.at(2, () -> write("b\nhalf")).at(2.2, () -> play.host.cut()).at(2.3, () -> write(" line\nc\n"));
        play.at(10, () -> write("d\n")).until(12);
        assertEquals("a\nb\nhalf line\nc\nd\n", play.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aHostThatIsAwayAtFirstIsWaitedForWithTheReason() {
        write("a\n");
        play.host.away = FakeTransport.unreachable();
        play.at(20, () -> assertEquals(LogState.connecting("The host does not answer."), play.journal.states.get(1)))
                .at(20, () -> play.host.away = null)
                .until(30);
        assertEquals("a\n", play.text());
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void aLimitThatIsMetAtFirstPasses() {
        write("a\n");
        play.host.away = new LogException(Failure.LIMIT, "No room.");
        play.at(5, () -> play.host.away = null).until(10);
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void whatSomebodyMustMendIsAnErrorAtFirst() {
        for (Failure failure : List.of(Failure.AUTH_FAILED, Failure.HOST_KEY, Failure.FORBIDDEN, Failure.UNREADABLE)) {
            Play one = new Play();
            one.host.away = new LogException(failure, "No.");
            one.run();
            assertEquals(List.of("connecting", "failed"), one.phases());
            assertEquals(failure, one.journal.states.get(1).failure());
        }
    }

    @Test
    void aHostKeyThatChangedIsWaitedForWhereTheLogWasLive() {
        write("a\n");
        play.at(2, () -> {
                    play.host.cut();
                    play.host.away = new LogException(Failure.HOST_KEY, "Another key.");
                    write("b\n");
                })
                .at(100, () -> play.host.away = null)
                .until(140);
        assertEquals("a\nb\n", play.text());
    }

    @Test
    void aLoginThatIsRefusedIsTriedSeldomAndAtOnceWhenTheSettingsChange() {
        write("a\n");
        int[] tries = {0};
        play.at(2, () -> {
                    play.host.cut();
                    play.host.away = new LogException(Failure.AUTH_FAILED, "Wrong password.");
                    play.host.onCall = () -> tries[0]++;
                })
                .at(890, () -> assertEquals(3, tries[0]))
                .at(910, () -> {
                    assertEquals(4, tries[0]);
                    play.host.away = null;
                    play.globs = List.of("/log/*.log", "/more/*.log");
                })
                .at(
                        915,
                        () -> assertEquals(
                                LogState.Phase.LIVE,
                                play.journal
                                        .states
                                        .get(play.journal.states.size() - 1)
                                        .phase()))
                .until(920);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aDeletedFileThatIsStillWrittenToIsSaidNotToBeThere() {
        write("a\n");
        play.at(2, () -> {
                    play.host.rename(APP, "/gone");
                    play.host.write("/gone", "late\n");
                })
                .at(6, () -> {
                    LogState last = play.journal.states.get(play.journal.states.size() - 1);
                    assertEquals(LogState.Phase.RECONNECTING, last.phase());
                    assertTrue(last.reason().startsWith("/log/app.log does not exist."), last.reason());
                })
                .at(8, () -> write("new\n"))
                .until(15);
        assertEquals("a\nlate\n[rotated]new\n", play.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aLogThatWasLiveStaysOneWhileWhatWasWrittenMeanwhileIsRead() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> write("b\n"))
                .at(5, () -> {
                    play.host.away = null;
                    play.host.paused = true;
                })
                .at(10, () -> assertEquals("What was written meanwhile is being read.", lastReason()))
                .at(11, () -> play.host.paused = false)
                .until(15);
        assertEquals("a\nb\n", play.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aLogThatIsCutWhileItIsLiveIsNeverSaidToBeConnecting() {
        write("a\n");
        play.at(2, () -> {
                    play.host.truncate(APP);
                    play.host.pump();
                    write("b\n");
                    play.host.onCall = () -> play.host.paused = play.host.following() == 0;
                })
                .at(8, () -> {
                    play.host.onCall = () -> {};
                    play.host.paused = false;
                })
                .until(15);
        assertEquals("a\n[truncated]b\n", play.text());
        assertFalse(play.phases().subList(1, play.phases().size()).contains("connecting"), () -> play.phases() + "");
    }

    @Test
    void aFileThatIsRotatedInAMomentIsNeverSaidToBeMissing() {
        write("a\n");
        play.at(2, () -> play.host.rename(APP, APP + ".1"))
                .at(2.5, () -> write("new\n"))
                .until(10);
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void aHostThatIsAwayLaterIsWaitedForWithinThirtySeconds() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable()).at(3000, () -> play.host.away = null);
        play.at(2500, () -> write("b\n"));
        play.at(3031, () -> assertEquals("a\nb\n", play.text())).until(3040);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aFileThatIsMissingAtFirstIsAFinalErrorBehindAGlob() {
        play.run();
        assertEquals(List.of("connecting", "failed"), play.phases());
        assertEquals(Failure.NOT_FOUND, play.journal.states.get(1).failure());
    }

    @Test
    void aFileThatTheConfigurationNamesExactlyIsWaitedFor() {
        play.globs = List.of(APP);
        play.at(5, () -> write("a\n")).until(10);
        assertEquals("a\n", play.text());
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void aBinaryFileIsRefused() {
        write("\u001f\u008bxyz");
        play.run();
        assertEquals(Failure.UNREADABLE, play.journal.states.get(1).failure());
    }

    @Test
    void aFileThatMayNotBeReadAnyMoreIsWaitedFor() {
        write("a\n");
        play.at(2, () -> {
                    play.host.cut();
                    play.host.away = new LogException(Failure.UNREADABLE, "No permission.");
                })
                .at(4, () -> play.host.away = null)
                .at(4, () -> write("b\n"))
                .until(10);
        assertEquals("a\nb\n", play.text());
    }

    @Test
    void aRotationLosesNoLineThatTheWriterStillAddsToTheOldFile() {
        write("a\n");
        play.at(2, () -> {
                    play.host.rename(APP, APP + ".1");
                    write("new\n");
                })
                .at(2.5, () -> play.host.write(APP + ".1", "late\n"))
                .until(10);
        assertEquals("a\nlate\n[rotated]new\n", play.text());
    }

    @Test
    void aRenamedFileIsFollowedUntilThereIsANewOne() {
        write("a\n");
        play.at(2, () -> play.host.rename(APP, APP + ".1"))
                .at(20, () -> play.host.write(APP + ".1", "late\n"))
                .at(30, () -> write("new\n"))
                .until(40);
        assertEquals("a\nlate\n[rotated]new\n", play.text());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void bytesThatComeWhileTheNewFileIsLookedAtAreNotLost() {
        write("a\n");
        boolean[] done = {false};
        play.at(2, () -> {
            play.host.rename(APP, APP + ".1");
            write("new\n");
            play.host.onCall = () -> { // the probe of the successor
                if (!done[0]) {
                    done[0] = true;
                    play.host.write(APP + ".1", "in the last moment\n");
                }
            };
        });
        play.until(10);
        assertEquals("a\nin the last moment\n[rotated]new\n", play.text());
    }

    @Test
    void aFileThatIsDeletedAndMadeAgainIsANewGeneration() {
        write("a\nb");
        play.at(2.5, () -> {
                    play.host.delete(APP);
                    write("new\n");
                })
                .until(10);
        assertEquals("a\nb[rotated]new\n", play.text());
        Chunk first = (Chunk) play.journal.published.get(play.journal.published.size() - 1);
        assertFalse(first.continues());
        assertEquals(0, first.start().offset());
    }

    @Test
    void copytruncateTakesTheRestFromTheCopyToTheByte() {
        write("a\n");
        play.at(2.5, () -> {
                    write("not read yet\n"); // the follower reads only after this moment
                    play.host.copy(APP, APP + ".1");
                    play.host.truncate(APP);
                })
                .at(3, () -> write("n"))
                .at(3.1, () -> write("ew\n"))
                .until(10);
        assertEquals("a\nnot read yet\n[truncated]new\n", play.text());
    }

    /** A writer without O_APPEND goes on at its old place. */
    @Test
    void aFileThatBeginsWithAHoleIsShownFromTheHolesEnd() {
        write("\0".repeat(28_000) + "after\n");
        play.at(2, () -> write("next\n")).until(10);
        assertEquals("[hole 28000]after\nnext\n", play.text());
        assertEquals(List.of("connecting", "live", "ended"), play.phases());
    }

    @Test
    void copytruncateUnderAWriterThatKeepsItsPlaceGoesOnBehindTheHole() {
        write("a\n".repeat(10_000));
        play.at(2.5, () -> play.host.truncate(APP))
                .at(4, () -> write("\0".repeat(20_000) + "more\n"))
                .at(5, () -> write("on\n"))
                .until(20);
        assertTrue(
                play.text().endsWith("a\n[truncated][hole 20000]more\non\n"),
                () -> play.text().substring(19_990));
    }

    @Test
    void aHoleThatIsReadWhileItsTailMovesIsKnownAgain() {
        write("\0".repeat(28_000) + "after\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> write("next\n"))
                .at(5, () -> play.host.away = null)
                .until(20);
        assertEquals("[hole 28000]after\nnext\n", play.text());
    }

    @Test
    void aHugeHoleIsNotReadWhenALogIsOpened() {
        write("\0".repeat(8 << 20) + "after\nnext\n");
        play.until(5);
        assertTrue(play.text().matches("\\[hole \\d{6}]after\nnext\n"), play.text());
    }

    @Test
    void utf16BeginsNearItsEndAtALineOfItsOwn() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 41, 100, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        String log = "\ufeff" + "上海上海\n".repeat(100);
        play.host.write(APP, log.getBytes(StandardCharsets.UTF_16LE));
        play.until(5);
        byte[] shown = play.text().getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("上海上海\n".repeat(4), new String(shown, StandardCharsets.UTF_16LE));
    }

    @Test
    void aCutWithoutACopyIsMarked() {
        write("a\nhalf");
        play.at(2.5, () -> play.host.truncate(APP)).at(3, () -> write("new\n")).until(10);
        assertEquals("a\nhalf[truncated]new\n", play.text());
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsContinuedFromItsCopy() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> {
                    write("b\n");
                    play.host.copy(APP, APP + ".1");
                    play.host.truncate(APP);
                    write("new\n");
                })
                .at(5, () -> play.host.away = null)
                .until(20);
        assertEquals("a\nb\n[truncated]new\n", play.text());
    }

    @Test
    void aFileThatWasCutWhileTheHostWasAwayIsAGapWithoutACopy() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> {
                    play.host.truncate(APP);
                    write("a new and longer line\n");
                })
                .at(5, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[gap]a new and longer line\n", play.text());
    }

    @Test
    void aCutFileThatGrewAgainWithTheSameFirstLinesIsNotTakenForTheSame() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> {
                    play.host.truncate(APP);
                    write(banner + "quite another line\n");
                })
                .at(5, () -> play.host.away = null)
                .until(20);
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", play.text());
    }

    @Test
    void theNextOwnerIsNotFooledByAFileThatGrewAgainEither() {
        String banner = "=".repeat(300) + "\n";
        write(banner + "a\n");
        play.at(2, () -> play.tail.leave()).run();
        play.host.truncate(APP);
        write(banner + "quite another line\n");
        play.tail = play.tail(Play.LOG);
        play.until(10);
        assertEquals(banner + "a\n[gap]" + banner + "quite another line\n", play.text());
    }

    @Test
    void aHostThatWasPausedOverATruncationIsNoticed() {
        write("a\n");
        play.at(2, () -> play.host.paused = true)
                .at(3, () -> play.host.truncate(APP))
                .at(4, () -> write("longer than before\n")) // so that tail itself does not notice
                .at(7, () -> play.host.paused = false)
                .until(20);
        assertTrue(play.text().startsWith("a\n"), play.text());
        assertTrue(play.text().endsWith("]longer than before\n"), play.text());
    }

    @Test
    void aLongWayBehindIsAGapAndGoesOnNearTheEnd() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 10, 100, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> write("x".repeat(200) + "\nlast\n"))
                .at(5, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[gap 201]last\n", play.text());
    }

    @Test
    void severalRotationsWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(3, () -> write("b\n"));
        play.at(4, () -> rotate("c\n"));
        play.at(5, () -> rotate("d\n"));
        play.at(6, () -> rotate("e\n"));
        play.at(7, () -> play.host.away = null);
        play.at(7, () -> play.host.write("/log/app.log.err", "another log\n"));
        play.at(7, () -> play.host.write("/log/app.log.3.gz", "\u001f\u008b"));
        play.until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n[rotated]e\n", play.text());
    }

    @Test
    void aLogWithALongerNumberThatIsRotatedAtTheSameTimeIsAnotherOne() {
        play.globs = List.of("/log/app1.log");
        play.tail = play.tail(new LogId("web", "/log/app1.log"));
        play.host.write("/log/app1.log", "a\n");
        play.host.write("/log/app10.log", "secret\n");
        play.at(2, () -> {
                    for (String name : List.of("/log/app1.log", "/log/app10.log")) {
                        play.host.write(name, name.contains("10") ? "secret\n" : "b\n");
                        play.host.rename(name, name + ".1");
                    }
                    play.host.write("/log/app1.log", "c\n");
                    play.host.write("/log/app10.log", "secret\n");
                })
                .until(20);
        assertEquals("a\nb\n[rotated]c\n", play.text());
    }

    @Test
    void numbersThatRiseAreReadInOrderAlsoWithinASecond() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable()).at(3, () -> {
            for (int i = 1; i <= 12; i++) {
                play.host.rename(APP, APP + "." + i);
                write("of file " + (i + 1) + "\n");
            }
        });
        play.at(7, () -> play.host.away = null).until(20);
        assertEquals(
                "a\n"
                        + IntStream.rangeClosed(2, 13)
                                .mapToObj(i -> "[rotated]of file " + i + "\n")
                                .collect(joining()),
                play.text());
    }

    @Test
    void aFileThatWasEmptyWhenItWasLeftIsFoundAgain() {
        write("older\n");
        rotate("");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> write("a\n"))
                .at(4, () -> rotate("b\n"))
                .at(6, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[rotated]b\n", play.text());
    }

    @Test
    void whatMayBeAnotherLogIsAGap() {
        play.globs = List.of("/log/*.log");
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> {
                    play.host.rename(APP, "/log/app-1.log");
                    write("b\n");
                })
                .at(4, () -> play.host.write("/log/app-21.log", "another log\n"))
                .at(6, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[gap]b\n", play.text());
    }

    @Test
    void filesThatWereRotatedAndCompressedWhileNobodyCouldReadAreReadToo() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> write("b\n"))
                .at(4, () -> {
                    play.host.rename(APP, APP + ".2.gz");
                    write("c\n");
                })
                .at(6, () -> {
                    play.host.rename(APP, APP + ".1.gz");
                    write("d\n");
                })
                .at(8, () -> play.host.away = null)
                .until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", play.text());
    }

    @Test
    void aCompressedFileThatCannotBeUnpackedIsAGap() {
        write("a\n");
        play.host.unpackable = true;
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(4, () -> {
                    play.host.rename(APP, APP + ".2");
                    write("c\n");
                })
                .at(6, () -> {
                    play.host.rename(APP, APP + ".1.gz");
                    write("d\n");
                })
                .at(8, () -> play.host.away = null)
                .until(20);
        assertEquals("a\n[gap]d\n", play.text());
    }

    @Test
    void aFileThatWasRotatedAwayBeforeItsPredecessorWasReadToItsEndIsNotSkipped() {
        write("a\n");
        play.at(2, () -> {
                    play.host.delete(APP);
                    write("b\n");
                })
                .at(2.5, () -> {
                    play.host.rename(APP, APP + ".1");
                    write("c\n");
                })
                .until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", play.text());
    }

    @Test
    void aFileThatWasDeletedBeforeItsPredecessorWasReadToItsEndIsAGap() {
        write("a\n");
        play.at(2, () -> {
                    play.host.delete(APP);
                    write("b\n");
                })
                .at(2.5, () -> {
                    play.host.delete(APP);
                    write("c\n");
                })
                .until(20);
        assertEquals("a\n[rotated][gap]c\n", play.text());
    }

    @Test
    void ofDatedFilesTheNewestIsFollowedAndTheNextOneWhenItComes() {
        play.globs = List.of("/log/app-%d.log");
        play.tail = play.tail(new LogId("web", "/log/app-%d.log"));
        play.at(0, () -> play.host.write("/log/app-2026-11-23.log", "old\n"))
                .at(3, () -> play.host.write("/log/app-2026-11-24.log", "a\n"))
                .at(12, () -> play.host.write("/log/app-2026-11-24.log", "b\n"))
                .at(13, () -> play.host.write("/log/app-2026-11-25.log", "c\n"))
                .at(13.5, () -> play.host.write("/log/app-2026-11-24.log", "late\n"))
                .until(40);
        assertEquals("old\n[rotated]a\nb\nlate\n[rotated]c\n", play.text());
    }

    @Test
    void datedFilesThatCameWhileNobodyCouldReadAreReadInOrder() {
        play.globs = List.of("/log/app-%d.log");
        play.tail = play.tail(new LogId("web", "/log/app-%d.log"));
        play.at(0, () -> play.host.write("/log/app-20261123.log", "a\n"))
                .at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(3, () -> play.host.write("/log/app-20261123.log", "b\n"))
                .at(4, () -> play.host.write("/log/app-20261124.log", "c\n"))
                .at(5, () -> play.host.write("/log/app-20261125.log", "d\n"))
                .at(6, () -> play.host.away = null)
                .until(20);
        assertEquals("a\nb\n[rotated]c\n[rotated]d\n", play.text());
    }

    @Test
    void rotationsByDateAreReadInOrderAndGlobCharactersAreTakenAsTheyAre() {
        LogId log = new LogId("web", "/log/a[1]*.log");
        play.globs = List.of("/log/*");
        play.tail = play.tail(log);
        play.host.write("/log/a[1]*.log", "a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(4, () -> {
            play.host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-01.log");
            play.host.write("/log/a[1]*.log", "b\n");
        });
        play.at(5, () -> {
            play.host.rename("/log/a[1]*.log", "/log/a[1]*.2024-01-02.log");
            play.host.write("/log/a[1]*.log", "c\n");
        });
        play.at(7, () -> play.host.away = null);
        play.until(20);
        assertEquals("a\n[rotated]b\n[rotated]c\n", play.text());
    }

    @Test
    void severalCopytruncatesWhileNobodyCouldReadAreReadInOrder() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(4, () -> {
            write("b\n");
            play.host.copy(APP, APP + ".1");
            play.host.truncate(APP);
            write("c\n");
        });
        play.at(5, () -> {
            play.host.rename(APP + ".1", APP + ".2");
            play.host.copy(APP, APP + ".1");
            play.host.truncate(APP);
            write("d\n");
        });
        play.at(7, () -> play.host.away = null);
        play.until(20);
        assertEquals("a\nb\n[rotated]c\n[truncated]d\n", play.text());
    }

    @Test
    void rotatedFilesThatAreTooMuchToCatchUpAreGapsToTheByte() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 10, 20, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(3, () -> write("123456789\n"));
        play.at(4, () -> rotate("0123456789\n"));
        play.at(5, () -> rotate("c\n"));
        play.at(7, () -> play.host.away = null);
        play.until(20);
        assertEquals("a\n[gap 10][rotated]0123456789\n[rotated]c\n", play.text());
    }

    @Test
    void anOldFileThatIsGoneIsAGap() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(4, () -> {
            play.host.delete(APP);
            write("b\n");
        });
        play.at(7, () -> play.host.away = null);
        play.until(20);
        assertEquals("a\n[gap]b\n", play.text());
    }

    @Test
    void theOldFileIsFoundByItsInodeWhereTheDirectoryCannotBeListed() {
        write("a\n");
        play.host.unlisted = true;
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.at(3, () -> write("b\nwithin a li"));
        play.at(4, () -> rotate("c\n"));
        play.at(7, () -> play.host.away = null);
        play.until(20);
        // nobody can see whether there was another file in between
        assertEquals("a\nb\nwithin a li[gap]c\n", play.text());
    }

    @Test
    void aRotationThatNobodyWaitedForLeavesNoSilentHole() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 4, 1000, Duration.ofSeconds(1), 1 << 20);
        play.tail = play.tail(Play.LOG);
        write("a\n");
        play.until(3);
        write("bbbbbbbbbb\n");
        rotate("cccccccccc\nd\n");
        play.tail = play.tail(Play.LOG);
        play.until(6);
        assertEquals("a\n[gap 11][rotated][gap 11]d\n", play.text());
    }

    @Test
    void whileTheJournalIsAwayNothingIsLostNorTwice() {
        write("a\n");
        play.at(2, () -> play.journal.away = true);
        for (int i = 0; i < 50; i++) {
            int line = i;
            play.at(2.1 + i, () -> write(line + "\n"));
        }
        play.at(60, () -> play.journal.away = false).until(120);
        StringBuilder all = new StringBuilder("a\n");
        for (int i = 0; i < 50; i++) {
            all.append(i).append('\n');
        }
        assertEquals(all.toString(), play.text());
    }

    @Test
    void anAppendWhoseAnswerWasLostIsNotRepeated() {
        write("a\n");
        play.at(2, () -> {
                    play.journal.loseAnswer = true;
                    write("b\n");
                })
                .at(10, () -> write("c\n"))
                .until(20);
        assertEquals("a\nb\nc\n", play.text());
        assertEquals(
                play.journal.published.size(),
                play.journal.published.stream().distinct().count());
    }

    @Test
    void aJournalThatComesBackEmptyGoesOnInTheSameGeneration() {
        write("a\n");
        play.at(2, () -> play.journal.away = true)
                .at(3, () -> write("b\n"))
                .at(8, () -> {
                    play.journal.loseData();
                    play.journal.away = false;
                })
                .at(20, () -> write("c\n"))
                .until(30);
        assertEquals("a\nb\nc\n", play.text());
        assertEquals(1, generations());
    }

    @Test
    void aJournalThatLostItsDataUnnoticedIsToldAgainThatTheLogIsLive() {
        write("a\n");
        play.at(3, () -> play.journal.loseData())
                .at(
                        14,
                        () -> assertEquals(
                                LogState.Phase.LIVE,
                                play.journal.head(Play.LOG).state().phase()))
                .until(20);
    }

    @Test
    void aHeadThatWentBackIsContinuedWithTheSamePositions() {
        write("a\n");
        play.at(2, () -> write("b\n"))
                .at(3, () -> write("c\n"))
                .at(4, () -> {
                    play.journal.rewind(Play.LOG, 2);
                    write("d\n");
                })
                .until(10);
        assertEquals("a\nb\nc\nd\n", play.text());
        assertEquals(new Position(play.journal.published.get(0).start().generation(), 8), play.journal.end(Play.LOG));
    }

    @Test
    void aHeadThatWentBackBehindARotationRepeatsNoLine() {
        write("a\n");
        play.at(2, () -> rotate("b\n"))
                .at(8, () -> {
                    play.journal.rewind(Play.LOG, 2);
                    write("c\n");
                })
                .until(15);
        assertEquals("a\n[rotated]b\nc\n", play.text());
    }

    @Test
    void whoLosesTheLeaseStopsWithoutAWord() {
        write("a\n");
        play.at(2, () -> {
            play.now += Duration.ofSeconds(10).toNanos(); // it was paused, and the lease ran out
            play.journal.lease("other", Duration.ofHours(1), List.of(Play.LOG));
            write("b\n");
        });
        play.run();
        assertEquals("a\n", play.text());
        assertEquals(List.of("connecting", "live"), play.phases());
    }

    @Test
    void whoLosesTheLeaseWhileItsWordIsRefusedSpeaksForTheLogNoMore() {
        write("a\n");
        play.at(9, () -> play.journal.away = true).at(13, () -> {
            assertEquals(Map.of(Hindrance.WORD, "The store does not answer."), play.hindered);
            play.journal.away = false;
            play.journal.lease("other", Duration.ofHours(1), List.of(Play.LOG));
            write("b\n");
        });
        play.run();
        assertEquals(Map.of(), play.hindered);
        assertEquals("a\n", play.text());
    }

    @Test
    void whoIsStoppedDuringALongWaitAsksTheStoreNoMore() {
        write("a\n");
        int[] calls = {0};
        play.at(2, () -> play.host.away = new LogException(Failure.AUTH_FAILED, "Wrong password."))
                .at(10, () -> play.journal.away = true)
                .at(
                        19,
                        () -> play.journal.onCall = () -> {
                            calls[0]++;
                            play.tail.stop(); // during a word, not during the wait, which it would interrupt
                        });
        play.run();
        assertEquals(2, calls[0], "calls"); // with its last word
    }

    @Test
    void theNextOwnerGoesOnExactlyWhereTheLastOneWas() {
        write("a\nhal");
        play.at(5, () -> play.tail.leave()).run();
        assertEquals(List.of("connecting", "live"), play.phases());
        write("f\nb\n");
        play.journal.release(Play.LOG, "me");
        Tail other = new Tail(Play.LOG, play.context("other"), play);
        play.at(10, other::leave);
        other.run();
        assertEquals("a\nhalf\nb\n", play.text());
        assertTrue(((Chunk) play.journal.published.get(2)).continues());
        assertEquals(List.of("connecting", "live"), play.phases());
    }

    private void command() {
        play.tail = play.tail(new LogId("web", "cmd"));
    }

    private String lastReason() {
        return play.journal.states.get(play.journal.states.size() - 1).reason();
    }

    @Test
    void aCommandThatWasInterruptedIsANewGenerationThatSaysSo() {
        command();
        play.host.say("a\n");
        play.at(3, () -> play.host.cut()).at(5, () -> play.host.say("b\n")).until(20);
        assertEquals("a\n[interrupted]b\n", play.text());
        assertEquals(2, generations());
    }

    @Test
    void whatACommandRepeatsAfterItWasInterruptedIsLeftOutWhereLinesBearATime() {
        command();
        play.host.say("10:00:01 a\n10:00:02 b\n10:00:03 c\n");
        play.at(5, () -> play.host.cut())
                .at(5.1, () -> play.host.say("10:00:02 b\n10:00:03 c\n10:00:04 d\n"))
                .at(15, () -> play.host.say("10:00:05 e\n"))
                .until(20);
        assertEquals("10:00:01 a\n10:00:02 b\n10:00:03 c\n10:00:04 d\n10:00:05 e\n", play.text());
        assertEquals(1, generations());
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
    }

    @Test
    void aCommandThatEndsIsRunAgainAtGrowingPausesAndHasNoGap() {
        command();
        int[] runs = {0};
        for (int i = 1; i < 1_200; i++) {
            play.at(i * 0.5, () -> {
                if (play.host.following() > 0) {
                    runs[0]++;
                    play.host.say("job line\n");
                    play.host.finish(3, "It broke");
                }
            });
        }
        play.at(
                        1,
                        () -> assertEquals(
                                "Command 'cmd' has ended with status 3: It broke. It is run again in 2 seconds.",
                                lastReason()))
                .until(599.9);
        assertEquals(9, runs[0]); // the first, and after 2, 4, 8, 16, 32, 64, 128, 256 seconds
        assertFalse(play.text().contains("gap"), play.text());
        assertEquals(8, play.text().split("restarted", -1).length - 1);
        assertEquals(List.of("connecting", "reconnecting", "ended"), play.phases());
    }

    @Test
    void aCommandThatSaysTheSameAgainWithTimesIsNotShownTwice() {
        command();
        for (int i = 1; i < 40; i++) {
            play.at(i * 0.5, () -> {
                if (play.host.following() > 0) {
                    play.host.say("10:00:01 a\n10:00:02 b\n");
                    play.host.finish(0, "");
                }
            });
        }
        play.until(20);
        assertEquals("10:00:01 a\n10:00:02 b\n[restarted][restarted][restarted]", play.text());
    }

    @Test
    void theLastWordsOfAMergedCommandAreTheLastOfItsLog() {
        command();
        play.at(0.5, () -> {
                    play.host.say("sh: 1: journalctlx: not found\n");
                    play.host.finish(127, "");
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
        play.at(1, () -> play.host.say("a\n"))
                .at(5, () -> play.host.paused = true)
                .at(10.5, () -> play.host.paused = false)
                .at(12, () -> play.host.say("b\n"))
                .until(15);
        assertEquals("a\nb\n", play.text());
        assertEquals(1, play.host.follows);
    }

    @Test
    void aFollowerWhoseFileWasReplacedBeginsAgain() {
        write("a\n");
        boolean[] done = {false};
        play.host.onCall = () -> {
            if (play.host.probes == 1 && !done[0]) {
                done[0] = true;
                rotate("b\n");
            }
        };
        play.until(10);
        assertTrue(play.text().endsWith("b\n"), play.text());
        assertTrue(play.host.follows < 10);
    }

    @Test
    void aFileThatIsReplacedForEverDoesNotMakeTheTailSpin() {
        write("a\n");
        play.host.onCall = () -> rotate("x\n");
        play.until(60);
        assertTrue(play.host.probes < 1000, () -> play.host.probes + " probes");
    }

    @Test
    void aLogFasterThanTheJournalOverflowsAndResumes() {
        play.settings = new TailSettings(Duration.ofSeconds(5), 100, 256 << 20, Duration.ofSeconds(1), 256 << 10);
        play.tail = play.tail(Play.LOG);
        write("a\n");
        String flood = ("x".repeat(99) + "\n").repeat(4000);
        play.at(2, () -> write(flood)).at(30, () -> write("z\n")).until(60);
        assertEquals("a\n" + flood + "z\n", play.text());
    }

    @Test
    void aGibibyteWithoutALineFeedIsReadInFullChunksOfBoundedMemory() {
        Chunker chunker = new Chunker(1, LineFeed.BYTE, new Position(1, 0), false);
        byte[] block = new byte[1 << 20];
        java.util.Arrays.fill(block, (byte) 'x');
        long[] seen = {0};
        List<io.onetail.protocol.Entry> out = new java.util.ArrayList<>();
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
            Play one = new Play();
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
        play.at(2, () -> play.host.away = FakeTransport.unreachable());
        play.until(500.123);
        assertEquals(500_123_000_000L, play.now);
    }

    @Test
    void aJournalThatIsFullIsToldOftenAndNothingIsLostNorTheHostAskedMeanwhile() {
        write("a\n");
        int[] looks = new int[2];
        play.at(2, () -> play.journal.full = true)
                .at(3, () -> write("b\n"))
                .at(100, () -> looks[0] = play.host.probes)
                .at(899, () -> looks[1] = play.host.probes)
                .at(900, () -> play.journal.full = false)
                .at(903, () -> assertEquals("a\nb\n", play.text()))
                .until(910);
        assertEquals(List.of("connecting", "live", "reconnecting", "live", "ended"), play.phases());
        assertTrue(play.journal.states.contains(LogState.reconnecting("The store is full.")));
        assertEquals(looks[0], looks[1]);
    }

    @Test
    void aStateThatLastsIsToldAgainSoThatItIsKnownToHold() {
        write("a\n");
        play.at(2, () -> play.host.away = FakeTransport.unreachable())
                .at(300, () -> play.journal.states.clear())
                .until(360);
        assertTrue(play.journal.states.size() >= 6, () -> play.journal.states.toString());
    }

    @Test
    void aStoreThatIsAwayWhenTheTailIsStoppedHoldsNobodyUp() {
        write("a\n");
        play.at(2, () -> play.journal.away = true).until(3);
        assertNull(play.memory);
        assertEquals("a\n", play.text());
    }

    private void rotate(String next) {
        for (int i = 9; i > 0; i--) {
            play.host.rename(APP + "." + i, APP + "." + (i + 1));
        }
        play.host.rename(APP, APP + ".1");
        write(next);
    }

    private long generations() {
        return play.journal.published.stream()
                .filter(Chunk.class::isInstance)
                .map(entry -> entry.start().generation())
                .distinct()
                .count();
    }
}

package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.ClientMessage.From;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.Wire;
import io.onetail.tail.FileId;
import io.onetail.tail.Hindrance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private final Stage stage = new Stage();

    private long bytes() {
        return stage.channels.status().stream()
                .mapToLong(Channels.Status::bytes)
                .sum();
    }

    @Test
    void aLogIsSubscribedToAndWantedOnceAndNothingIsLeftOfItAfterItsViewers() {
        Stage.Viewer one = stage.last(1);
        Stage.Viewer two = stage.last(1);
        stage.live();
        assertEquals(1, stage.channels.status().size());
        assertEquals(2, stage.channels.status().iterator().next().viewers());
        stage.channels.close(one.view);
        stage.channels.close(one.view);
        stage.scheduler.pass(60_000);
        assertEquals(Set.of(Stage.LOG), stage.wanted);
        stage.channels.close(two.view);
        stage.scheduler.pass(9_999);
        assertEquals(Set.of(Stage.LOG), stage.subscribed);
        stage.scheduler.pass(1);
        assertEquals(Set.of(), stage.subscribed);
        assertEquals(Set.of(), stage.wanted);
        assertTrue(stage.channels.status().isEmpty());
        assertNull(stage.channels.last(Stage.LOG));
        assertEquals(0, stage.scheduler.size());
    }

    @Test
    void aLogLingersForTheLastOfItsViewers() {
        Stage.Viewer one = stage.last(1);
        stage.live();
        stage.channels.close(one.view);
        stage.scheduler.pass(5_000);
        Stage.Viewer two = stage.last(1);
        stage.scheduler.pass(4_000);
        stage.channels.close(two.view);
        stage.scheduler.pass(9_000);
        assertEquals(Set.of(Stage.LOG), stage.subscribed);
        stage.scheduler.pass(1_000);
        assertEquals(Set.of(), stage.subscribed);
    }

    @Test
    void aViewerThatComesWhileTheLogLingersFindsWhatWasKept() {
        Stage.Viewer one = stage.last(1);
        stage.live();
        stage.append("a\n");
        stage.channels.close(one.view);
        stage.append("b\n");
        stage.scheduler.pass(9_000);
        Stage.Viewer two = stage.last(5);
        stage.scheduler.pass(9_000);
        assertEquals("a\nb\n", two.drain());
        assertNotNull(stage.channels.last(Stage.LOG));
    }

    @Test
    void aLogOfWhichNothingCameDoesNotLinger() {
        stage.channels.close(stage.last(1).view);
        assertEquals(Set.of(), stage.subscribed);
        assertEquals(Set.of(), stage.wanted);
        assertTrue(stage.channels.status().isEmpty());
    }

    @Test
    void aLogThatIsRefusedAfterItsViewerHasLeftDoesNotLinger() {
        Stage.Viewer viewer = stage.last(1);
        stage.live();
        stage.channels.close(viewer.view);
        assertEquals(Set.of(Stage.LOG), stage.wanted);
        stage.journal.announce(
                Stage.LOG, "me", LogState.failed(new LogException(Failure.NOT_FOUND, "There is no such file.")));
        assertEquals(Set.of(), stage.wanted);
        assertEquals(Set.of(), stage.subscribed);
    }

    @Test
    void noMoreLogsAreOpenAtATimeThanConfigured() throws Exception {
        stage.settings = new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 1);
        stage.channels = stage.channels();
        LogId other = new LogId("web", "/other.log");
        stage.channels.admit(other);
        Stage.Viewer viewer = stage.last(1);
        stage.channels.admit(Stage.LOG);
        LogException e = assertThrows(LogException.class, () -> stage.channels.admit(other));
        assertEquals(Failure.LIMIT, e.failure());
        assertTrue(e.getMessage().contains("1 logs open"), e.getMessage());
        stage.channels.close(viewer.view);
        stage.channels.admit(other);
    }

    @Test
    void withoutLingerALogGoesAtOnce() {
        stage.settings = new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 5_000);
        stage.channels = stage.channels();
        stage.channels.close(stage.last(1).view);
        assertEquals(Set.of(), stage.subscribed);
    }

    @Test
    void aLogThatIsOpenedAgainWhileItsOldChannelReadsIsNotForgotten() {
        stage.live();
        stage.append("a\n");
        stage.settings = new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 5_000);
        stage.channels = stage.channels();
        Stage.Viewer old = stage.new Viewer();
        old.view = stage.channels.open("v", Stage.LOG, "UTF-8", new From.Last(5), () -> {});
        Stage.Viewer next = stage.new Viewer();
        boolean[] once = {false};
        stage.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                stage.confirms = false;
                stage.channels.close(old.view);
                next.view = stage.channels.open("w", Stage.LOG, "UTF-8", new From.Last(5), () -> next.wakes++);
                stage.channels.subscribed(Stage.LOG);
            }
        };
        stage.scheduler.run();
        assertEquals("a\n", next.drain());
    }

    @Test
    void aChannelThatIsDroppedWhileItReadsGivesItsBudgetBack() {
        stage.live();
        for (int i = 0; i < 100; i++) {
            stage.append("x".repeat(60_000) + "\n");
        }
        stage.settings = new RelaySettings(256 << 10, 256 << 10, Duration.ZERO, 0, 5_000);
        stage.channels = stage.channels();
        for (int round = 0; round < 20; round++) {
            Stage.Viewer viewer = stage.new Viewer();
            viewer.view = stage.channels.open("v", Stage.LOG, "UTF-8", new From.Last(5), () -> {});
            boolean[] once = {false};
            stage.journal.onCall = () -> {
                if (!once[0]) {
                    once[0] = true;
                    stage.channels.close(viewer.view);
                }
            };
            stage.scheduler.run();
        }
        stage.journal.onCall = () -> {};
        stage.last(5);
        assertTrue(bytes() > 190_000, () -> bytes() + " bytes kept");
    }

    @Test
    void whatIsKeptIsBoundedForEachLogAndInAll() {
        stage.last(1);
        stage.live();
        for (int i = 0; i < 30; i++) {
            stage.append("x".repeat(60_000) + "\n");
        }
        assertTrue(bytes() <= 256 << 10);
        assertTrue(bytes() > 100_000);
        assertThrows(IllegalArgumentException.class, () -> new RelaySettings(1, 1, Duration.ZERO, 0, 5_000));
    }

    @Test
    void aJournalThatIsAwayIsAskedAgain() {
        stage.live();
        stage.append("a\n");
        stage.journal.away = true;
        Stage.Viewer viewer = stage.last(5);
        assertEquals("", viewer.drain());
        stage.scheduler.pass(5_000);
        stage.journal.away = false;
        stage.scheduler.pass(500);
        assertEquals("a\n", viewer.drain());
    }

    private LogState state() {
        return stage.channels.status().iterator().next().state();
    }

    @Test
    void whatATailSaidLastHoldsOnlyWhileItIsHeardOf() {
        Stage.Viewer viewer = stage.last(1);
        stage.live();
        viewer.drain();
        stage.now += 14_999;
        assertEquals(LogState.Phase.LIVE, state().phase());
        stage.now += 1;
        viewer.drain();
        assertEquals(LogState.reconnecting("The server that reads this log has not been heard of for 15 s."), state());
        assertEquals(List.of("live", "reconnecting"), viewer.states);
        stage.append("a\n");
        assertEquals("a\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
        stage.journal.announce(Stage.LOG, "me", LogState.reconnecting("web can't be reached."));
        stage.now += 359_999;
        assertEquals(LogState.reconnecting("web can't be reached."), state());
        stage.now += 1;
        assertEquals(
                "The server that reads this log has not been heard of for 360 s. It said last: web can't be reached.",
                state().reason());
    }

    @Test
    void aTailThatTakesItsTimeToConnectIsNotSaidToBeMissing() {
        stage.last(1);
        stage.now += 10_000;
        stage.journal.announce(Stage.LOG, "me", LogState.connecting(null));
        stage.now += 300_000;
        assertEquals(LogState.connecting(null), state());
        stage.live();
        stage.journal.announce(Stage.LOG, "me", LogState.ended("No viewers."));
        assertEquals(LogState.reconnecting("The log is opened again."), state());
        stage.now += 15_000;
        assertEquals(
                "The server that reads this log has not been heard of for 15 s. It said last: The log is opened again.",
                state().reason());
    }

    @Test
    void aLogThatNoServerBeginsToReadSaysSo() {
        stage.journal.lease("somebody who says nothing", Duration.ofDays(1), List.of(Stage.LOG));
        stage.last(1);
        assertEquals(LogState.connecting(null), state());
        stage.now += 15_000;
        assertEquals(LogState.connecting("No server has said within 15 s that it reads this log."), state());
        stage.live();
    }

    @Test
    void aLogThatIsOpenedWhileRedisIsAwayIsToldOfIt() {
        stage.confirms = false;
        stage.channels.down("Redis can't be reached.");
        Stage.Viewer viewer = stage.last(1);
        assertEquals(LogState.reconnecting("Redis can't be reached."), state());
        stage.channels.up();
        stage.channels.subscribed(Stage.LOG);
        stage.scheduler.run();
        stage.live();
        viewer.drain();
        assertEquals(List.of("live"), viewer.states.subList(viewer.states.size() - 1, viewer.states.size()));
        stage.channels.lost(Stage.LOG, "Redis has no master at the moment.");
        assertEquals(LogState.reconnecting("Redis has no master at the moment."), state());
    }

    @Test
    void aCatchUpThatFailsAndALeaseThatIsRefusedAreTold() {
        stage.live();
        stage.append("a\n");
        stage.journal.away = true;
        stage.last(1);
        assertEquals("The store does not answer.", state().reason());
        stage.journal.away = false;
        stage.scheduler.pass(500);
        assertEquals(LogState.Phase.LIVE, state().phase());
        stage.channels.hindered(Stage.LOG, Hindrance.LEASE, "Redis is full.");
        assertEquals(LogState.reconnecting("Redis is full."), state());
        stage.channels.hindered(Stage.LOG, Hindrance.LEASE, null);
        assertEquals(LogState.Phase.LIVE, state().phase());
    }

    @Test
    void messagesOfLogsWithoutAChannelAreIgnored() {
        stage.channels.message(new LogId("web", "/other"), new byte[] {1});
        stage.channels.subscribed(new LogId("web", "/other"));
        assertFalse(stage.scheduler.step());
    }

    @Test
    void aNewChannelBeginsWithWhatIsStoredNotWhereTheTailOnceWasLive() {
        stage.live();
        stage.append("a\n");
        stage.append("b\n");
        stage.journal.bound = 2;
        stage.append("c\n");
        stage.append("d\n");
        stage.files.put(1L, null);
        assertEquals("c\nd\n", stage.last(10).drain());
    }

    @Test
    void whatAServerRemembersIsToldToAJournalThatCameBackEmpty() {
        stage.last(1);
        stage.live();
        stage.append("a\n");
        stage.channels.down("Redis is away.");
        stage.journal.loseData();
        stage.channels.up();
        stage.channels.subscribed(Stage.LOG);
        stage.scheduler.run();
        assertEquals(stage.end, stage.head().end());
        assertEquals(Stage.file(1), stage.head().file());
    }

    @Test
    void aLogIsAwaitedByWhoGoesOnFromWhereTheyWere() {
        stage.last(1);
        assertFalse(stage.channels.isAwaited(Stage.LOG));
        stage.open(new From.At(new Position(1, 0)));
        assertTrue(stage.channels.isAwaited(Stage.LOG));
    }

    @Test
    void aHeadThatIsThereIsLeftAsItIs() {
        stage.last(1);
        stage.live();
        stage.append("a\n");
        stage.channels.down("Redis is away.");
        stage.append("b\n");
        stage.channels.subscribed(Stage.LOG);
        stage.scheduler.run();
        assertEquals(4, stage.head().end().offset());
    }

    @Test
    void otherServersHaveThreeSecondsAfterEachConnectToSayWhatTheyRemember() {
        assertEquals(Duration.ofSeconds(3), stage.channels.untilSettled());
        stage.channels.up();
        stage.now += 1_000;
        assertEquals(Duration.ofSeconds(2), stage.channels.untilSettled());
        stage.now += 5_000;
        assertEquals(Duration.ZERO, stage.channels.untilSettled());
        stage.channels.down("Redis is away.");
        assertEquals(Duration.ofSeconds(3), stage.channels.untilSettled());
    }

    @Test
    void aFileWhoseInodeIsUsedAgainIsReadIfItsFingerprintIsWhole() {
        assertNotNull(fileBefore(new FileId("1:5", 256, 1), new FileId("1:5", 40, 2)));
        assertNotNull(fileBefore(new FileId("1:5", 256, 1), new FileId("1:5", 256, 2)));
        assertNotNull(fileBefore(new FileId("1:5", 40, 1), new FileId("1:5", 40, 2)));
        assertNotNull(fileBefore(new FileId("1:5", 40, 1), new FileId("1:6", 256, 2)));
        assertNull(fileBefore(new FileId("1:5", 256, 1), new FileId("1:5", 256, 1)));
        assertNull(fileBefore(new FileId("1:5", 40, 1), new FileId("1:5", 256, 2)));
    }

    /** What counts as the file of a generation once another file's has come. */
    private FileId fileBefore(FileId file, FileId next) {
        Channel channel = new Channel(Stage.LOG, stage.settings, new AtomicLong(), () -> 0);
        channel.catchUp(stage.journal);
        channel.accept(Wire.encode(LogState.live(new Position(1, 300), file.toString())));
        channel.accept(Wire.encode(LogState.live(new Position(2, 0), next.toString())));
        return channel.file(1);
    }
}

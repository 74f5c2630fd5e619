package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.JournalOperation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChannelRegistryTest {
    private final RelayFixture relayFixture = new RelayFixture();

    private long bytes() {
        return relayFixture.channelRegistry.status().stream()
                .mapToLong(ChannelRegistry.ChannelStatus::bytes)
                .sum();
    }

    @Test
    void aLogIsSubscribedToAndWantedOnceAndNothingIsLeftOfItAfterItsViewers() {
        RelayFixture.Viewer one = relayFixture.last(1);
        RelayFixture.Viewer two = relayFixture.last(1);
        relayFixture.live();
        assertEquals(1, relayFixture.channelRegistry.status().size());
        assertEquals(2, relayFixture.channelRegistry.status().iterator().next().viewers());
        relayFixture.channelRegistry.close(one.view);
        relayFixture.channelRegistry.close(one.view);
        relayFixture.scheduler.pass(60_000);
        assertEquals(Set.of(RelayFixture.LOG), relayFixture.wanted);
        relayFixture.channelRegistry.close(two.view);
        relayFixture.scheduler.pass(9_999);
        assertEquals(Set.of(RelayFixture.LOG), relayFixture.subscribed);
        relayFixture.scheduler.pass(1);
        assertEquals(Set.of(), relayFixture.subscribed);
        assertEquals(Set.of(), relayFixture.wanted);
        assertTrue(relayFixture.channelRegistry.status().isEmpty());
        assertNull(relayFixture.channelRegistry.last(RelayFixture.LOG));
        assertEquals(0, relayFixture.scheduler.size());
    }

    @Test
    void aLogLingersForTheLastOfItsViewers() {
        RelayFixture.Viewer one = relayFixture.last(1);
        relayFixture.live();
        relayFixture.channelRegistry.close(one.view);
        relayFixture.scheduler.pass(5_000);
        RelayFixture.Viewer two = relayFixture.last(1);
        relayFixture.scheduler.pass(4_000);
        relayFixture.channelRegistry.close(two.view);
        relayFixture.scheduler.pass(9_000);
        assertEquals(Set.of(RelayFixture.LOG), relayFixture.subscribed);
        relayFixture.scheduler.pass(1_000);
        assertEquals(Set.of(), relayFixture.subscribed);
    }

    @Test
    void aViewerThatComesWhileTheLogLingersFindsWhatWasKept() {
        RelayFixture.Viewer one = relayFixture.last(1);
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.channelRegistry.close(one.view);
        relayFixture.append("b\n");
        relayFixture.scheduler.pass(9_000);
        RelayFixture.Viewer two = relayFixture.last(5);
        relayFixture.scheduler.pass(9_000);
        assertEquals("a\nb\n", two.drain());
        assertNotNull(relayFixture.channelRegistry.last(RelayFixture.LOG));
    }

    @Test
    void aLogOfWhichNothingCameDoesNotLinger() {
        relayFixture.channelRegistry.close(relayFixture.last(1).view);
        assertEquals(Set.of(), relayFixture.subscribed);
        assertEquals(Set.of(), relayFixture.wanted);
        assertTrue(relayFixture.channelRegistry.status().isEmpty());
    }

    @Test
    void aLogThatIsRefusedAfterItsViewerHasLeftDoesNotLinger() {
        RelayFixture.Viewer viewer = relayFixture.last(1);
        relayFixture.live();
        relayFixture.channelRegistry.close(viewer.view);
        assertEquals(Set.of(RelayFixture.LOG), relayFixture.wanted);
        relayFixture.journal.announce(
                RelayFixture.LOG,
                "me",
                LogState.failed(new LogException(FailureCode.NOT_FOUND, "There is no such file.")));
        assertEquals(Set.of(), relayFixture.wanted);
        assertEquals(Set.of(), relayFixture.subscribed);
    }

    @Test
    void noMoreLogsAreOpenAtATimeThanConfigured() throws Exception {
        relayFixture.settings =
                new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 1, LivenessTimes.DEFAULT.takeover());
        relayFixture.channelRegistry = relayFixture.channels();
        LogId other = new LogId("web", "/other.log");
        relayFixture.channelRegistry.admit(other);
        RelayFixture.Viewer viewer = relayFixture.last(1);
        relayFixture.channelRegistry.admit(RelayFixture.LOG);
        LogException e = assertThrows(LogException.class, () -> relayFixture.channelRegistry.admit(other));
        assertEquals(FailureCode.LIMIT, e.failure());
        assertTrue(e.getMessage().contains("1 logs open"), e.getMessage());
        relayFixture.channelRegistry.close(viewer.view);
        relayFixture.channelRegistry.admit(other);
    }

    @Test
    void withoutLingerALogGoesAtOnce() {
        relayFixture.settings =
                new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 5_000, LivenessTimes.DEFAULT.takeover());
        relayFixture.channelRegistry = relayFixture.channels();
        relayFixture.channelRegistry.close(relayFixture.last(1).view);
        assertEquals(Set.of(), relayFixture.subscribed);
    }

    @Test
    void aLogThatIsOpenedAgainWhileItsOldChannelReadsIsNotForgotten() {
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.settings =
                new RelaySettings(256 << 10, 4 << 20, Duration.ZERO, 0, 5_000, LivenessTimes.DEFAULT.takeover());
        relayFixture.channelRegistry = relayFixture.channels();
        RelayFixture.Viewer old = relayFixture.new Viewer();
        old.view = relayFixture.channelRegistry.open(
                "v", RelayFixture.LOG, "UTF-8", new StartFrom.FromLastLines(5), null, () -> {});
        RelayFixture.Viewer next = relayFixture.new Viewer();
        boolean[] once = {false};
        relayFixture.journal.onCall = () -> {
            if (!once[0]) {
                once[0] = true;
                relayFixture.confirms = false;
                relayFixture.channelRegistry.close(old.view);
                next.view = relayFixture.channelRegistry.open(
                        "w", RelayFixture.LOG, "UTF-8", new StartFrom.FromLastLines(5), null, () -> next.wakes++);
                relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
            }
        };
        relayFixture.scheduler.run();
        assertEquals("a\n", next.drain());
    }

    @Test
    void aChannelThatIsDroppedWhileItReadsGivesItsBudgetBack() {
        relayFixture.live();
        for (int i = 0; i < 100; i++) {
            relayFixture.append("x".repeat(60_000) + "\n");
        }
        relayFixture.settings =
                new RelaySettings(256 << 10, 256 << 10, Duration.ZERO, 0, 5_000, LivenessTimes.DEFAULT.takeover());
        relayFixture.channelRegistry = relayFixture.channels();
        for (int round = 0; round < 20; round++) {
            RelayFixture.Viewer viewer = relayFixture.new Viewer();
            viewer.view = relayFixture.channelRegistry.open(
                    "v", RelayFixture.LOG, "UTF-8", new StartFrom.FromLastLines(5), null, () -> {});
            boolean[] once = {false};
            relayFixture.journal.onCall = () -> {
                if (!once[0]) {
                    once[0] = true;
                    relayFixture.channelRegistry.close(viewer.view);
                }
            };
            relayFixture.scheduler.run();
        }
        relayFixture.journal.onCall = () -> {};
        relayFixture.last(5);
        assertTrue(bytes() > 190_000, () -> bytes() + " bytes kept");
    }

    @Test
    void whatIsKeptIsBoundedForEachLogAndInAll() {
        relayFixture.last(1);
        relayFixture.live();
        for (int i = 0; i < 30; i++) {
            relayFixture.append("x".repeat(60_000) + "\n");
        }
        assertTrue(bytes() <= 256 << 10);
        assertTrue(bytes() > 100_000);
        assertThrows(
                IllegalArgumentException.class,
                () -> new RelaySettings(1, 1, Duration.ZERO, 0, 5_000, LivenessTimes.DEFAULT.takeover()));
    }

    @Test
    void aJournalThatIsAwayIsAskedAgain() {
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.journal.away = true;
        RelayFixture.Viewer viewer = relayFixture.last(5);
        assertEquals("", viewer.drain());
        relayFixture.scheduler.pass(5_000);
        relayFixture.journal.away = false;
        relayFixture.scheduler.pass(500);
        assertEquals("a\n", viewer.drain());
    }

    private LogState state() {
        return relayFixture.channelRegistry.status().iterator().next().state();
    }

    @Test
    void whatATailSaidLastHoldsOnlyWhileItIsHeardOf() {
        RelayFixture.Viewer viewer = relayFixture.last(1);
        relayFixture.live();
        viewer.drain();
        relayFixture.now += 14_999;
        assertEquals(LogState.TailPhase.LIVE, state().phase());
        relayFixture.now += 1;
        viewer.drain();
        assertEquals(
                LogState.reconnecting("The server that reads this log has not been heard from for 15 s."), state());
        assertEquals(List.of("live", "reconnecting"), viewer.states);
        relayFixture.append("a\n");
        assertEquals("a\n", viewer.drain());
        assertEquals(List.of("live", "reconnecting", "live"), viewer.states);
        relayFixture.journal.announce(RelayFixture.LOG, "me", LogState.reconnecting("web can't be reached."));
        relayFixture.now += 359_999;
        assertEquals(LogState.reconnecting("web can't be reached."), state());
        relayFixture.now += 1;
        assertEquals(
                "The server that reads this log has not been heard from for 360 s. Its last report:"
                        + " web can't be reached.",
                state().reason());
    }

    @Test
    void aTailThatTakesItsTimeToConnectIsNotSaidToBeMissing() {
        relayFixture.last(1);
        relayFixture.now += 10_000;
        relayFixture.journal.announce(RelayFixture.LOG, "me", LogState.connecting(null));
        relayFixture.now += 300_000;
        assertEquals(LogState.connecting(null), state());
        relayFixture.live();
        relayFixture.journal.announce(RelayFixture.LOG, "me", LogState.ended("No viewers."));
        assertEquals(LogState.reconnecting("The log is being opened again."), state());
        relayFixture.now += 15_000;
        assertEquals(
                "The server that reads this log has not been heard from for 15 s. Its last report: The log is being"
                        + " opened again.",
                state().reason());
    }

    @Test
    void aLogThatNoServerBeginsToReadSaysSo() {
        relayFixture.journal.lease("a silent tail", Duration.ofDays(1), List.of(RelayFixture.LOG));
        relayFixture.last(1);
        assertEquals(LogState.connecting(null), state());
        relayFixture.now += 15_000;
        assertEquals(LogState.connecting("No server has reported within 15 s that it reads this log."), state());
        relayFixture.live();
    }

    @Test
    void aLogThatIsOpenedWhileRedisIsAwayIsToldOfIt() {
        relayFixture.confirms = false;
        relayFixture.channelRegistry.down("Redis can't be reached.");
        RelayFixture.Viewer viewer = relayFixture.last(1);
        assertEquals(LogState.reconnecting("Redis can't be reached."), state());
        relayFixture.channelRegistry.up();
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.scheduler.run();
        relayFixture.live();
        viewer.drain();
        assertEquals(List.of("live"), viewer.states.subList(viewer.states.size() - 1, viewer.states.size()));
        relayFixture.channelRegistry.lost(RelayFixture.LOG, "Redis has no master at the moment.");
        assertEquals(LogState.reconnecting("Redis has no master at the moment."), state());
    }

    @Test
    void aCatchUpThatFailsAndALeaseThatIsRefusedAreTold() {
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.journal.away = true;
        relayFixture.last(1);
        assertEquals("The store does not answer.", state().reason());
        relayFixture.journal.away = false;
        relayFixture.scheduler.pass(500);
        assertEquals(LogState.TailPhase.LIVE, state().phase());
        relayFixture.channelRegistry.hindered(RelayFixture.LOG, JournalOperation.LEASE, "Redis is full.");
        assertEquals(LogState.reconnecting("Redis is full."), state());
        relayFixture.channelRegistry.hindered(RelayFixture.LOG, JournalOperation.LEASE, null);
        assertEquals(LogState.TailPhase.LIVE, state().phase());
    }

    @Test
    void messagesOfLogsWithoutAChannelAreIgnored() {
        relayFixture.channelRegistry.message(new LogId("web", "/other"), new byte[] {1});
        relayFixture.channelRegistry.subscribed(new LogId("web", "/other"));
        assertFalse(relayFixture.scheduler.step());
    }

    @Test
    void aNewChannelBeginsWithWhatIsStoredNotWhereTheTailOnceWasLive() {
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.append("b\n");
        relayFixture.journal.bound = 2;
        relayFixture.append("c\n");
        relayFixture.append("d\n");
        relayFixture.files.put(1L, null);
        assertEquals("c\nd\n", relayFixture.last(10).drain());
    }

    @Test
    void whatAServerRemembersIsToldToAJournalThatCameBackEmpty() {
        relayFixture.last(1);
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.channelRegistry.down("Redis is not reachable.");
        relayFixture.journal.loseData();
        relayFixture.channelRegistry.up();
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.scheduler.run();
        assertEquals(relayFixture.end, relayFixture.head().end());
        assertEquals(RelayFixture.file(1), relayFixture.head().file());
    }

    @Test
    void aLogIsAwaitedByWhoGoesOnFromWhereTheyWere() {
        relayFixture.last(1);
        assertFalse(relayFixture.channelRegistry.isAwaited(RelayFixture.LOG));
        relayFixture.open(new StartFrom.FromPosition(new Position(1, 0)));
        assertTrue(relayFixture.channelRegistry.isAwaited(RelayFixture.LOG));
    }

    @Test
    void aHeadThatIsThereIsLeftAsItIs() {
        relayFixture.last(1);
        relayFixture.live();
        relayFixture.append("a\n");
        relayFixture.channelRegistry.down("Redis is not reachable.");
        relayFixture.append("b\n");
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        relayFixture.scheduler.run();
        assertEquals(4, relayFixture.head().end().offset());
    }

    @Test
    void otherServersHaveThreeSecondsAfterEachConnectToSayWhatTheyRemember() {
        assertEquals(Duration.ofSeconds(3), relayFixture.channelRegistry.untilSettled());
        relayFixture.channelRegistry.up();
        relayFixture.now += 1_000;
        assertEquals(Duration.ofSeconds(2), relayFixture.channelRegistry.untilSettled());
        relayFixture.now += 5_000;
        assertEquals(Duration.ZERO, relayFixture.channelRegistry.untilSettled());
        relayFixture.channelRegistry.down("Redis is not reachable.");
        assertEquals(Duration.ofSeconds(3), relayFixture.channelRegistry.untilSettled());
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

    /** Checks which file counts for a generation once that of another file has begun. */
    private FileId fileBefore(FileId file, FileId next) {
        Channel channel =
                new Channel(RelayFixture.LOG, relayFixture.settings, new RecentMemory(relayFixture.settings), () -> 0);
        channel.catchUp(relayFixture.journal);
        channel.accept(WireCodec.encode(LogState.live(new Position(1, 300), file.toString(), Set.of())));
        channel.accept(WireCodec.encode(LogState.live(new Position(2, 0), next.toString(), Set.of())));
        return channel.file(1);
    }
}

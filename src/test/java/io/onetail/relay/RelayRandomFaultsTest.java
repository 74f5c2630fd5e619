package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.testing.RandomSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Checks that every view gets exactly what was written, or gaps that say what is missing, whatever happens in whatever
 * order.
 */
class RelayRandomFaultsTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 300;

    private RelayFixture relayFixture = new RelayFixture();
    private Random random = new Random();
    private final List<RelayFixture.Viewer> viewers = new ArrayList<>();
    private int line;

    @Test
    void everyViewGetsEveryByteOnceAndInOrderOrAnAnnouncedGap() {
        RandomSeeds.each(SEEDS, this::play);
    }

    private void play(int seed) {
        random = new Random(seed);
        relayFixture = new RelayFixture();
        viewers.clear();
        relayFixture.last(5);
        relayFixture.live();
        for (int i = 0; i < STEPS; i++) {
            act();
        }
        heal();
        for (RelayFixture.Viewer viewer : viewers) {
            viewer.view.resume();
            viewer.drain();
            assertEquals(relayFixture.end, viewer.at, () -> "a view that has stopped");
        }
    }

    private void act() {
        switch (random.nextInt(25)) {
            case 0, 1, 2, 3 -> write(() -> relayFixture.append(text(random.nextInt(5) == 0 ? 60_000 : 40)));
            case 4 -> write(() -> relayFixture.skip(text(100)));
            case 5 -> write(this::rotate);
            case 6 -> write(relayFixture::live);
            case 7 -> relayFixture.deaf = true;
            case 8 -> hear();
            case 9 -> relayFixture.channelRegistry.down("Redis is not reachable.");
            case 10 -> relayFixture.journal.away = random.nextBoolean();
            case 11 -> relayFixture.journal.bound = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(6);
            case 12 -> loseData();
            case 13 -> {
                relayFixture.slowPast = random.nextBoolean();
                relayFixture.brokenPast = random.nextInt(4) == 0;
            }
            case 14 -> relayFixture.scheduler.pass(random.nextInt(1000));
            case 15 -> relayFixture.scheduler.step();
            case 16 -> answer();
            case 17 -> open();
            case 18 -> reconnect();
            case 19 -> write(this::goBack);
            default -> watch();
        }
    }

    private void write(Runnable what) {
        if (!relayFixture.journal.away) {
            what.run();
        }
    }

    private void rotate() {
        relayFixture.rotate(
                relayFixture.end.generation() + 1 + random.nextInt(3),
                random.nextBoolean() ? Mark.ROTATED : Mark.TRUNCATED);
        if (random.nextInt(4) == 0) {
            relayFixture.files.put(relayFixture.files.firstKey() + random.nextInt(3), null);
        }
        if (random.nextBoolean()) {
            relayFixture.live();
        }
    }

    private void loseData() {
        if (random.nextInt(4) == 0 && !relayFixture.journal.away) {
            relayFixture.journal.loseData();
        }
    }

    /** The store has lost its newest entries, and the tail appends the same bytes again in other chunks. */
    private void goBack() {
        List<LogEntry> gone = new ArrayList<>(relayFixture.journal.rewind(RelayFixture.LOG, 1 + random.nextInt(5)));
        while (!gone.isEmpty()) {
            List<Chunk> joined = new ArrayList<>();
            int length = 0;
            while (!gone.isEmpty()
                    && gone.get(0) instanceof Chunk chunk
                    && length + chunk.length() <= Chunk.MAX_PAYLOAD) {
                joined.add(chunk);
                length += chunk.length();
                gone.remove(0);
            }
            LogEntry next = joined.isEmpty() ? gone.remove(0) : Chunk.join(joined);
            relayFixture.journal.append(
                    RelayFixture.LOG, "me", RelayFixture.file(next.end().generation()), List.of(next));
        }
    }

    private void hear() {
        if (relayFixture.deaf) {
            relayFixture.deaf = false;
            relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        }
    }

    private void answer() {
        if (!relayFixture.answers.isEmpty()) {
            relayFixture
                    .answers
                    .remove(random.nextInt(relayFixture.answers.size()))
                    .run();
        }
    }

    private void open() {
        if (viewers.size() < 6) {
            viewers.add(view(
                    random.nextInt(4) == 0
                            ? new StartFrom.FromEnd()
                            : new StartFrom.FromLastLines(random.nextInt(30))));
        }
    }

    private RelayFixture.Viewer view(StartFrom from) {
        RelayFixture.Viewer viewer = relayFixture.new Viewer();
        viewer.view =
                relayFixture.channelRegistry.open("v", RelayFixture.LOG, "UTF-8", from, null, () -> viewer.wakes++);
        return viewer;
    }

    private void reconnect() {
        if (!viewers.isEmpty()) {
            RelayFixture.Viewer old = viewers.remove(random.nextInt(viewers.size()));
            relayFixture.channelRegistry.close(old.view);
            Position at = old.at;
            if (at != null) {
                viewers.add(view(new StartFrom.FromPosition(at)));
            }
        }
    }

    private void watch() {
        if (!viewers.isEmpty()) {
            RelayFixture.Viewer viewer = viewers.get(random.nextInt(viewers.size()));
            switch (random.nextInt(6)) {
                case 0 -> viewer.view.pause();
                case 1 -> viewer.view.resume();
                case 2, 3 -> viewer.step();
                default -> viewer.drain();
            }
        }
    }

    private void heal() {
        relayFixture.journal.away = false;
        relayFixture.slowPast = false;
        relayFixture.brokenPast = false;
        relayFixture.deaf = false;
        relayFixture.channelRegistry.subscribed(RelayFixture.LOG);
        while (!relayFixture.answers.isEmpty()) {
            answer();
        }
        relayFixture.live();
        relayFixture.append("end\n");
        relayFixture.scheduler.pass(60_000);
        relayFixture.now += 60_000;
        relayFixture.append("the very end\n");
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(most);
        while (text.length() < length) {
            text.append(line++).append(random.nextInt(3) == 0 ? "\n" : " ");
        }
        return text.substring(0, length);
    }
}

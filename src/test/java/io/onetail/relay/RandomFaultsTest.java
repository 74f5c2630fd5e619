package io.onetail.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.From;
import io.onetail.protocol.Entry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every view gets exactly what was written, or gaps that say what is missing, whatever happens in whatever order. */
class RandomFaultsTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 300;

    private Stage stage = new Stage();
    private Random random = new Random();
    private final List<Stage.Viewer> viewers = new ArrayList<>();
    private int line;

    @Test
    void everyViewGetsEveryByteOnceAndInOrderOrAnAnnouncedGap() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                play(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void play(int seed) {
        random = new Random(seed);
        stage = new Stage();
        viewers.clear();
        stage.last(5);
        stage.live();
        for (int i = 0; i < STEPS; i++) {
            act();
        }
        heal();
        for (Stage.Viewer viewer : viewers) {
            viewer.view.resume();
            viewer.drain();
            assertEquals(stage.end, viewer.at, () -> "a view that has stopped");
        }
    }

    private void act() {
        switch (random.nextInt(25)) {
            case 0, 1, 2, 3 -> write(() -> stage.append(text(random.nextInt(5) == 0 ? 60_000 : 40)));
            case 4 -> write(() -> stage.skip(text(100)));
            case 5 -> write(this::rotate);
            case 6 -> write(stage::live);
            case 7 -> stage.deaf = true;
            case 8 -> hear();
            case 9 -> stage.channels.down("Redis is away.");
            case 10 -> stage.journal.away = random.nextBoolean();
            case 11 -> stage.journal.bound = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(6);
            case 12 -> loseData();
            case 13 -> {
                stage.slowPast = random.nextBoolean();
                stage.brokenPast = random.nextInt(4) == 0;
            }
            case 14 -> stage.scheduler.pass(random.nextInt(1000));
            case 15 -> stage.scheduler.step();
            case 16 -> answer();
            case 17 -> open();
            case 18 -> reconnect();
            case 19 -> write(this::goBack);
            default -> watch();
        }
    }

    private void write(Runnable what) {
        if (!stage.journal.away) {
            what.run();
        }
    }

    private void rotate() {
        stage.rotate(
                stage.end.generation() + 1 + random.nextInt(3), random.nextBoolean() ? Mark.ROTATED : Mark.TRUNCATED);
        if (random.nextInt(4) == 0) {
            stage.files.put(stage.files.firstKey() + random.nextInt(3), null);
        }
        if (random.nextBoolean()) {
            stage.live();
        }
    }

    private void loseData() {
        if (random.nextInt(4) == 0 && !stage.journal.away) {
            stage.journal.loseData();
        }
    }

    /** The store lost its newest entries, and the tail appends the same bytes again, cut otherwise. */
    private void goBack() {
        List<Entry> gone = new ArrayList<>(stage.journal.rewind(Stage.LOG, 1 + random.nextInt(5)));
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
            Entry next = joined.isEmpty() ? gone.remove(0) : Chunk.join(joined);
            stage.journal.append(Stage.LOG, "me", Stage.file(next.end().generation()), List.of(next));
        }
    }

    private void hear() {
        if (stage.deaf) {
            stage.deaf = false;
            stage.channels.subscribed(Stage.LOG);
        }
    }

    private void answer() {
        if (!stage.answers.isEmpty()) {
            stage.answers.remove(random.nextInt(stage.answers.size())).run();
        }
    }

    private void open() {
        if (viewers.size() < 6) {
            viewers.add(view(random.nextInt(4) == 0 ? new From.End() : new From.Last(random.nextInt(30))));
        }
    }

    private Stage.Viewer view(From from) {
        Stage.Viewer viewer = stage.new Viewer();
        viewer.view = stage.channels.open("v", Stage.LOG, "UTF-8", from, () -> viewer.wakes++);
        return viewer;
    }

    private void reconnect() {
        if (!viewers.isEmpty()) {
            Stage.Viewer old = viewers.remove(random.nextInt(viewers.size()));
            stage.channels.close(old.view);
            Position at = old.at;
            if (at != null) {
                viewers.add(view(new From.At(at)));
            }
        }
    }

    private void watch() {
        if (!viewers.isEmpty()) {
            Stage.Viewer viewer = viewers.get(random.nextInt(viewers.size()));
            switch (random.nextInt(6)) {
                case 0 -> viewer.view.pause();
                case 1 -> viewer.view.resume();
                case 2, 3 -> viewer.step();
                default -> viewer.drain();
            }
        }
    }

    private void heal() {
        stage.journal.away = false;
        stage.slowPast = false;
        stage.brokenPast = false;
        stage.deaf = false;
        stage.channels.subscribed(Stage.LOG);
        while (!stage.answers.isEmpty()) {
            answer();
        }
        stage.live();
        stage.append("end\n");
        stage.scheduler.pass(60_000);
        stage.now += 60_000;
        stage.append("the very end\n");
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

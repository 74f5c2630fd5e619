package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.onetail.protocol.Entry;
import io.onetail.protocol.Wire;
import io.onetail.testing.FakeTransport;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, what is appended is what was written, as long as some file still holds it. */
class RandomFaultsTest {
    private static final int SEEDS = 300;
    private static final int EVENTS = 120;

    private Play play = new Play();
    private Random random = new Random();
    private final StringBuilder written = new StringBuilder();
    private int line;

    @Test
    void everyByteIsAppendedOnceAndInOrder() {
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
        play = new Play();
        written.setLength(0);
        line = 0;
        boolean byCopy = random.nextBoolean();
        Play here = play;
        play.journal.subscribe((log, message) -> { // the server has a viewer
            if (Wire.decode(message) instanceof Entry entry) {
                here.memory = new Known(entry.end(), here.journal.lastFile);
            }
        });
        play.host.pieces = 1 + random.nextInt(50);
        write();
        double at = 2;
        for (int i = 0; i < EVENTS; i++) {
            at += random.nextInt(4) == 0 ? 0 : random.nextDouble() * 1.5;
            int what = random.nextInt(20);
            play.at(at, () -> act(what, byCopy));
        }
        play.at(at + 1, () -> {
            play.host.away = null;
            play.journal.away = false;
        });
        play.at(at + 100, this::write);
        play.until(at + 200);
        String text = play.text();
        assertFalse(text.contains("[gap"), () -> around(text, text.indexOf("[gap")));
        String kept = text.replaceAll("\\[[a-z]+]", "");
        int same = Arrays.mismatch(kept.toCharArray(), written.toString().toCharArray());
        assertEquals(-1, same, () -> "got " + around(kept, same) + "\nof " + around(written.toString(), same));
        assertEquals(0, play.host.following());
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 60))
                .replace('\n', '|');
    }

    private void act(int what, boolean byCopy) {
        switch (what) {
            case 0 -> rotate(byCopy);
            case 1 -> play.host.cut();
            case 2 -> play.host.away = FakeTransport.unreachable();
            case 3, 4 -> play.host.away = null;
            case 5 -> play.journal.away = true;
            case 6, 7 -> play.journal.away = false;
            case 8 -> play.journal.loseAnswer = true;
            case 9 -> play.host.paused = random.nextInt(4) == 0 && !byCopy;
            case 10 -> {
                if (random.nextBoolean()) {
                    play.journal.loseData();
                }
            }
            default -> write();
        }
        if (what != 9) {
            play.host.paused &= random.nextInt(3) > 0;
        }
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append("line ").append(++line).append(random.nextInt(4) == 0 ? " " : "\n");
        }
        play.host.write(Play.APP, text.toString());
        written.append(text);
    }

    private void rotate(boolean byCopy) {
        for (int i = 40; i > 0; i--) {
            play.host.rename(Play.APP + "." + i, Play.APP + "." + (i + 1));
        }
        if (byCopy) {
            play.host.copy(Play.APP, Play.APP + ".1");
            play.host.truncate(Play.APP);
            play.host.pump(); // tail notices at once
        } else {
            play.host.rename(Play.APP, Play.APP + ".1");
        }
        write();
    }
}

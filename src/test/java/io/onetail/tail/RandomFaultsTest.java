package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.onetail.protocol.Entry;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Wire;
import io.onetail.testing.FakeTransport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, what is appended is what was written, as long as some file still holds it. */
class RandomFaultsTest {
    private static final int SEEDS = 300;
    private static final int EVENTS = 120;
    private static final String PACKED = Play.APP + ".1.gz";

    /** How the log is rotated. */
    private enum Way {
        RENAME,
        COPY,
        PACK
    }

    private Play play = new Play();
    private Random random = new Random();
    private final StringBuilder written = new StringBuilder();
    private int line;
    private int busy; // with a rotation
    private boolean packing;

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
        packing = false;
        Way way = Way.values()[random.nextInt(Way.values().length)];
        Play here = play;
        Map<Long, FileId> files = new HashMap<>(); // as a channel knows them
        play.journal.subscribe((log, message) -> { // the server has a viewer
            Object told = Wire.decode(message);
            if (told instanceof Entry entry) {
                here.memory = new Known(entry.end(), files.get(entry.end().generation()));
            } else if (told instanceof LogState state && state.at() != null && state.file() != null) {
                files.put(state.at().generation(), FileId.parse(state.file()));
                if (here.memory != null
                        && here.memory.end().generation() == state.at().generation()) {
                    here.memory =
                            new Known(here.memory.end(), files.get(state.at().generation()));
                }
            }
        });
        play.host.pieces = 1 + random.nextInt(50);
        write();
        play.at(
                2,
                () -> here.host.onCall = () -> { // what the tail looks at moves while it looks
                    if (random.nextInt(3) == 0) {
                        finishPacking();
                    }
                    if (busy == 0 && random.nextInt(60) == 0 && !play.host.paused) {
                        busy++;
                        rotate(way);
                        busy--;
                    }
                });
        double at = 2;
        for (int i = 0; i < EVENTS; i++) {
            at += random.nextInt(4) == 0 ? 0 : random.nextDouble() * 1.5;
            int what = random.nextInt(20);
            play.at(at, () -> act(what, way));
        }
        play.at(at + 1, () -> {
            play.host.away = null;
            play.host.paused = false;
            play.journal.away = false;
            play.host.onCall = () -> {};
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

    private void act(int what, Way way) {
        switch (what) {
            case 0 -> rotate(way);
            case 1 -> play.host.cut();
            case 2 -> play.host.away = FakeTransport.unreachable();
            case 3, 4 -> play.host.away = null;
            case 5 -> play.journal.away = true;
            case 6, 7 -> play.journal.away = false;
            case 8 -> play.journal.loseAnswer = true;
            case 9 -> play.host.paused = random.nextInt(4) == 0 && way != Way.COPY;
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

    private void finishPacking() {
        if (packing) {
            play.host.pack(Play.APP + ".1", PACKED);
            packing = false;
        }
    }

    private void rotate(Way way) {
        finishPacking();
        for (int i = 40; i > 0; i--) {
            play.host.rename(Play.APP + "." + i, Play.APP + "." + (i + 1));
            play.host.rename(Play.APP + "." + i + ".gz", Play.APP + "." + (i + 1) + ".gz");
        }
        if (way == Way.COPY) {
            play.host.copy(Play.APP, Play.APP + ".1");
            play.host.truncate(Play.APP);
            play.host.pump(); // tail notices at once
        } else {
            play.host.rename(Play.APP, Play.APP + ".1");
        }
        write();
        if (way == Way.PACK) {
            play.host.copy(Play.APP + ".1", PACKED);
            if (random.nextBoolean()) {
                play.host.truncate(PACKED); // it has just begun
            }
            packing = true;
        }
    }
}

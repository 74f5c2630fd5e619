package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogState;
import io.onetail.protocol.WireCodec;
import io.onetail.testing.FakeHost;
import io.onetail.testing.RandomSeeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, what is appended is what was written, while some file still contains it. */
class TailRandomFaultsTest {
    private static final int SEEDS = 300;
    private static final int EVENTS = 120;
    private static final String PACKED = TailSimulation.APP + ".1.gz";

    /** How the log is rotated. */
    private enum Way {
        RENAME,
        COPY,
        PACK
    }

    private TailSimulation tailSimulation = new TailSimulation();
    private Random random = new Random();
    private final StringBuilder written = new StringBuilder();
    private int line;
    private int busy; // how much longer a rotation takes
    private boolean packing;

    @Test
    void everyByteIsAppendedOnceAndInOrder() {
        RandomSeeds.each(SEEDS, this::play);
    }

    private void play(int seed) {
        random = new Random(seed);
        tailSimulation = new TailSimulation();
        written.setLength(0);
        line = 0;
        packing = false;
        Way way = Way.values()[random.nextInt(Way.values().length)];
        TailSimulation here = tailSimulation;
        Map<Long, FileId> files = new HashMap<>(); // as a channel knows them
        tailSimulation.journal.subscribe((log, message) -> { // the server has a viewer
            Object told = WireCodec.decode(message);
            if (told instanceof LogEntry entry) {
                here.memory = new LogTip(entry.end(), files.get(entry.end().generation()));
            } else if (told instanceof LogState state && state.at() != null && state.file() != null) {
                files.put(state.at().generation(), FileId.parse(state.file()));
                if (here.memory != null
                        && here.memory.end().generation() == state.at().generation()) {
                    here.memory =
                            new LogTip(here.memory.end(), files.get(state.at().generation()));
                }
            }
        });
        tailSimulation.host.pieces = 1 + random.nextInt(50);
        write();
        tailSimulation.at(
                2,
                () -> here.host.onCall = () -> { // files move while the tail looks at them
                    if (random.nextInt(3) == 0) {
                        finishPacking();
                    }
                    if (busy == 0 && random.nextInt(60) == 0 && !tailSimulation.host.paused) {
                        busy++;
                        rotate(way);
                        busy--;
                    }
                });
        double at = 2;
        for (int i = 0; i < EVENTS; i++) {
            at += random.nextInt(4) == 0 ? 0 : random.nextDouble() * 1.5;
            int what = random.nextInt(20);
            tailSimulation.at(at, () -> act(what, way));
        }
        tailSimulation.at(at + 1, () -> {
            tailSimulation.host.away = null;
            tailSimulation.host.paused = false;
            tailSimulation.journal.away = false;
            tailSimulation.host.onCall = () -> {};
        });
        tailSimulation.at(at + 100, this::write);
        tailSimulation.until(at + 200);
        String text = tailSimulation.text();
        int gaps = text.split("\\[gap", -1).length - 1;
        assertTrue(gaps <= tailSimulation.host.missed, () -> around(text, text.indexOf("[gap")));
        String kept = text.replaceAll("\\[[a-z]+]", "");
        int same = Arrays.mismatch(kept.toCharArray(), written.toString().toCharArray());
        assertEquals(-1, same, () -> "got " + around(kept, same) + "\nof " + around(written.toString(), same));
        assertEquals(0, tailSimulation.host.following());
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 60))
                .replace('\n', '|');
    }

    private void act(int what, Way way) {
        switch (what) {
            case 0 -> rotate(way);
            case 1 -> tailSimulation.host.cut();
            case 2 -> tailSimulation.host.away = FakeHost.unreachable();
            case 3, 4 -> tailSimulation.host.away = null;
            case 5 -> tailSimulation.journal.away = true;
            case 6, 7 -> tailSimulation.journal.away = false;
            case 8 -> tailSimulation.journal.loseAnswer = true;
            case 9 -> tailSimulation.host.paused = random.nextInt(4) == 0 && way != Way.COPY;
            case 10 -> {
                if (random.nextBoolean()) {
                    tailSimulation.journal.loseData();
                }
            }
            default -> write();
        }
        if (what != 9) {
            tailSimulation.host.paused &= random.nextInt(3) > 0;
        }
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append("line ").append(++line).append(random.nextInt(4) == 0 ? " " : "\n");
        }
        tailSimulation.host.write(TailSimulation.APP, text.toString());
        written.append(text);
    }

    private void finishPacking() {
        if (packing) {
            tailSimulation.host.pack(TailSimulation.APP + ".1", PACKED);
            packing = false;
        }
    }

    private void rotate(Way way) {
        finishPacking();
        for (int i = 40; i > 0; i--) {
            tailSimulation.host.rename(TailSimulation.APP + "." + i, TailSimulation.APP + "." + (i + 1));
            tailSimulation.host.rename(
                    TailSimulation.APP + "." + i + ".gz", TailSimulation.APP + "." + (i + 1) + ".gz");
        }
        if (way == Way.COPY) {
            tailSimulation.host.copy(TailSimulation.APP, TailSimulation.APP + ".1");
            tailSimulation.host.truncate(TailSimulation.APP);
            tailSimulation.host.pump(); // tail notices at once
        } else {
            tailSimulation.host.rename(TailSimulation.APP, TailSimulation.APP + ".1");
        }
        write();
        if (way == Way.PACK) {
            tailSimulation.host.copy(TailSimulation.APP + ".1", PACKED);
            if (random.nextBoolean()) {
                tailSimulation.host.truncate(PACKED); // packing has just begun
            }
            packing = true;
        }
    }
}

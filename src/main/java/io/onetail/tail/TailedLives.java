package io.onetail.tail;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lives of a followed log that its tail was told of, in the order in which they began, and the current one. For one thread. */
final class TailedLives {
    /** More than a reader has open at a time. */
    private static final int MOST = 128;

    private final TreeMap<Integer, TailedLife> lives = new TreeMap<>();
    private @Nullable TailedLife current;
    private boolean missing; // something, before the life that will be told of next

    /** The reader has told of a life. */
    TailedLife add(HostReader.FileLife told) {
        TailedLife life = new TailedLife(told);
        if (missing) {
            life.miss();
        }
        missing = false;
        lives.put(told.number(), life);
        if (lives.size() > MOST && lives.firstEntry().getValue() != current) {
            lives.pollFirstEntry();
        }
        return life;
    }

    /** The life with this number, or null if it is not known, or not any more. */
    @Nullable
    TailedLife get(int number) {
        return lives.get(number);
    }

    /** The life whose bytes came last; null as long as none have come. */
    @Nullable
    TailedLife current() {
        return current;
    }

    void current(TailedLife life) {
        current = life;
    }

    /** What has not come of a life is missing before the next one that comes. */
    void giveUp(int number) {
        TailedLife life = lives.get(number);
        if (life == null) {
            return;
        }
        life.giveUp();
        if (!life.begun()) {
            lives.remove(number);
        }
        TailedLife next = lives.tailMap(number, false).values().stream()
                .filter(one -> !one.begun())
                .findFirst()
                .orElse(null);
        if (next == null) {
            missing = true;
        } else {
            next.miss();
        }
    }

    /** The newest life that has begun, or null. */
    @Nullable
    TailedLife newestBegun() {
        return lives.descendingMap().values().stream()
                .filter(TailedLife::begun)
                .findFirst()
                .orElse(null);
    }

    /** The newest life that has begun and is newer than the given one, or null. */
    @Nullable
    TailedLife newestBegunAfter(TailedLife life) {
        TailedLife newest = newestBegun();
        return newest != null && newest.number() > life.number() ? newest : null;
    }

    /** Whether something is missing between two lives; {@code before} is null for all that came before the first. */
    boolean missedBetween(@Nullable TailedLife before, TailedLife life) {
        int from = before == null ? -1 : before.number();
        return lives.subMap(from, false, life.number(), true).values().stream().anyMatch(TailedLife::missed);
    }

    /** Whether a file is that of a life of which bytes may come that have not. */
    boolean comes(String node) {
        return lives.values().stream()
                .anyMatch(life -> !life.begun() && life.told().file().node().equals(node));
    }
}

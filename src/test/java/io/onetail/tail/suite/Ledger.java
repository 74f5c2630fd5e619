package io.onetail.tail.suite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The truth about one log: where its name led from when until when, and what the files contained. For one thread. */
final class Ledger {
    /** Why a name does not lead to a regular file. */
    enum Namelessness {
        ABSENT,
        ODD
    }

    /** A period in which the name led to a content. */
    static final class Tenure {
        final long from = System.nanoTime();
        long until = Long.MAX_VALUE;
        /** Whether nothing in the directories shows any more that the name ever led there. */
        boolean traceless;
    }

    private final Map<Content, List<Tenure>> tenures = new LinkedHashMap<>();
    private final List<Long> pointedAt = new ArrayList<>();
    private final List<Long> oddSince = new ArrayList<>();
    private final List<Long> lateWrites = new ArrayList<>();
    private boolean hurried;
    private @Nullable TruthFile newest;
    private @Nullable Namelessness nameless = Namelessness.ABSENT;

    /** The name leads to this file from now on. */
    void named(TruthFile file) {
        if (nameless == null && newest == file) {
            return;
        }
        end(false);
        nameless = null;
        newest = file;
        begin();
    }

    /** As {@link #named}, because a link was pointed there. */
    void pointed(TruthFile file) {
        pointedAt.add(System.nanoTime());
        end(true);
        nameless = null;
        newest = file;
        begin();
    }

    /** The name leads to no file from now on. */
    void nameless(Namelessness how) {
        end(false);
        nameless = how;
        if (how == Namelessness.ODD) {
            oddSince.add(System.nanoTime());
        }
    }

    /** Names on the way change faster than a reader can look: it may report without need that something was missed. */
    void hurried() {
        hurried = true;
    }

    boolean isHurried() {
        return hurried;
    }

    /** Whether the name was pointed elsewhere near this time. */
    boolean wasPointedNear(long time, long near) {
        return pointedAt.stream().anyMatch(at -> Math.abs(at - time) <= near);
    }

    /** Whether something other than a file had the name in that period. */
    boolean wasOdd(long from, long until) {
        return oddSince.stream().anyMatch(at -> at >= from && at <= until);
    }

    /** Whether a file that had had the name before got it again in that period. */
    boolean cameBack(long from, long until) {
        return tenures.values().stream()
                .flatMap(all -> all.stream().skip(1))
                .anyMatch(again -> again.from >= from && again.from <= until);
    }

    /** The file to which the name led last has begun a new content. */
    void begun() {
        end(false);
        begin();
    }

    private void begin() {
        if (newest != null) {
            tenures.computeIfAbsent(newest.content(), content -> new ArrayList<>())
                    .add(new Tenure());
        }
    }

    private void end(boolean traceless) {
        tenures.values().stream()
                .flatMap(List::stream)
                .filter(tenure -> tenure.until == Long.MAX_VALUE)
                .forEach(tenure -> {
                    tenure.until = System.nanoTime();
                    tenure.traceless = traceless;
                });
    }

    /** A file was written to, perhaps one that has lost its name, or that had it before another one did. */
    void written(TruthFile file) {
        Content last = null;
        for (Content content : tenures.keySet()) {
            last = content;
        }
        if (last != null && last.file() != file) {
            lateWrites.add(System.nanoTime());
        }
    }

    /** Whether late bytes may have held up others in a period. */
    boolean isHeldUp(long from, long until, long most) {
        return lateWrites.stream().anyMatch(at -> at <= until && at + most >= from);
    }

    @Nullable
    Namelessness nameless() {
        return nameless;
    }

    @Nullable
    TruthFile newest() {
        return newest;
    }

    /**
     * All contents to which the name led after a time, in the order in which it first did.
     *
     * @param begun earlier periods do not count for the order if the name led there again
     */
    List<Content> since(long time, long begun) {
        return tenures.keySet().stream()
                .filter(content -> first(content, time) != Long.MAX_VALUE)
                .sorted(Comparator.comparingLong(content -> Math.min(first(content, begun), last(content))))
                .toList();
    }

    private long first(Content content, long time) {
        return of(content).stream()
                .filter(tenure -> tenure.until >= time)
                .mapToLong(tenure -> tenure.from)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private long last(Content content) {
        List<Tenure> all = of(content);
        return all.get(all.size() - 1).from;
    }

    List<Tenure> of(Content content) {
        return tenures.getOrDefault(content, List.of());
    }
}

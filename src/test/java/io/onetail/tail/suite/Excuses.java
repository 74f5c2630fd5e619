package io.onetail.tail.suite;

import io.onetail.tail.suite.FollowRecord.ToldLife;
import io.onetail.tail.suite.Ledger.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a reader need not have reported in one following; {@link ReaderSuite} describes it. For one thread at a time. */
final class Excuses {
    /** How long a look may take on a busy machine, nanoseconds. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(2500);
    /**
     * How long the first bytes of a new life wait for the last ones of the life before, plus the time that a busy machine takes to send
     * them, nanoseconds.
     */
    private static final long WAITING = TimeUnit.MILLISECONDS.toNanos(5500);
    /** How long late bytes may hold up others, nanoseconds. */
    private static final long LATE = TimeUnit.SECONDS.toNanos(22);
    /** How long it takes to find where a link leads and what to watch there, nanoseconds. */
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(250);
    /** The promise is 1 s; a change that comes late makes the next one seem closer. */
    static final long LEAST_MILLIS_BETWEEN_CHANGES = 500;

    private record Interval(long from, long until) {}

    private final Ledger ledger;
    private final long followedAt = System.nanoTime();
    private final List<Interval> starved = new ArrayList<>();
    private long starvedSince = followedAt;
    private boolean started;
    private boolean eventsLost;

    /** For a following that begins now. */
    Excuses(Ledger ledger) {
        this.ledger = ledger;
    }

    long followedAt() {
        return followedAt;
    }

    /** A time in milliseconds since following began, for messages. */
    String millis(long time) {
        return time == Long.MAX_VALUE ? "never" : String.valueOf((time - followedAt) / 1_000_000);
    }

    /** From now on the system may not have reported everything to the reader. */
    void eventsLost() {
        eventsLost = true;
    }

    boolean areEventsLost() {
        return eventsLost;
    }

    synchronized boolean isStarted() {
        return started;
    }

    synchronized void started() {
        started = true;
    }

    /** Whether the reader has enough credit for everything from now on. */
    synchronized void fed(boolean enough) {
        long now = System.nanoTime();
        if (enough && starvedSince != Long.MAX_VALUE) {
            starved.add(new Interval(starvedSince, now));
            starvedSince = Long.MAX_VALUE;
        } else if (!enough && starvedSince == Long.MAX_VALUE) {
            starvedSince = now;
        }
    }

    private synchronized boolean isHindered(long from, long until) {
        return !started
                || starvedSince <= until
                || starved.stream().anyMatch(interval -> interval.from <= until && interval.until + GRACE >= from)
                || ledger.isHeldUp(from, until, LATE);
    }

    /**
     * Whether a life must be reported for this content: it can still be found, or could for so long that every look would have found it.
     */
    boolean isDue(Content content) {
        long readable = Math.min(content.cutAt(), content.file().goneAt());
        return content.size() > 0
                && ledger.of(content).stream().anyMatch(tenure -> {
                    boolean traceless = tenure.traceless
                            || ledger.wasPointedNear(tenure.from, TURN)
                            || ledger.wasPointedNear(tenure.until, TURN);
                    long end = traceless ? Math.min(readable, tenure.until) : readable;
                    return end == Long.MAX_VALUE || end - Math.max(tenure.from, followedAt) >= GRACE;
                });
    }

    /** Whether it can't be known, since a link led there for an instant and the file was gone in the same instant. */
    boolean isUntraceable(Content content) {
        long named = firstNamed(content);
        return ledger.wasPointedNear(named, TURN) && content.file().goneAt() - named < TURN;
    }

    /** Whether a life that was reported before this content was cut, and continued as a later content of the same file, covers both. */
    boolean isCovered(Content content, ToldLife life, Content told) {
        return content.file() == told.file() && content.index() < told.index() && life.at < content.cutAt();
    }

    /** Whether this life may have begun before this content was cut; it is reported a little later. */
    boolean mayHaveBegunAs(Content content, ToldLife life) {
        return life.at - GRACE < content.cutAt();
    }

    /** How many bytes of a content must have come before it was cut. */
    int dueOfCut(Content content) {
        return dueAt(content, content.cutAt());
    }

    /** How many bytes of a content must have come at a time. */
    int dueAt(Content content, long time) {
        if (content.cutAt() < time) {
            return 0;
        }
        int size = content.sizeAt(time - GRACE);
        if (size == 0 || time - Math.max(firstNamed(content), content.writtenAt(0)) < WAITING) {
            return 0;
        }
        return isHindered(content.writtenAt(size - 1), time) ? 0 : size;
    }

    private long firstNamed(Content content) {
        List<Tenure> tenures = ledger.of(content);
        return tenures.isEmpty() ? Long.MAX_VALUE : tenures.get(0).from;
    }
}

package io.onetail.tail;

import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the viewers of all servers how a log is doing, by the journal. For one thread at a time; blocks on the journal. */
final class StateAnnouncer {
    private static final System.Logger LOGGER = System.getLogger(StateAnnouncer.class.getName());

    /** A state that lasts is told again this soon. */
    private static final Duration REPEAT = LivenessTimes.DEFAULT.stateRepeat();

    private final LogId log;
    private final TailContext context;
    private @Nullable LogState last;
    private long toldAt; // nanoseconds

    StateAnnouncer(LogId log, TailContext context) {
        this.log = log;
        this.context = context;
    }

    /** What was told last; null if nothing was, or if it is not known whether the journal took it. */
    @Nullable
    LogState last() {
        return last;
    }

    /**
     * Tells each new state and, while it lasts, tells it again often enough that viewers know it is not forgotten. A journal that is away
     * can't tell anybody: then this server's own viewers are told that.
     *
     * @return whether the journal took it
     */
    boolean tell(LogState next) {
        long now = context.nanos().getAsLong();
        if (next.equals(last) && next.phase() != LogState.TailPhase.LIVE && now - toldAt < REPEAT.toNanos()) {
            return true;
        }
        try {
            context.journal().announce(log, context.owner(), next);
            last = next;
            toldAt = now;
            context.memory().hindered(log, JournalOperation.ANNOUNCEMENT, null);
            return true;
        } catch (Journal.JournalException e) {
            LOGGER.log(Level.DEBUG, "The state of {0} can''t be announced: {1}", log, e.getMessage());
            last = null;
            context.memory().hindered(log, JournalOperation.ANNOUNCEMENT, e.told());
            return false;
        }
    }
}

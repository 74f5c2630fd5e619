package io.onetail.tail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time for which a tail rests, and what viewers are told meanwhile. It ends early when the host's settings change. For one thread at a
 * time; blocks on the journal.
 */
final class TailPause {
    /** A journal that refuses is asked again this soon. */
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(2);

    private final RetryPolicy retryPolicy;
    private final TailProgress progress;
    private final StateAnnouncer stateAnnouncer;
    private RetryPolicy.@Nullable RetryPause pause;
    private @Nullable String reason; // for viewers
    private boolean journalRefuses;

    TailPause(RetryPolicy retryPolicy, TailProgress progress, StateAnnouncer stateAnnouncer) {
        this.retryPolicy = retryPolicy;
        this.progress = progress;
        this.stateAnnouncer = stateAnnouncer;
    }

    /** @param why what viewers are told, or null to tell nothing */
    void begin(@Nullable String why, Duration time) {
        pause = retryPolicy.pause(time);
        reason = why;
    }

    /**
     * As {@link #begin}, because the journal refuses. At the end it is asked to take the reason, and until it does the pause goes on: the
     * host need not be asked for what can't be appended.
     */
    void beginForJournal(String why, Duration time) {
        begin(why, time);
        journalRefuses = true;
    }

    /** How long until it is to be asked for again, nanoseconds; 0 if it is over. Tells viewers why it lasts. */
    long left() {
        RetryPolicy.RetryPause current = pause;
        if (current == null) {
            return 0;
        }
        long left = retryPolicy.left(current);
        String why = reason;
        if (left == 0 && journalRefuses && why != null && !stateAnnouncer.tell(progress.interrupted(why))) {
            pause = retryPolicy.pause(JOURNAL_PAUSE);
            left = JOURNAL_PAUSE.toNanos();
        }
        if (left == 0) {
            pause = null;
            reason = null;
            journalRefuses = false;
            return 0;
        }
        if (why != null) {
            stateAnnouncer.tell(progress.interrupted(why));
        }
        return Math.min(left, RetryPolicy.LOOK.toNanos());
    }
}

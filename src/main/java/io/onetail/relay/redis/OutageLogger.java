package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs an outage once, however many callers meet it, and once that it is over for all of them. An outage that ends for a moment only is
 * not over. While it lasts, it is logged again after a minute, then after two more, and so on up to an hour. Safe for any thread.
 */
final class OutageLogger {
    /** What has worked for this long is in order again. Longer than the longest pause between two attempts. */
    static final Duration STEADY = Duration.ofSeconds(5);

    /** A caller that met the outage and has not come back for this long does not keep it open. */
    static final Duration FORGOTTEN = Duration.ofMinutes(2);

    private static final Duration FIRST_REPEAT = Duration.ofMinutes(1);
    private static final Duration LAST_REPEAT = Duration.ofHours(1);

    private final Logger logger;
    private final LongSupplier nanos;

    /** Callers that met the outage, and when they last did. */
    @GuardedBy("this")
    private final Map<String, Long> met = new HashMap<>();

    @GuardedBy("this")
    private boolean open;

    @GuardedBy("this")
    private long since;

    @GuardedBy("this")
    private Duration repeat = FIRST_REPEAT;

    @GuardedBy("this")
    private long repeatAt;

    @GuardedBy("this")
    private @Nullable Long upSince;

    @GuardedBy("this")
    private String over = "";

    OutageLogger(Logger logger, LongSupplier nanos) {
        this.logger = logger;
        this.nanos = nanos;
    }

    /** A caller met the outage, for the first time or again. */
    synchronized void down(String who, String reason) {
        long now = nanos.getAsLong();
        look();
        upSince = null;
        met.put(who, now);
        if (!open) {
            open = true;
            since = now;
            repeat = FIRST_REPEAT;
            repeatAt = now + repeat.toNanos();
            logger.log(Level.WARNING, reason);
        } else if (now - repeatAt >= 0) {
            Duration next = repeat.multipliedBy(2);
            repeat = next.compareTo(LAST_REPEAT) < 0 ? next : LAST_REPEAT;
            repeatAt = now + repeat.toNanos();
            logger.log(
                    Level.WARNING,
                    reason + " (for " + Duration.ofNanos(now - since).toMinutes() + " minutes so far)");
        }
    }

    /**
     * It works for a caller at the moment.
     *
     * @param word what is logged if it goes on working, for all callers
     */
    synchronized void up(String who, String word) {
        if (open) {
            met.remove(who);
            over = word;
            look();
        }
    }

    /** Call this now and then: ends the outage if it has worked for all callers for long enough. Returns whether it is still open. */
    synchronized boolean look() {
        if (!open) {
            return false;
        }
        long now = nanos.getAsLong();
        met.values().removeIf(last -> now - last > FORGOTTEN.toNanos());
        if (!met.isEmpty()) {
            return true;
        }
        if (upSince == null) {
            upSince = now;
        }
        open = now - upSince < STEADY.toNanos();
        if (!open) {
            upSince = null;
            logger.log(Level.INFO, over);
        }
        return open;
    }
}

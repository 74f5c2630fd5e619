package io.onetail.viewer;

import io.onetail.protocol.LivenessTimes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the other side of a connection is gone. When a proxy, a VPN or a closed laptop drops a connection
 * silently, TCP alone would notice it after a quarter of an hour, and the views would run until then. A client that has
 * sent nothing for a while gets a ping, and counts as gone if it does not answer. A page sends messages regularly, so
 * it needs no pings. {@link #sent} and {@link #beat} are each called by one thread at a time, the other methods by any.
 */
final class HeartbeatMonitor {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Silence after which a ping is sent. */
    private static final long QUIET = LivenessTimes.DEFAULT.viewerQuiet().toNanos();

    private static final long AGAIN = LivenessTimes.DEFAULT.viewerAgain().toNanos();
    /** How long the answer may take. */
    private static final long ANSWER = LivenessTimes.DEFAULT.viewerAnswer().toNanos();
    /**
     * Bytes that a slow client reads in a second: the answer may take longer by the time for what was sent before the
     * ping.
     */
    private static final long SLOWEST = 64 << 10;
    /** Longest time granted for that: with more in transit, sends get stuck, and have a time-out of their own. */
    private static final long LONGEST_WAY = 128 * SECOND;
    /** With beats further apart, this server has stalled, or a send was in progress. */
    private static final long LATE = LivenessTimes.DEFAULT.viewerLate().toNanos();

    private volatile long heardAt;
    private volatile long readBy; // when a slow client will have read everything that was sent
    private boolean asked;
    private long askedAt;
    private long answerBy;
    private long beatAt;

    HeartbeatMonitor(long now) {
        heardAt = now;
        readBy = now;
        beatAt = now;
    }

    /** Notes that bytes have been passed to the container. */
    void sent(int bytes, long now) {
        long waiting = Math.max(0, readBy - now);
        readBy = now + Math.min(LONGEST_WAY, waiting + bytes * SECOND / SLOWEST);
    }

    /** Notes that a message has arrived. */
    void heard(long now) {
        heardAt = now;
    }

    /** Notes the answer to a ping, which shows that everything sent before it has been read. */
    void answered(long now) {
        readBy = now;
        heardAt = now;
    }

    /**
     * Checks the connection. To be called every second while no send is in progress: a stuck send has a time-out of its
     * own.
     *
     * @param ping sends a ping
     * @return why the other side counts as gone, a sentence, or null
     */
    @Nullable
    String beat(long now, Runnable ping) {
        long heard = heardAt;
        long silence = now - heard;
        asked &= askedAt - heard > 0 && now - beatAt <= LATE; // otherwise answers may be waiting to be processed
        beatAt = now;
        if (silence < QUIET) {
            return null;
        }
        if (!asked) {
            asked = true;
            askedAt = now;
            answerBy = now + Math.max(0, readBy - now) + ANSWER;
            ping.run();
        } else if (now - answerBy > 0) {
            return "No answer to pings for " + TimeUnit.NANOSECONDS.toSeconds(silence) + " s.";
        } else if (now - askedAt >= AGAIN) {
            askedAt = now;
            ping.run();
        }
        return null;
    }
}

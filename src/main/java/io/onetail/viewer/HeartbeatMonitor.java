package io.onetail.viewer;

import io.onetail.protocol.LivenessTimes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a connection's other side is still there. Behind a proxy, a VPN or a lid that was closed a connection dies without a word: TCP
 * alone would notice after a quarter of an hour, and its views would go on so long. Whoever has said nothing for a while is asked by a ping,
 * and who does not answer has gone. A page asks the server by itself, so that it costs no pings. {@link #sent} and {@link #beat} are each
 * called by one thread at a time, the rest by any.
 */
final class HeartbeatMonitor {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Whoever has said nothing for so long is asked. */
    private static final long QUIET = LivenessTimes.DEFAULT.viewerQuiet().toNanos();

    private static final long AGAIN = LivenessTimes.DEFAULT.viewerAgain().toNanos();
    /** How long the answer may take. */
    private static final long ANSWER = LivenessTimes.DEFAULT.viewerAnswer().toNanos();
    /** What was sent before the ping is read before it; who reads at least so much a second is given the time, bytes. */
    private static final long SLOWEST = 64 << 10;
    /** No more than that can be on its way: then sends get stuck, and are found by their own time-out. */
    private static final long LONGEST_WAY = 128 * SECOND;
    /** Beats further apart: this server stood still, or a send was under way. */
    private static final long LATE = LivenessTimes.DEFAULT.viewerLate().toNanos();

    private volatile long heardAt;
    private volatile long readBy; // when a slow reader has read all that was sent
    private boolean asked;
    private long askedAt;
    private long answerBy;
    private long beatAt;

    HeartbeatMonitor(long now) {
        heardAt = now;
        readBy = now;
        beatAt = now;
    }

    /** Bytes were handed to the container. */
    void sent(int bytes, long now) {
        long waiting = Math.max(0, readBy - now);
        readBy = now + Math.min(LONGEST_WAY, waiting + bytes * SECOND / SLOWEST);
    }

    /** Something came, whatever it says. */
    void heard(long now) {
        heardAt = now;
    }

    /** A ping's answer came, so that all that was sent before it has been read. */
    void answered(long now) {
        readBy = now;
        heardAt = now;
    }

    /**
     * Called now and then while no send is under way: one that gets stuck has a time-out of its own.
     *
     * @return why the other side must be taken for gone, or null
     */
    @Nullable
    String beat(long now, Runnable ping) {
        long heard = heardAt;
        long silence = now - heard;
        asked &= askedAt - heard > 0 && now - beatAt <= LATE; // else answers may wait to be taken
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

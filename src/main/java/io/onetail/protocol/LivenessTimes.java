package io.onetail.protocol;

import java.time.Duration;

/**
 * Times that depend on each other: how often each side of a connection sends a sign of life, after which silence the
 * other side counts it as gone, and how long it takes until another server has taken over. The constructor refuses
 * inconsistent times. Immutable.
 *
 * @param readerTick between two ticks that a server sends to the reader on a host, which answers each
 * @param readerSilence after which each of the two counts the other as gone; the readers have the same value
 * @param redisPing between two PINGs on the subscribing connection
 * @param redisSilence after which that connection is dead
 * @param redisRetry longest pause before the next attempt to connect to Redis
 * @param settling after which every server that can reach a returned Redis has reconnected, and restored what it
 *     remembers
 * @param lease how long a server owns a log without renewing, unless {@code onetail.tail.lease} says otherwise
 * @param leaseRenewal between two renewals, of free leases between two attempts to take them
 * @param takeover after which a log whose server has died has another one; with a longer lease see {@link #takeover(Duration)}
 * @param stateRepeat after which a tail repeats its state
 * @param stateSilence after which a log whose tail is silent counts as not being read
 * @param pageQuiet after which a page that receives nothing asks the server
 * @param pageAnswer how long the page waits for the answer
 * @param viewerCheck between two checks of connections by the server
 * @param viewerLate after which a check is so late that the server must have stalled
 * @param viewerQuiet after which a silent viewer gets a ping
 * @param viewerAgain between two pings
 * @param viewerAnswer how long the viewer may take to answer
 */
public record LivenessTimes(
        Duration readerTick,
        Duration readerSilence,
        Duration redisPing,
        Duration redisSilence,
        Duration redisRetry,
        Duration settling,
        Duration lease,
        Duration leaseRenewal,
        Duration takeover,
        Duration stateRepeat,
        Duration stateSilence,
        Duration pageQuiet,
        Duration pageAnswer,
        Duration viewerCheck,
        Duration viewerLate,
        Duration viewerQuiet,
        Duration viewerAgain,
        Duration viewerAnswer) {
    /** Number of missed renewals that a lease survives. */
    private static final int RENEWALS = 4;

    public static final LivenessTimes DEFAULT = new LivenessTimes(
            Duration.ofSeconds(1),
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    public LivenessTimes {
        longer("readerSilence", readerSilence, "two of readerTick, since one may be late", readerTick.multipliedBy(2));
        longer(
                "redisSilence",
                redisSilence,
                "two of redisPing, since one answer may be late",
                redisPing.multipliedBy(2));
        longer("settling", settling, "redisRetry, since each server has to find Redis first", redisRetry);
        longer(
                "lease",
                lease,
                RENEWALS - 1 + " of leaseRenewal, since some may fail",
                leaseRenewal.multipliedBy(RENEWALS - 1));
        longer(
                "takeover",
                takeover,
                "lease and leaseRenewal, after which the next server comes",
                lease.plus(leaseRenewal));
        longer("stateSilence", stateSilence, "stateRepeat, since nothing has to be said sooner", stateRepeat);
        longer("stateSilence", stateSilence, "takeover, so that the log has a server again by then", takeover);
        longer("viewerLate", viewerLate, "two of viewerCheck, since one may be late", viewerCheck.multipliedBy(2));
        longer(
                "viewerQuiet",
                viewerQuiet,
                "pageQuiet and pageAnswer, so that a page costs no pings",
                pageQuiet.plus(pageAnswer));
        longer("viewerAnswer", viewerAnswer, "viewerAgain, so that one ping may be lost", viewerAgain);
    }

    private static void longer(String name, Duration time, String than, Duration bound) {
        if (time.compareTo(bound) <= 0) {
            throw new IllegalArgumentException(
                    name + " is " + seconds(time) + ", expected more than " + seconds(bound) + ": " + than + ".");
        }
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /** How often a lease of this length is renewed. */
    public Duration renewal(Duration ofLease) {
        Duration part = ofLease.dividedBy(RENEWALS);
        return part.compareTo(leaseRenewal) < 0 ? part : leaseRenewal;
    }

    /**
     * After which a log whose server has died has another one, if a lease has this length: after such a lease as much later as with the
     * usual one, and never sooner than with that.
     */
    public Duration takeover(Duration ofLease) {
        Duration spare = takeover.minus(lease).minus(leaseRenewal);
        Duration late = ofLease.plus(renewal(ofLease)).plus(spare);
        return late.compareTo(takeover) > 0 ? late : takeover;
    }
}

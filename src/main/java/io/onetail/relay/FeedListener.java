package io.onetail.relay;

import io.onetail.protocol.LogId;

/**
 * Is told what happens to the server's subscription, always by the subscriber's thread. It must not wait for anything: Redis closes the
 * connection of a subscriber that falls 32 MiB behind. If it throws, the subscriber connects again.
 */
public interface FeedListener {
    /**
     * From now on each message of the log comes; what was published before may have been missed. Called at least once after each {@link
     * LogFeed#subscribe}, and again whenever there may have been a gap, for example after a new connection.
     */
    void subscribed(LogId log);

    /** A message as it was published; the array is the listener's. Only between {@link #subscribed} and {@link #down}. */
    void message(LogId log, byte[] message);

    /**
     * No more messages come until {@link #subscribed} is called for each log. Called once for each outage.
     *
     * @param reason a sentence for viewers
     */
    void down(String reason);

    /**
     * In a Cluster: no messages of this log come until {@link #subscribed} is called for it, since its node is not available. May be called
     * again.
     *
     * @param reason a sentence for viewers
     */
    void lost(LogId log, String reason);

    /** Redis is there and takes subscriptions; {@link #subscribed} follows for each log. */
    void up();
}

package io.onetail.relay;

import io.onetail.protocol.LogId;

/**
 * The server's subscription to the messages of logs in Redis. Calls return at once and take effect in order. Safe for
 * any thread.
 */
public interface LogFeed {
    /** Begins to receive the messages of a log. */
    void subscribe(LogId log);

    /** Stops receiving the messages of a log. */
    void unsubscribe(LogId log);
}

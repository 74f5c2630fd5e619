package io.onetail.relay;

import io.onetail.protocol.LogId;

/** The server's one subscription to the cluster's logs. Calls return at once, from any thread; they take effect in their order. */
public interface LogFeed {
    void subscribe(LogId log);

    void unsubscribe(LogId log);
}

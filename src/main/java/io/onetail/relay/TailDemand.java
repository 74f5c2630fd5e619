package io.onetail.relay;

import io.onetail.protocol.LogId;

/** Requests that a log be tailed, on some server of the cluster. Calls return at once. Safe for any thread. */
public interface TailDemand {
    /** This server needs the log. */
    void want(LogId log);

    /** This server does not need the log any more. */
    void unwant(LogId log);
}

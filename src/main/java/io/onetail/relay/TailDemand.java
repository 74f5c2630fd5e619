package io.onetail.relay;

import io.onetail.protocol.LogId;

/** Whoever sees to it that a log is tailed somewhere in the cluster. Calls return at once, from any thread. */
public interface TailDemand {
    void want(LogId log);

    void unwant(LogId log);
}

package io.onetail.viewer;

import io.onetail.protocol.LogId;
import io.onetail.relay.LogFeed;
import io.onetail.relay.TailDemand;
import java.util.ArrayList;
import java.util.List;

/** A feed from which nothing comes, and a demand that only notes which logs were wanted. For one thread. */
final class QuietRelay implements LogFeed, TailDemand {
    final List<LogId> wanted = new ArrayList<>();

    @Override
    public void subscribe(LogId log) {}

    @Override
    public void unsubscribe(LogId log) {}

    @Override
    public void want(LogId log) {
        wanted.add(log);
    }

    @Override
    public void unwant(LogId log) {}
}

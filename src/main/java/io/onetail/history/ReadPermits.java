package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/** How many downloads and searches are under way, by host. Safe for any thread. */
public final class ReadPermits {
    private final int mostPerHost;
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> byHost = new HashMap<>();

    @GuardedBy("this")
    private int all;

    public ReadPermits(HistorySettings settings) {
        this.mostPerHost = settings.perHost();
        this.most = settings.perServer();
    }

    /** @return whether there was one left; it is to be given back by {@link #leave} */
    public synchronized boolean take(String host) {
        if (all >= most || byHost.getOrDefault(host, 0) >= mostPerHost) {
            return false;
        }
        all++;
        byHost.merge(host, 1, Integer::sum);
        return true;
    }

    public synchronized void leave(String host) {
        all--;
        byHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }
}

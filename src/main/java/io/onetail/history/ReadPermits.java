package io.onetail.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/** Limits the number of concurrent downloads and searches, for each host and in total. Safe for any thread. */
public final class ReadPermits {
    private final int mostPerHost;
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> byHost = new HashMap<>();

    @GuardedBy("this")
    private int all;

    /** With the limits of the settings. */
    public ReadPermits(HistorySettings settings) {
        this.mostPerHost = settings.perHost();
        this.most = settings.perServer();
    }

    /**
     * Takes a permit, if one is left. {@link #leave} must return it.
     *
     * @return whether one was left
     */
    public synchronized boolean take(String host) {
        if (all >= most || byHost.getOrDefault(host, 0) >= mostPerHost) {
            return false;
        }
        all++;
        byHost.merge(host, 1, Integer::sum);
        return true;
    }

    /** Returns a permit. */
    public synchronized void leave(String host) {
        all--;
        byHost.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }
}

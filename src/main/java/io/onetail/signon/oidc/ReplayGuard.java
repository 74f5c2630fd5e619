package io.onetail.signon.oidc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers for a while which tokens have been received, or logins finished, so that none counts twice. Bounded. Safe
 * for any thread.
 */
final class ReplayGuard {
    private static final int MOST = 10_000;

    private final Duration life;

    @GuardedBy("this")
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    ReplayGuard(Duration life) {
        this.life = life;
    }

    /** Adds an id; returns whether it is new. */
    synchronized boolean add(String id, Instant now) {
        var entries = seen.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Instant> eldest = entries.next();
            if (seen.size() < MOST && eldest.getValue().plus(life).isAfter(now)) {
                break;
            }
            entries.remove();
        }
        return seen.putIfAbsent(id, now) == null;
    }

    /** Forgets an id, so that it may be added again. */
    synchronized void remove(String id) {
        seen.remove(id);
    }
}

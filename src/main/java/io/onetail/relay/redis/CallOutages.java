package io.onetail.relay.redis;

import io.onetail.tail.Journal.JournalException;
import java.lang.System.Logger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** An {@link OutageLogger} for each kind of failure that calls to Redis meet. Safe for any thread. */
final class CallOutages {
    private final Logger logger;
    private final LongSupplier nanos;
    private final Map<String, OutageLogger> open =
            new ConcurrentHashMap<>(); // by what viewers are told, of which there are few

    CallOutages(Logger logger, LongSupplier nanos) {
        this.logger = logger;
        this.nanos = nanos;
    }

    /** @param what what was tried, on what */
    void down(String what, JournalException e) {
        open.computeIfAbsent(e.told(), kind -> new OutageLogger(logger, nanos))
                .down(what, String.valueOf(e.getMessage()));
    }

    /** A call succeeded. */
    void up(String what) {
        if (!open.isEmpty()) {
            open.forEach((kind, outage) -> {
                outage.up(what, "This is over: " + kind);
                if (!outage.look()) {
                    open.remove(kind, outage);
                }
            });
        }
    }
}

package io.onetail.system.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The newest events with the seconds since the start. Safe for any thread. */
final class EventTrace {
    private final int most;
    private final long begin;
    private final ArrayDeque<String> events = new ArrayDeque<>();

    EventTrace(int most, long begin) {
        this.most = most;
        this.begin = begin;
    }

    synchronized void tell(String event) {
        events.add(String.format(Locale.ROOT, "%8.3f %s", (System.nanoTime() - begin) / 1e9, event));
        if (events.size() > most) {
            events.poll();
        }
    }

    synchronized List<String> events() {
        return new ArrayList<>(events);
    }
}

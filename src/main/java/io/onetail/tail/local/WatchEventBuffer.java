package io.onetail.tail.local;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.tail.local.DirectoryWatcher.NameChange;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what the keys of a watch service have reported, in each key's order, until it is taken. Safe for any thread. */
final class WatchEventBuffer {
    /** How many events of one key are kept; beyond that they are lost, as they would be in the key. */
    private static final int MOST = 65_536;

    @GuardedBy("this")
    private final Map<WatchKey, List<NameChange>> waiting = new HashMap<>();

    @GuardedBy("this")
    private long count;

    /** Takes the events that a key has at the moment. */
    synchronized void collect(WatchKey key) {
        List<WatchEvent<?>> events = key.pollEvents();
        if (events.isEmpty()) {
            return;
        }
        count += events.size();
        List<NameChange> changes = waiting.computeIfAbsent(key, none -> new ArrayList<>());
        if (changes.size() > MOST) {
            changes.clear();
            changes.add(new NameChange(NameChange.ChangeKind.LOST, "", 1));
        }
        for (WatchEvent<?> event : events) {
            NameChange.ChangeKind kind = event.kind() == OVERFLOW
                    ? NameChange.ChangeKind.LOST
                    : event.kind() == ENTRY_CREATE ? NameChange.ChangeKind.CAME : NameChange.ChangeKind.WENT;
            changes.add(new NameChange(kind, String.valueOf(event.context()), event.count()));
        }
    }

    /** How many events there have been. */
    synchronized long count() {
        return count;
    }

    synchronized List<NameChange> take(WatchKey key) {
        List<NameChange> changes = waiting.remove(key);
        return changes == null ? List.of() : changes;
    }

    synchronized Map<WatchKey, List<NameChange>> takeAll() {
        Map<WatchKey, List<NameChange>> all = Map.copyOf(waiting);
        waiting.clear();
        return all;
    }
}

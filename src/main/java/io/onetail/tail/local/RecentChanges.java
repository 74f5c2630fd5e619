package io.onetail.tail.local;

import io.onetail.tail.local.DirectoryWatcher.NameChange;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The recent changes of names in the directories of one log. When it is noticed that a link leads elsewhere, names there may have changed
 * since. For one thread.
 */
final class RecentChanges {
    private static final long LATELY = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MOST = 2000;

    private final Deque<RecentChange> recent = new ArrayDeque<>();

    private record RecentChange(Path directory, NameChange change, long at) {}

    /** @param now nanoseconds */
    void add(Path directory, List<NameChange> changes, long now) {
        changes.forEach(change -> recent.add(new RecentChange(directory, change, now)));
        forget(now);
    }

    /** The changes in a directory, in order, without lost ones, which have been reported already. */
    List<NameChange> of(Path directory, long now) {
        forget(now);
        return recent.stream()
                .filter(one -> one.directory.equals(directory) && one.change.kind() != NameChange.ChangeKind.LOST)
                .map(RecentChange::change)
                .toList();
    }

    private void forget(long now) {
        while (!recent.isEmpty() && (recent.size() > MOST || now - recent.element().at > LATELY)) {
            recent.remove();
        }
    }
}

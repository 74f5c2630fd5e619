package io.onetail.tail.local;

import io.onetail.tail.local.DirectoryWatcher.NameChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A followed log's name and the name that it leads to, if it is a link, with what happens to them in their directories; also those that it
 * led to before, as long as there may be files of that time which nobody has opened. For one thread.
 */
final class TrackedNames implements AutoCloseable {
    private final Path path;
    private final DirectoryWatcher directoryWatcher;
    private final DirectoryWatcher.DirectoryListener listener;
    private final RecentChanges recent = new RecentChanges();
    private final List<NameTracker> left = new ArrayList<>();
    private List<NameTracker> current = List.of();

    /** @param listener is told of changes in the directories, and passes them to {@link #changed} */
    TrackedNames(Path path, DirectoryWatcher directoryWatcher, DirectoryWatcher.DirectoryListener listener) {
        this.path = path;
        this.directoryWatcher = directoryWatcher;
        this.listener = listener;
    }

    /** Takes what has happened in a directory; true if some of it matters for this log. */
    boolean changed(Path directory, List<NameChange> changes) {
        recent.add(directory, changes, System.nanoTime());
        boolean any = false;
        for (NameTracker track : all()) {
            if (track.directory().equals(directory)) {
                any |= track.changed(changes);
            }
        }
        return any;
    }

    /** The name, and after it the name that it leads to if that is another one; empty before the first {@link #watch}. */
    List<NameTracker> current() {
        return current;
    }

    /** The current ones after those that the name led to before, in the order in which it led there. */
    List<NameTracker> all() {
        return Stream.concat(left.stream(), current.stream()).toList();
    }

    /** How changes in the directory of each current name are noticed. */
    List<DirectoryWatcher.WatchMethod> watchMethods() {
        return current.stream()
                .map(track -> directoryWatcher.watchMethod(track.directory()))
                .toList();
    }

    /** Learns all that has happened up to now. */
    void settle() {
        all().stream().map(NameTracker::directory).distinct().forEach(directoryWatcher::settle);
    }

    /** As {@link #settle}, in the directory of one name. */
    void settle(NameTracker track) {
        directoryWatcher.settle(track.directory());
    }

    /** Watches the directories of the name and of what it leads to now; true if one was not watched before. */
    boolean watch() {
        if (!current.isEmpty()) {
            current.get(0).looked(false);
        }
        List<Path> wanted = wanted();
        List<Path> watched = current.stream()
                .map(track -> track.directory().resolve(track.name()))
                .toList();
        if (wanted.equals(watched)) {
            // a directory may have been made since, perhaps in the place of another
            current.forEach(track -> directoryWatcher.watch(track.directory(), listener));
            return false;
        }
        settle(); // files may have come that the name led to before it led elsewhere
        if (!current.isEmpty() && wanted.equals(wanted())) {
            current.get(0).looked(wanted.size() > 1);
        }
        List<NameTracker> next = new ArrayList<>();
        for (Path one : wanted) {
            int before = watched.indexOf(one);
            next.add(before >= 0 ? current.get(before) : track(one));
        }
        List<NameTracker> gone = new ArrayList<>(current);
        gone.removeAll(next);
        gone.forEach(NameTracker::leave);
        left.addAll(gone);
        current = next;
        current.forEach(track -> directoryWatcher.watch(track.directory(), listener));
        return true;
    }

    /** The name, and what it leads to if that is another one. */
    private List<Path> wanted() {
        return List.copyOf(new LinkedHashSet<>(List.of(LinkTargets.entry(path), LinkTargets.of(path))));
    }

    /** What has lately happened in a directory that was watched already may have happened since the name led there. */
    private NameTracker track(Path path) {
        NameTracker track = new NameTracker(LinkTargets.directory(path), LinkTargets.name(path));
        track.changed(recent.of(track.directory(), System.nanoTime()));
        return track;
    }

    /** Forgets those that the name led to before: their files are known by now, or missed. */
    void forgetLeft() {
        List<NameTracker> gone = List.copyOf(left);
        left.clear();
        for (NameTracker track : gone) {
            if (current.stream().noneMatch(other -> other.directory().equals(track.directory()))) {
                directoryWatcher.leave(track.directory(), listener);
            }
        }
    }

    @Override
    public void close() {
        all().forEach(track -> directoryWatcher.leave(track.directory(), listener));
    }
}

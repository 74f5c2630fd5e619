package io.onetail.tail.local;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reports which names came to directories and went, in order. For the thread that serves the followers; a thread of its own only wakes that
 * one.
 *
 * <p>Java's watch service reports a rename as a name that goes and then a name that comes, both with a delay. To get everything that has
 * happened up to now, a directory is registered again: the service does that in the thread that reads the kernel's events, after it has
 * read them.
 */
final class DirectoryWatcher implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] KINDS = {ENTRY_CREATE, ENTRY_DELETE};

    /** The service reads at least this many events at once if there are as many; if it had fewer, there are no more. */
    private static final int FEWER_THAN_READ = 20;

    /** Types of file systems to which other machines may write, of which no event tells. The readers in Perl and Python have the same. */
    static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "ceph",
            "lustre",
            "glusterfs",
            "ncpfs",
            "vboxsf",
            "prl_fs",
            "virtiofs",
            "beegfs",
            "gpfs",
            "ocfs2",
            "gfs2",
            "orangefs",
            "acfs",
            "coda",
            "fuse",
            "fuseblk");

    private final @Nullable WatchService service;
    private final WatchEventBuffer changes = new WatchEventBuffer();
    private final Map<Path, WatchedDirectory> watched = new HashMap<>();

    /** What has happened to a name. */
    record NameChange(ChangeKind kind, String name, int times) {
        enum ChangeKind {
            CAME,
            WENT,
            /** More has happened than was kept. */
            LOST
        }
    }

    /** Receives the changes, on the thread that serves the followers. */
    interface DirectoryListener {
        void changed(Path directory, List<NameChange> changes);
    }

    private static final class WatchedDirectory {
        private final Path directory;
        private final List<DirectoryListener> listeners = new ArrayList<>();
        private @Nullable WatchKey key;
        private boolean remote;

        WatchedDirectory(Path directory) {
            this.directory = directory;
        }
    }

    /** @param wake called by another thread when {@link #dispatch} has something to do */
    DirectoryWatcher(ThreadFactory threads, Runnable wake) {
        this.service = service();
        if (service != null) {
            WatchService mine = service;
            Thread thread = threads.newThread(() -> listen(mine, changes, wake));
            thread.setName("onetail-local-names");
            thread.start();
        }
    }

    /** Null if the system provides no further watch service. */
    private static @Nullable WatchService service() {
        try {
            return Path.of("/").getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** Takes events as soon as they come, since a key keeps only a few. */
    private static void listen(WatchService service, WatchEventBuffer changes, Runnable wake) {
        try {
            while (true) {
                WatchKey key = service.take();
                changes.collect(key);
                key.reset();
                wake.run();
            }
        } catch (ClosedWatchServiceException e) {
            // the last follower has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reports changes to the listener from now on. May be called again, also for a directory that was removed and created again. */
    void watch(Path directory, DirectoryListener listener) {
        WatchedDirectory one = watched.computeIfAbsent(directory, WatchedDirectory::new);
        if (!one.listeners.contains(listener)) {
            one.listeners.add(listener);
        }
        register(one);
    }

    /** How changes in a directory are noticed. */
    enum WatchMethod {
        /** By events. */
        EVENTS,
        LOOKS,
        /** By looks, with pauses: other machines may write there, and each look takes long. */
        REMOTE_LOOKS
    }

    WatchMethod watchMethod(Path directory) {
        WatchedDirectory one = watched.get(directory);
        return one == null || one.key == null
                ? WatchMethod.LOOKS
                : one.remote ? WatchMethod.REMOTE_LOOKS : WatchMethod.EVENTS;
    }

    private void register(WatchedDirectory one) {
        if (service == null) {
            return;
        }
        try {
            WatchKey key = one.directory.register(service, KINDS);
            if (one.key != null && !key.equals(one.key)) {
                one.key.cancel(); // another directory has the name by now
                tell(one, List.of(new NameChange(NameChange.ChangeKind.LOST, "", 1)));
            }
            if (!key.equals(one.key)) {
                String type = Files.getFileStore(one.directory).type().toLowerCase(Locale.ROOT);
                one.remote = NETWORK.contains(type) || type.startsWith("fuse.");
            }
            one.key = key;
        } catch (IOException | ClosedWatchServiceException e) {
            one.key = null; // it is missing or not readable, or there are too many
        }
    }

    void leave(Path directory, DirectoryListener listener) {
        WatchedDirectory one = watched.get(directory);
        if (one != null && one.listeners.remove(listener) && one.listeners.isEmpty()) {
            watched.remove(directory);
            if (one.key != null) {
                one.key.cancel();
                changes.take(one.key);
            }
        }
    }

    /** Reports everything that has come so far. */
    void dispatch() {
        changes.takeAll().forEach(this::tell);
    }

    /** Reports everything that has happened in a directory up to this call. */
    void settle(Path directory) {
        WatchedDirectory one = watched.get(directory);
        if (one == null || one.key == null) {
            return;
        }
        register(one); // more may have been read before this call than the service reads at once
        long before;
        do {
            before = changes.count();
            register(one);
            watched.values().forEach(other -> collect(other.key));
        } while (changes.count() - before >= FEWER_THAN_READ);
        WatchKey key = one.key;
        if (key != null) {
            tell(key, changes.take(key));
        }
    }

    private void collect(@Nullable WatchKey key) {
        if (key != null) {
            changes.collect(key);
        }
    }

    private void tell(WatchKey key, List<NameChange> what) {
        if (!what.isEmpty()) {
            List.copyOf(watched.values()).stream()
                    .filter(one -> key.equals(one.key))
                    .forEach(one -> tell(one, what));
        }
    }

    private static void tell(WatchedDirectory one, List<NameChange> changes) {
        List.copyOf(one.listeners).forEach(listener -> listener.changed(one.directory, changes));
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                // nothing was written, so nothing can be lost
            }
        }
    }
}

package io.onetail.tail.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.FileId;
import io.onetail.tail.FileRanges.FileRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Older files of followed logs that are kept open because their writers may still use them, so that they can be read whatever becomes of
 * their names. Owns the files. Safe for any thread.
 */
final class KeptFiles {
    private static final int MOST = 8; // of one log
    private static final long RENAMED = TimeUnit.HOURS.toNanos(1);
    private static final long DELETED = TimeUnit.MINUTES.toNanos(1);

    private final FileOpener opener;

    @GuardedBy("this")
    private final List<KeptFile> files = new ArrayList<>();

    private static final class KeptFile {
        final FollowedLog owner;
        final Path log;
        final OpenFile file;
        long size;
        long since; // its last growth, or since its last name is gone
        boolean deleted;

        KeptFile(FollowedLog owner, Path log, OpenFile file, long now) {
            this.owner = owner;
            this.log = log;
            this.file = file;
            this.since = now;
        }

        /** Whether its writer may still use it. */
        boolean isUsed(long now) {
            try {
                long grown = file.attributes().size();
                boolean gone = file.deleted();
                since = grown != size || gone != deleted ? now : since;
                size = grown;
                deleted = gone;
                return now - since <= (gone ? DELETED : RENAMED);
            } catch (IOException e) {
                return false;
            }
        }
    }

    KeptFiles(FileOpener opener) {
        this.opener = opener;
    }

    /** Keeps a file for as long as a log is followed; the file is this object's from now on. */
    synchronized void keep(FollowedLog owner, Path log, OpenFile file, long now) {
        files.add(new KeptFile(owner, log, file, now));
        List<KeptFile> own = files.stream().filter(one -> one.owner == owner).toList();
        own.subList(0, Math.max(0, own.size() - MOST)).forEach(this::drop);
    }

    /** Closes the files of a log that is not followed any more. */
    synchronized void release(FollowedLog owner) {
        files.stream().filter(one -> one.owner == owner).toList().forEach(this::drop);
    }

    /** Closes the files of a log that are not used any more. */
    synchronized void close(FollowedLog owner, long now) {
        files.stream()
                .filter(one -> one.owner == owner && !one.isUsed(now))
                .toList()
                .forEach(this::drop);
    }

    private synchronized void drop(KeptFile one) {
        files.remove(one);
        one.file.close();
    }

    /** Reads from the file with this inode, if it is kept for the log; else null. */
    synchronized @Nullable FileRange range(Path log, String node, long offset, int length) throws IOException {
        for (KeptFile one : files) {
            if (one.log.equals(log) && one.file.node().equals(node)) {
                // a channel of its own, since an interrupt of this thread closes it
                try (OpenFile own = opener.open(one.file.descriptor())) {
                    Path target = LocalRanges.target(log);
                    return new FileRange(
                            one.file.path().toString(),
                            target == null ? null : target.toString(),
                            own.bytes(0, FileId.PRINT),
                            own.bytes(offset, length));
                }
            }
        }
        return null;
    }
}

package io.onetail.tail;

import io.onetail.catalog.Glob;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of files that may have been renamed, copied or compressed since. Safe for any thread; blocks on the host.
 *
 * <p>A file is known by its inode and, since inodes are reused, by its first bytes. If the inode is gone, the newest copy with the same
 * first bytes is used; if only a short fingerprint is known, no bytes beyond it are taken from a copy. The open file itself says where it
 * is, so a link that is made or changed meanwhile leads nowhere.
 */
public final class FileRanges {
    /** A rotation may rename a copy after it was found and before it is read. */
    private static final int TRIES = 3;

    private static final int MOST_LISTED = 10_000;
    /** How many files are examined at most, the newest first. */
    private static final int MOST_LOOKS = 100;

    private final HostFiles files;
    private final Predicate<String> allowed;
    /** The copy that was found last, since a catch-up reads it many times. Volatile: a lost update only costs a search. */
    private volatile @Nullable FileCopy last;

    /** What a host can be asked about the files of a log. Must be safe for any thread; may block on the host. */
    public interface HostFiles {
        /**
         * Reads from the file that has this inode: under {@code file}'s name, or beside it, or beside what it leads to.
         *
         * @param packed whether to unpack the file, by the ending of its name
         * @return null if there is no such file that can be read
         */
        @Nullable
        FileRange ofNode(String log, String file, String node, boolean packed, long offset, int length)
                throws LogException, InterruptedException;

        /**
         * Reads from what is at a path.
         *
         * @param file a path without links
         * @param packed whether to unpack the file, by the ending of its name
         * @return null if there is nothing that can be read
         */
        @Nullable
        FileRange at(String log, String file, boolean packed, long offset, int length)
                throws LogException, InterruptedException;

        /** Where the log's name leads, links resolved; null if it leads nowhere. */
        @Nullable
        String target(String log) throws LogException, InterruptedException;

        /** As {@link HostReader#findOlder}. */
        List<FoundFile> findOlder(String log, List<String> globs, int limit) throws LogException, InterruptedException;

        /** As {@link HostReader#look(String, List, int, boolean)}. */
        List<FileLook> look(String log, List<String> paths, int head, boolean packed)
                throws LogException, InterruptedException;
    }

    /**
     * Bytes of a file.
     *
     * @param real where the open file is, links resolved
     * @param target where the log's name leads, links resolved; null if it leads nowhere
     * @param head the first bytes, unpacked: at least {@link FileId#PRINT}, or all there are
     * @param bytes fewer than requested only at the end of the file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record FileRange(String real, @Nullable String target, byte[] head, byte[] bytes) {}

    private record FileCopy(String path, FileId id, String file) {
        boolean is(String otherPath, FileId otherId) {
            return path.equals(otherPath) && id.equals(otherId);
        }
    }

    /**
     * @param files what the host answers; the caller's
     * @param allowed whether the host's globs allow a path
     */
    public FileRanges(HostFiles files, Predicate<String> allowed) {
        this.files = files;
        this.allowed = allowed;
    }

    /** As {@link HostReader#read}. */
    public byte @Nullable [] read(String path, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        FileCopy known = last;
        if (known != null && known.is(path, id)) {
            byte[] bytes = copied(known, offset, length);
            if (bytes != null) {
                return bytes;
            }
            last = null;
        }
        FileRange range = files.ofNode(path, path, id.node(), false, offset, length);
        byte[] bytes = range == null ? null : checked(path, id, null, offset, range);
        if (bytes != null || id.printLength() == 0) {
            return bytes;
        }
        for (int tries = 0; tries < TRIES; tries++) {
            String file = copy(path, id);
            if (file == null) {
                return null;
            }
            FileCopy copy = new FileCopy(path, id, file);
            bytes = copied(copy, offset, length);
            if (bytes != null) {
                last = copy;
                return bytes;
            }
        }
        return null;
    }

    /** As {@link HostReader#readOlder}. */
    public byte @Nullable [] readOlder(String log, String file, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        FileRange range = files.ofNode(log, file, id.node(), RotationNames.isPacked(file), offset, length);
        byte[] bytes = range == null ? null : checked(log, id, null, offset, range);
        return bytes == null ? read(log, id, offset, length) : bytes;
    }

    private byte @Nullable [] copied(FileCopy copy, long offset, int length) throws LogException, InterruptedException {
        FileRange range = files.at(copy.path, copy.file, RotationNames.isPacked(copy.file), offset, length);
        byte[] bytes = range == null ? null : checked(copy.path, copy.id, copy.file, offset, range);
        return bytes == null ? null : copy.id.trusted(bytes, offset);
    }

    /** @param file what must have been opened, itself and not through a link; null for any file with the inode */
    private byte @Nullable [] checked(String path, FileId id, @Nullable String file, long offset, FileRange range) {
        RotationScope rotationScope = rotationScope(path, range.target);
        String real = range.real;
        boolean here =
                rotationScope.holds(real) && (file == null || (real.equals(file) && rotationScope.isCopy(real, id)));
        return here && id.startsLike(range.head) ? rotationScope.found(real, id, range.bytes, offset) : null;
    }

    private @Nullable String copy(String path, FileId id) throws LogException, InterruptedException {
        String target = files.target(path);
        RotationScope rotationScope = rotationScope(path, target);
        List<String> named = files.findOlder(path, globs(path, target), MOST_LISTED).stream()
                .filter(file -> rotationScope.made(file.path()))
                .sorted(Comparator.comparing(FoundFile::modified).reversed())
                .limit(MOST_LOOKS)
                .map(FoundFile::path)
                .toList();
        List<FileInfo> beside = new ArrayList<>();
        for (boolean packed : new boolean[] {false, true}) {
            List<String> some = named.stream()
                    .filter(file -> RotationNames.isPacked(file) == packed)
                    .toList();
            if (!some.isEmpty()) {
                take(some, files.look(path, some, Math.max(1, id.printLength()), packed), beside);
            }
        }
        // The log's own name comes last: it may be a new file that only begins like the old one.
        return beside.stream()
                .filter(file -> id.startsLike(file.head())
                        && rotationScope.holds(file.path())
                        && rotationScope.isCopy(file.path(), id))
                .max(Comparator.comparing((FileInfo file) -> !Objects.equals(file.path(), path))
                        .thenComparing(FileInfo::modified))
                .map(FileInfo::path)
                .orElse(null);
    }

    /** Takes what is a file itself; a link may lead anywhere. */
    private static void take(List<String> paths, List<FileLook> looks, List<FileInfo> files) {
        for (int i = 0; i < Math.min(paths.size(), looks.size()); i++) {
            FileInfo found = looks.get(i).found();
            if (found != null && name(found.path()).equals(name(paths.get(i)))) {
                files.add(found);
            }
        }
    }

    private static List<String> globs(String path, @Nullable String target) {
        Stream<String> beside =
                Stream.of(directory(path) + RotationNames.dated(name(path)).prefix());
        Stream<String> there = target == null
                ? Stream.of()
                : Stream.of(directory(target) + RotationNames.of(name(target)).prefix());
        return Stream.concat(beside, there)
                .map(prefix -> Glob.escaped(prefix) + "*")
                .distinct()
                .toList();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private RotationScope rotationScope(String path, @Nullable String target) {
        return new RotationScope(path, target == null ? path : target, allowed);
    }
}

package io.onetail.tail;

import io.onetail.protocol.FileId;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a log may be. A user who writes a log can often create links beside it, and must not be able to lead a reader to other
 * files by them. Immutable, if {@code allowed} is.
 *
 * @param path the log's file, which is allowed
 * @param target where that name leads now, links resolved
 * @param allowed whether the host's globs allow a path
 */
record RotationScope(String path, String target, Predicate<String> allowed) {
    /**
     * Whether an older file of the log may be here: beside a path that is allowed for this log, or under a name that is allowed itself,
     * packed or not. Whether the file really is one depends on its inode or its {@link #made name}.
     *
     * @param file where the file is, links resolved
     */
    boolean holds(String file) {
        String directory = file.substring(0, file.lastIndexOf('/') + 1);
        String named = directory + path.substring(path.lastIndexOf('/') + 1);
        return named.equals(path)
                || allowed.test(named)
                || allowed.test(RotationNames.unpacked(file))
                || (target.startsWith(directory)
                        && target.indexOf('/', directory.length()) < 0
                        && allowed.test(target));
    }

    /**
     * Whether a file, links resolved, has the log's own name or that of the file to which the name leads, or a name that a rotation makes
     * of one of them.
     */
    boolean made(String file) {
        return isName(file) || origins(file).findAny().isPresent();
    }

    /**
     * What may be taken of a file that is known by its inode and its first bytes. Inodes are reused, also for another log's next file that
     * begins with the same banner. So if the name has nothing to do with the log's, no more is taken than is known anyway.
     *
     * @param bytes what was read of the file from {@code offset} on
     * @return null if nothing may be taken
     */
    byte @Nullable [] found(String file, FileId id, byte[] bytes, long offset) {
        return made(file) || wasLedTo(file, id) ? bytes : id.known(bytes, offset);
    }

    /**
     * Whether the name, a link, may have led to this file before, as {@code 0.log} is followed by {@code 1.log} when a container restarts.
     */
    private boolean wasLedTo(String file, FileId id) {
        return !name(path).equals(name(target))
                && withoutNumbers(file).equals(withoutNumbers(target))
                && id.printLength() == FileId.PRINT
                && allowed.test(file);
    }

    private static String withoutNumbers(String file) {
        return name(file).replaceAll("[0-9]+", "0");
    }

    /**
     * Whether a file that begins like the log's can be a copy of it, by its name. If that may also be another log's name, the first bytes
     * must be a full fingerprint.
     */
    boolean isCopy(String file, FileId id) {
        return isName(file)
                || origins(file)
                        .anyMatch(
                                origin -> origin.certain() || (id.printLength() == FileId.PRINT && allowed.test(file)));
    }

    private boolean isName(String file) {
        return name(file).equals(name(path)) || name(file).equals(name(target));
    }

    private Stream<RotationNames.NameOrigin> origins(String file) {
        return Stream.of(
                        RotationNames.dated(name(path)).origin(name(file)),
                        RotationNames.of(name(target)).origin(name(file)),
                        RotationNames.of(name(target)).alike(name(file)))
                .flatMap(Stream::ofNullable);
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}

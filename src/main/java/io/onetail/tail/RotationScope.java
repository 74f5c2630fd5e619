package io.onetail.tail;

import io.onetail.protocol.FileId;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a log's files may be. Who writes a log can often make links beside it, and must not lead a reader to other files by them.
 *
 * @param path the log's file, which is allowed
 * @param target where that name leads now, links resolved
 * @param allowed whether the host's logs allow a path
 */
record RotationScope(String path, String target, Predicate<String> allowed) {
    /**
     * Whether an older file of the log may be here: beside a path that is allowed for this log, or under one that is allowed by itself, packed or not.
     * It is one only if its inode is known, or its {@link #made name} tells.
     *
     * @param file where it is, links resolved
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

    /** Whether a file, links resolved, has the log's own name or one that rotation makes of it, or of the name that it leads to. */
    boolean made(String file) {
        return isName(file) || origins(file).findAny().isPresent();
    }

    /**
     * What may be taken of a file that is known by its inode and its first bytes. Inodes are used again, also by another log's next file that begins
     * with the same banner: under a name that has nothing to do with the log's, no more is taken than what is known anyway.
     *
     * @param bytes what was read of it from {@code offset} on
     * @return null if nothing may
     */
    byte @Nullable [] found(String file, FileId id, byte[] bytes, long offset) {
        return made(file) || wasLedTo(file, id) ? bytes : id.known(bytes, offset);
    }

    /** Whether the name, a link, can have led to this file before: as {@code 0.log} is followed by {@code 1.log} when a container begins again. */
    private boolean wasLedTo(String file, FileId id) {
        return !name(path).equals(name(target))
                && withoutNumbers(file).equals(withoutNumbers(target))
                && id.printLength() == FileId.PRINT
                && allowed.test(file);
    }

    private static String withoutNumbers(String file) {
        return name(file).replaceAll("[0-9]+", "0");
    }

    /** Whether a file that only begins like the log's can be a copy of it, by its name; where that may be another log's too, by much of its content. */
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

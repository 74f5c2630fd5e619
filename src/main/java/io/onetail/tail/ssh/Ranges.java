package io.onetail.tail.ssh;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of files that may have been renamed, copied or compressed since. Safe for any thread.
 *
 * <p>A file is known by its inode and, as inodes are used again, by its first bytes. When no such inode is left, a copy
 * with the same first bytes is taken, the newest; of it no more than these if they are few. Where a file really is, is asked of
 * the open file, so links that are made or changed meanwhile lead nowhere.
 */
final class Ranges {
    private static final int LONGEST_PATH = 4096;
    /** A rotation may rename a copy between its being found and its being read. */
    private static final int TRIES = 3;

    private final Runner runner;
    private final Predicate<String> allowed;
    /** The copy that was found last: a catch-up reads it many times. Volatile, as a lost update only costs a search. */
    private volatile @Nullable Copy last;

    /** Runs a script on the host. */
    interface Runner {
        Exec.Result run(int most, String script, String... arguments) throws LogException, InterruptedException;
    }

    private record Copy(String path, FileId id, String file) {
        boolean is(String otherPath, FileId otherId) {
            return path.equals(otherPath) && id.equals(otherId);
        }
    }

    private record Candidate(String file, Instant modified) {}

    /** @param allowed whether the host's logs allow a path */
    Ranges(Runner runner, Predicate<String> allowed) {
        this.runner = runner;
        this.allowed = allowed;
    }

    byte @Nullable [] read(String path, FileId id, long offset, int length) throws LogException, InterruptedException {
        Copy known = last;
        if (known != null && known.is(path, id)) {
            byte[] bytes = copied(known, offset, length);
            if (bytes != null) {
                return id.trusted(bytes, offset);
            }
            last = null;
        }
        byte[] bytes =
                range(id, null, offset, length, Scripts.RANGE, path, id.node(), at(offset), of(length), print(id));
        if (bytes != null || id.printLength() == 0) {
            return bytes;
        }
        for (int tries = 0; tries < TRIES; tries++) {
            String file = copy(path, id);
            if (file == null) {
                return null;
            }
            Copy copy = new Copy(path, id, file);
            bytes = copied(copy, offset, length);
            if (bytes != null) {
                last = copy;
                return id.trusted(bytes, offset);
            }
        }
        return null;
    }

    private byte @Nullable [] copied(Copy copy, long offset, int length) throws LogException, InterruptedException {
        FileId id = copy.id;
        return range(
                id, copy.file, offset, length, Scripts.COPY, copy.path, at(offset), of(length), print(id), copy.file);
    }

    private static String at(long offset) {
        return Long.toString(offset + 1);
    }

    private static String of(int length) {
        return Integer.toString(length);
    }

    private static String print(FileId id) {
        return Integer.toString(Math.max(1, id.printLength()));
    }

    /** @param file the name that must have been opened, itself and not as a link; null for any that has the inode */
    private byte @Nullable [] range(
            FileId id, @Nullable String file, long offset, int length, String script, String... arguments)
            throws LogException, InterruptedException {
        Exec.Result result = runner.run(length + 2 * FileId.PRINT + 2 * LONGEST_PATH + 100, script, arguments);
        Probe.Fields fields = new Probe.Fields(result.output());
        String kind = fields.next();
        if (kind.equals("gone")) {
            return null;
        }
        if (!kind.equals("file") || !result.complete()) {
            throw new LogException(
                    Failure.UNREACHABLE, "Reading " + arguments[0] + " was not completed" + result.words());
        }
        String real = fields.next();
        Place place = new Place(arguments[0], fields.next(), allowed);
        boolean here = place.holds(real) && (file == null || (name(real).equals(name(file)) && place.isCopy(real, id)));
        boolean same = id.startsLike(bytes(fields.next()));
        return here && same ? place.found(real, id, fields.rest(), offset) : null;
    }

    private @Nullable String copy(String path, FileId id) throws LogException, InterruptedException {
        Exec.Result result = runner.run(1024 * 1024, Scripts.COPIES, path, print(id));
        Probe.Fields fields = new Probe.Fields(result.output());
        Place place = new Place(path, fields.next(), allowed);
        List<Candidate> candidates = new ArrayList<>();
        while (fields.more()) {
            String file = fields.next();
            String modified = fields.next();
            byte[] head = bytes(fields.next());
            if (!modified.isEmpty() && id.startsLike(head) && place.isCopy(file, id)) {
                try {
                    candidates.add(new Candidate(file, FileTimes.parse(modified)));
                } catch (NumberFormatException e) {
                    // cut, or a host that says such a thing of one file
                }
            }
        }
        // The name itself comes last: it may be a new file that only begins like the old one.
        return candidates.stream()
                .max(Comparator.comparing((Candidate c) -> !Objects.equals(c.file, path))
                        .thenComparing(Candidate::modified))
                .map(Candidate::file)
                .orElse(null);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // cut
        }
    }
}

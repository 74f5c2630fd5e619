package io.onetail.tail.local;

import io.onetail.catalog.Glob;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FoundFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** One listing, limited in count and time. For one use and one thread. */
final class LocalFinder {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int DEEPEST = 40;

    private final FairFiles found;
    private final Predicate<String> readable;
    private final LongSupplier clock;
    /** When to leave the current glob, nanoseconds. */
    private long deadline;

    /** @param readable whether the file at a path, links resolved, may be read */
    LocalFinder(int limit, Predicate<String> readable) {
        this(limit, readable, System::nanoTime);
    }

    /** @param clock monotonic, nanoseconds */
    LocalFinder(int limit, Predicate<String> readable, LongSupplier clock) {
        this.found = new FairFiles(limit);
        this.readable = readable;
        this.clock = clock;
    }

    /**
     * Each glob gets an equal share of the time, and what the globs before it have left, so that one slow directory does not hide the
     * others.
     */
    List<FoundFile> find(List<String> globs) {
        long end = clock.getAsLong() + MOST_NANOS;
        int left = globs.size();
        for (String text : globs) {
            long now = clock.getAsLong();
            deadline = now + Math.max((end - now) / left--, MOST_NANOS / globs.size());
            Glob glob = Glob.of(text);
            String path = glob.path();
            if (path != null) {
                look(glob, Path.of(path));
            } else {
                walk(glob, Path.of(glob.directory()), 0);
            }
        }
        return found.files();
    }

    private void walk(Glob glob, Path directory, int depth) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (clock.getAsLong() - deadline > 0) {
                    return;
                }
                // With ** links to directories are not entered, which avoids loops.
                if (look(glob, entry)
                        && depth < DEEPEST
                        && glob.leadsInto(entry.toString())
                        && !(glob.toString().contains("**") && Files.isSymbolicLink(entry))) {
                    walk(glob, entry, depth + 1);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // missing or not readable: it has no files
        }
    }

    /** Adds the path if it is a file that matches; true if it is a directory. */
    private boolean look(Glob glob, Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            String name = path.toString();
            if (attributes.isRegularFile()
                    && glob.matches(name)
                    && readable.test(path.toRealPath().toString())) {
                found.add(new FoundFile(
                        name, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
            return attributes.isDirectory();
        } catch (IOException e) {
            return false; // a broken link, or already gone
        }
    }
}

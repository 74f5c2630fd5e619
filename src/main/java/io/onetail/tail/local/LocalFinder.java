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

/** One listing, bounded in count and time; used once. */
final class LocalFinder {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int DEEPEST = 40;

    private final long deadline = System.nanoTime() + MOST_NANOS;
    private final FairFiles found;

    LocalFinder(int limit) {
        this.found = new FairFiles(limit);
    }

    List<FoundFile> find(List<String> globs) {
        for (String text : globs) {
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
                if (System.nanoTime() > deadline) {
                    return;
                }
                // With ** links to directories are not entered, so that no loop is walked.
                if (look(glob, entry)
                        && depth < DEEPEST
                        && glob.leadsInto(entry.toString())
                        && !(glob.toString().contains("**") && Files.isSymbolicLink(entry))) {
                    walk(glob, entry, depth + 1);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // missing, or not ours to read: nothing is found there
        }
    }

    /** Takes it if it is a file that matches; true if it is a directory. */
    private boolean look(Glob glob, Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            String name = path.toString();
            if (attributes.isRegularFile() && glob.matches(name)) {
                found.add(new FoundFile(
                        name, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
            return attributes.isDirectory();
        } catch (IOException e) {
            return false; // a broken link, or gone
        }
    }
}

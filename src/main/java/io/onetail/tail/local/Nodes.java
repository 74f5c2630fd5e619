package io.onetail.tail.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code device:inode} of files, as {@code stat -c %d:%i} prints it. */
final class Nodes {
    private Nodes() {}

    /** Of the file that the path leads to, links followed. */
    static String of(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev") + ":" + Files.getAttribute(path, "unix:ino");
    }

    /** The same, or null if it leads nowhere. */
    static @Nullable String orNull(Path path) {
        try {
            return of(path);
        } catch (IOException e) {
            return null;
        }
    }
}

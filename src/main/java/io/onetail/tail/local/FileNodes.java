package io.onetail.tail.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code device:inode} of files, as {@code stat -c %d:%i} prints it. */
final class FileNodes {
    private FileNodes() {}

    /** Of the file that the path leads to, links followed. */
    static String of(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
        return attributes.get("dev") + ":" + attributes.get("ino");
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

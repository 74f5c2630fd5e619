package io.onetail.tail.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code device:inode} of files, as {@code stat -c %d:%i} prints it. Stateless. */
final class FileNodes {
    private FileNodes() {}

    /** Of the file to which the path leads, links followed. */
    static String of(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
        return attributes.get("dev") + ":" + attributes.get("ino");
    }

    /** The same; null if the path leads nowhere. */
    static @Nullable String orNull(Path path) {
        try {
            return of(path);
        } catch (IOException e) {
            return null;
        }
    }
}

package io.onetail.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the end of a small log for a message. */
final class FileEnding {
    private FileEnding() {}

    static String of(Path file, int lines) {
        try {
            List<String> all =
                    Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
            return "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "  (" + e + ")";
        }
    }
}

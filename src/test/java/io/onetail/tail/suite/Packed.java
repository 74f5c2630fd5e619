package io.onetail.tail.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds packed files. */
final class Packed {
    private Packed() {}

    /** What a file that is gone has been packed into. */
    static Path of(Path plain) throws IOException {
        return Stream.of(".gz", ".xz", ".zst", ".bz2")
                .map(ending -> plain.resolveSibling(plain.getFileName() + ending))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IOException(plain + " is not packed"));
    }
}

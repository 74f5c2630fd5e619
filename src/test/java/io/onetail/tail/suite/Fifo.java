package io.onetail.tail.suite;

import java.io.IOException;
import java.nio.file.Path;

/** Makes FIFOs, for which Java has no call. */
final class Fifo {
    private Fifo() {}

    static Path make(Path path) throws IOException {
        try {
            int status = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
            if (status != 0) {
                throw new IOException("mkfifo " + path + " ended with status " + status);
            }
            return path;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.onetail.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerTrio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A log that holds what {@code ps} says of the processes that follow it: its viewer gets it byte for byte. */
final class OwnWords {
    private final ServerTrio trio;
    private final Path log;

    OwnWords(ServerTrio trio, int number) {
        this.trio = trio;
        this.log = trio.log("ps-" + number + "-" + System.nanoTime() + ".log");
    }

    void view(Story story) throws Exception {
        story.tell(log.getFileName() + " gets the command lines of its own tail");
        Files.writeString(log, "first\n");
        try (LiveClient viewer = LiveClient.connect(trio.base(0)).view(ServerTrio.HOST, log.toString(), 100)) {
            viewer.awaitEnd("first\n");
            append(commandLines());
            append("last\n");
            viewer.awaitEnd("last\n");
            String written = Files.readString(log, UTF_8);
            if (!viewer.content().equals(written)) {
                throw new AssertionError("the viewer of " + log + " got "
                        + viewer.content().length() + " of " + written.length() + " characters, or others");
            }
        }
    }

    private static String commandLines() throws IOException {
        Process ps = new ProcessBuilder("ps", "axww", "-o", "args").start();
        try (var out = ps.inputReader(UTF_8)) {
            StringBuilder lines = new StringBuilder();
            out.lines()
                    .filter(line -> line.contains("tail"))
                    .forEach(line -> lines.append(line).append('\n'));
            return lines.toString();
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }
}

package io.onetail.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.testing.LiveClient;
import io.onetail.testing.ServerTrio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A log of what {@code ps} says about the processes that follow it, which its viewer must get byte for byte. */
final class ProcessListLog {
    private final ServerTrio trio;
    private final Path log;

    ProcessListLog(ServerTrio trio, int number) {
        this.trio = trio;
        this.log = trio.log("ps-" + number + "-" + System.nanoTime() + ".log");
    }

    void view(EventTrace eventTrace) throws Exception {
        eventTrace.tell(log.getFileName() + " gets the command line of its own reader");
        Files.writeString(log, "first\n");
        try (LiveClient viewer = LiveClient.connect(trio.base(0)).view(ServerTrio.HOST, log.toString(), 100)) {
            viewer.awaitEnd("first\n");
            append(commandLines());
            append("last\n");
            viewer.awaitEnd("last\n");
            String written = Files.readString(log, UTF_8);
            if (!viewer.content().equals(written)) {
                throw new AssertionError("the viewer of " + log + " got "
                        + viewer.content().length() + " of " + written.length() + " characters, or different ones");
            }
        }
    }

    private static String commandLines() throws IOException {
        Process ps = new ProcessBuilder("ps", "axww", "-o", "args").start();
        try (var out = ps.inputReader(UTF_8)) {
            StringBuilder lines = new StringBuilder();
            out.lines()
                    .filter(line -> line.contains("onetail-reader"))
                    .forEach(line -> lines.append(line).append('\n'));
            if (lines.isEmpty()) {
                throw new IOException("no reader is seen by ps");
            }
            return lines.toString();
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }
}

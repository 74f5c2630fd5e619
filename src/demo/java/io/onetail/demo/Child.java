package io.onetail.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with this JVM at the latest, even if this JVM is killed: a shell in between ends it and its
 * children when the shell's standard input ends. Signals to the process group of this JVM, as a terminal and {@code
 * timeout} send them, do not reach the program, so that it is stopped properly and only once, and do not end that
 * shell. {@link #close()} stops it. Safe for any thread.
 */
final class Child implements AutoCloseable {
    private static final String KEEPER = """
            trap '' INT HUP
            trap : TERM # not ignored, or the program would ignore it too
            exec 3<&0
            if command -v setsid >/dev/null; then set -- setsid "$@"; fi
            "$@" </dev/null 3<&- & child=$!
            all() { kill -s "$1" -- "-$child" || kill -s "$1" "$child"; }
            { trap '' TERM; read -r _ <&3; all TERM; sleep 15; all KILL; } >/dev/null 2>&1 & watch=$!
            exec 3<&-
            while wait "$child"; status=$?; [ "$status" -gt 128 ] && kill -s 0 "$child" 2>/dev/null; do :; done
            for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
              kill -s 0 -- "-$child" 2>/dev/null || break
              sleep 0.1
            done
            all KILL 2>/dev/null
            kill -s KILL "$watch" 2>/dev/null
            exit "$status"
            """;

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param name for messages
     * @param log the file for its output; replaced if it exists
     */
    static Child start(String name, Path log, List<String> command) throws IOException {
        Files.createDirectories(log.getParent());
        List<String> kept = new ArrayList<>(List.of("sh", "-c", KEEPER, "onetail-demo"));
        kept.addAll(command);
        Process process = new ProcessBuilder(kept)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Child(name, log, process);
    }

    /** The message for a program that has ended unexpectedly. */
    DemoException ended() {
        return new DemoException(
                name + " ended unexpectedly. The last lines of " + log + ":\n" + FileEnding.of(log, 15));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits until the program has ended, also by {@link #close()}. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

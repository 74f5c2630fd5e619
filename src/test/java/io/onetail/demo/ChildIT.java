package io.onetail.demo;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildIT {
    @TempDir
    Path dir;

    @Test
    void theProgramEndsInOrderWhenItIsClosed() throws Exception {
        Path log = dir.resolve("log");
        Child child = Child.start(
                "test",
                log,
                List.of("sh", "-c", "trap 'echo stopped; exit' TERM; echo started; while :; do sleep 0.1; done"));
        awaitLine(log, "started");

        child.close();

        assertFalse(child.isRunning());
        assertTrue(Files.readString(log).contains("stopped"));
    }

    @Test
    void whatTheProgramHasStartedEndsWithIt() throws Exception {
        Path log = dir.resolve("log");
        Child child = Child.start("test", log, List.of("sh", "-c", "tail -f /dev/null & echo pid $!; wait"));
        long pid = awaitPid(log);

        child.close();

        assertEnds(pid);
    }

    @Test
    void theProgramEndsWhenTheJvmThatStartedItIsKilled() throws Exception {
        Path log = dir.resolve("log");
        Process jvm = startJvm(log);
        long pid = awaitPid(log);

        jvm.destroyForcibly().waitFor();

        assertEnds(pid);
    }

    /** Sends a signal like {@code timeout mvn -Ddemo}. (SIGINT and SIGHUP may be ignored where tests run.) */
    @Test
    void theProgramEndsWhenSigtermGoesToTheWholeGroup() throws Exception {
        Path log = dir.resolve("log");
        Process jvm = startJvm(log, "setsid");
        long pid = awaitPid(log);

        new ProcessBuilder("kill", "-s", "TERM", "--", "-" + jvm.pid()).start().waitFor();

        jvm.waitFor();
        assertEnds(pid);
    }

    private static void assertEnds(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(left -> left.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        assertTrue(ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void aProgramThatEndedIsReportedWithItsLastLines() throws Exception {
        Child child = Child.start("The test", dir.resolve("log"), List.of("sh", "-c", "echo no config; exit 1"));
        child.await();

        String message = child.ended().getMessage();

        assertTrue(message.startsWith("The test ended"), message);
        assertTrue(message.contains("no config"), message);
    }

    /** Starts the program from a JVM of its own, which the given words run. */
    private static Process startJvm(Path log, String... runner) throws IOException {
        List<String> command = new ArrayList<>(List.of(runner));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Starter.class.getName(), log.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static long awaitPid(Path log) throws Exception {
        awaitLine(log, "pid");
        return Long.parseLong(Files.readString(log).replaceAll("\\D", ""));
    }

    private static void awaitLine(Path log, String word) throws Exception {
        while (!Files.exists(log)
                || !Files.readString(log).contains(word + "\n")
                        && !Files.readString(log).matches("(?s)" + word + " \\d+\n")) {
            Thread.sleep(20);
        }
    }

    /** Runs in a separate JVM, which is killed. */
    static final class Starter {
        public static void main(String[] arguments) throws Exception {
            Child.start("test", Path.of(arguments[0]), List.of("sh", "-c", "echo pid $$; exec tail -f /dev/null"))
                    .await();
        }
    }
}

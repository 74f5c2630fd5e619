package io.onetail.tail.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts on which the server's key can start their own copy of the reader and nothing else. */
class PinnedReaderIT {
    /** What the server asks for: everything. The host's own list must hold nevertheless. */
    private static final List<String> EVERYTHING = List.of("/**");

    @TempDir
    Path directory;

    private Path log;
    private Path secret;
    /** Created if a command could be run that must not be. */
    private Path proof;

    private OpenSsh pinned(String program) throws IOException {
        return pinned(
                program,
                "# what the server may read and run",
                "logs = " + directory + "/logs/*.log",
                "",
                "command = echo it is listed");
    }

    private OpenSsh pinned(String program, String... list) throws IOException {
        Path reader = directory.resolve("onetail-reader");
        try (InputStream text = Objects.requireNonNull(
                HostReader.class.getResourceAsStream("ssh/" + program), "the reader is not a resource")) {
            Files.write(reader, text.readAllBytes());
        }
        assertTrue(reader.toFile().setExecutable(true));
        Files.write(directory.resolve("reader.conf"), List.of(list));
        log = Files.createDirectories(directory.resolve("logs")).resolve("app.log");
        Files.writeString(log, "one\ntwo\n");
        secret = Files.writeString(directory.resolve("secret.log"), "nobody's\n");
        proof = directory.resolve("proof");
        return OpenSsh.start("ForceCommand " + reader + " " + directory.resolve("reader.conf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader.pl", "reader.py"})
    void whatTheHostListsIsReadAndRunAndNothingElse(String program) throws Exception {
        try (OpenSsh ssh = pinned(program);
                HostReader reader = TestReaders.remote(ReaderKind.AUTO, SuiteLogins.of(ssh), EVERYTHING)) {
            assertArrayEquals(
                    "one\ntwo\n".getBytes(UTF_8), reader.look(log.toString()).head());
            try (UncheckedFollow uncheckedFollow = UncheckedFollow.follow(reader, log)) {
                uncheckedFollow.awaitLives(1);
                uncheckedFollow.start(0, 0);
                uncheckedFollow.grant(1000);
                uncheckedFollow.awaitText(0, "one\ntwo\n");
            }
            assertEquals(1, reader.find(List.of(directory + "/**"), 100).size());

            forbidden(() -> reader.look(secret.toString()));
            forbidden(() -> reader.look("/etc/passwd"));
            Files.createSymbolicLink(log.resolveSibling("link.log"), secret);
            forbidden(() -> reader.look(log.resolveSibling("link.log").toString()));

            assertEquals(
                    "it is listed\n", commandOutput(reader, "echo it is listed").output());
            CommandOutput other = commandOutput(reader, "touch " + proof);
            assertEquals(
                    FailureCode.FORBIDDEN, Objects.requireNonNull(other.cause()).failure());
            assertFalse(Files.exists(proof));
        }
    }

    private static CommandOutput commandOutput(HostReader reader, String command) {
        CommandOutput commandOutput = CommandOutput.of(reader, command, StderrMode.MERGE);
        commandOutput.grant(1000);
        commandOutput.awaitEnd();
        return commandOutput;
    }

    private static void forbidden(Executable look) {
        assertEquals(
                FailureCode.FORBIDDEN, assertThrows(LogException.class, look).failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader.pl", "reader.py"})
    void whateverTheKeyIsUsedForNothingElseRuns(String program) throws Exception {
        try (OpenSsh ssh = pinned(program)) {
            String touch = "touch " + proof;
            for (String command :
                    List.of(touch, "head -c 10; " + touch, touch + "; head -c 10", "$(" + touch + ")", "")) {
                ssh(ssh, touch + "\n" + touch + "\n", command);
                assertFalse(Files.exists(proof), command);
            }
            assertNotEquals(0, sftp(ssh));
            // If the host's own program starts, it skips the server's script.
            String start = "m=@0123456789abcdef0123456789abcdef\n" + touch + "\n";
            String answer = ssh(
                    ssh,
                    start + "allow 0 /**\ntick 0 1\nrun 1 merge " + touch.replace(" ", "%20") + "\n",
                    "head -c " + start.length());
            assertTrue(answer.contains("@0123456789abcdef0123456789abcdef pinned\n"), answer);
            assertTrue(answer.contains("pinned=1\0"), answer);
            assertTrue(answer.contains("forbidden\0"), answer);
            assertFalse(Files.exists(proof));
            Await.until("nothing is left", () -> ssh.processes("").isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader.pl", "reader.py"})
    void aMistakeInTheListIsToldAndEndsIt(String program) throws Exception {
        for (String mistake : List.of("log = /var/log/a.log", "logs = var/log/a.log", "nonsense", "command =")) {
            try (OpenSsh ssh = pinned(program, "logs = /var/log/*.log", mistake)) {
                String answer = ssh(ssh, "", "head -c 0");
                assertTrue(answer.contains("reader.conf") && answer.contains("line 2"), mistake + ": " + answer);
                assertFalse(answer.contains("pinned=1"), answer);
            }
        }
    }

    /** The answer to a command on the host, both outputs together. */
    private String ssh(OpenSsh ssh, String input, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("ssh", "-T", "-p", Integer.toString(ssh.port())));
        line.addAll(options(ssh));
        line.add(ssh.user() + "@127.0.0.1");
        line.addAll(List.of(command));
        line.removeIf(String::isEmpty);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // it has ended without reading
        }
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "ssh ends");
        return answer;
    }

    private int sftp(OpenSsh ssh) throws Exception {
        List<String> line = new ArrayList<>(List.of("sftp", "-b", "-", "-P", Integer.toString(ssh.port())));
        line.addAll(options(ssh));
        line.add(ssh.user() + "@127.0.0.1");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return process.waitFor();
    }

    private static List<String> options(OpenSsh ssh) {
        return List.of(
                "-i",
                ssh.clientKey().toString(),
                "-o",
                "UserKnownHostsFile=" + ssh.knownHosts(),
                "-o",
                "BatchMode=yes",
                "-F",
                "none");
    }
}

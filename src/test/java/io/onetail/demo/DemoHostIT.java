package io.onetail.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses the demo's host with OpenSSH's client. */
@Timeout(60)
@SuppressWarnings("try") // the resource is only closed
class DemoHostIT {
    @TempDir
    Path dir;

    private DemoHost host;

    @BeforeEach
    void start() throws IOException {
        host = DemoHost.start(dir.resolve("keys"), dir.resolve("logs"));
    }

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    @Test
    void aRealShellRunsTheCommandAndItsStatusComesBack() throws Exception {
        Process ssh = ssh("printf 'a\\nb\\n' | tail -n 1; echo oops >&2; exit 3");

        assertEquals("b\n", text(ssh.getInputStream().readAllBytes()));
        assertEquals("oops\n", text(ssh.getErrorStream().readAllBytes()));
        assertEquals(3, ssh.waitFor());
    }

    @Test
    void everyLogOfTheDemoLives() throws Exception {
        DemoLogs logs = DemoLogs.start(dir.resolve("logs"));
        try {
            Process ssh = ssh("find . -type f | sort; tail -n +1 -f batch-1/flood*.log");
            List<String> names = new ArrayList<>();
            var lines = ssh.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            for (; line.startsWith("./"); line = lines.readLine()) {
                names.add(line);
            }
            assertEquals(12, names.size(), names.toString());
            for (int number = 1; number <= 5000; number++, line = lines.readLine()) {
                assertTrue(line.contains(" line " + number + " of "), line);
            }
            ssh.destroyForcibly();
        } finally {
            logs.close();
        }
    }

    @Test
    void theCommandEndsWithItsConnection() throws Exception {
        Process ssh = ssh("echo $$; exec tail -f /dev/null");
        long pid = Long.parseLong(ssh.inputReader().readLine());

        ssh.destroyForcibly();

        ProcessHandle.of(pid)
                .ifPresent(left -> left.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        assertTrue(ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void anotherUserMayNotLogIn() throws Exception {
        Process ssh = command("root", "true");
        String said = text(ssh.getErrorStream().readAllBytes());

        assertEquals(255, ssh.waitFor());
        assertTrue(said.contains("Permission denied"), said);
    }

    private Process ssh(String command) throws IOException {
        return command(DemoHost.USER, command);
    }

    private Process command(String user, String command) throws IOException {
        Files.createDirectories(dir.resolve("logs"));
        return new ProcessBuilder(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        host.keyFile().toString(),
                        "-o",
                        "UserKnownHostsFile=" + host.knownHosts(),
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "BatchMode=yes",
                        "-p",
                        Integer.toString(host.port()),
                        user + "@127.0.0.1",
                        command)
                .start();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

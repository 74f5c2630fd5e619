package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Host.Login;
import io.onetail.catalog.StandardError;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.Transport.Follower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Login shells, start-up files and forced commands as hosts have them, on a real sshd. */
class HostKindsIT {
    private static OpenSsh ssh;
    private static Path log;

    private final Workers workers = new Workers(Thread::new);
    private final List<SshTransport> transports = new ArrayList<>();

    @BeforeAll
    static void startHost() throws IOException {
        ssh = OpenSsh.start("ForceCommand exec sh $HOME/kind"); // stands for the login shell and its start-up files
        log = Files.writeString(ssh.logs().resolve("a.log"), "one\ntwo\n");
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @AfterEach
    void nothingIsLeft() {
        transports.forEach(SshTransport::close);
        workers.close();
        Await.until(
                "no process is left on the host",
                Duration.ofSeconds(5),
                () -> ssh.processes("").isEmpty());
    }

    private static void kind(String script) throws IOException {
        Files.writeString(ssh.directory().resolve("kind"), script + "\n");
    }

    private SshTransport transport(OpenSsh host, Duration timeout) {
        Login login = new Login(
                "127.0.0.1",
                host.port(),
                host.user(),
                host.clientKey(),
                null,
                null,
                host.knownHosts(),
                null,
                timeout,
                10);
        SshTransport transport = new SshTransport("web-1", login, false, path -> true, Duration.ofSeconds(1), workers);
        transports.add(transport);
        return transport;
    }

    private void works(String shell) throws Exception {
        kind(shell);
        SshTransport transport = transport(ssh, Logins.TIMEOUT);
        FileInfo info = transport.probe(log.toString());
        assertEquals(log.toString(), info.path(), shell);
        assertEquals(1, transport.find(List.of(ssh.logs() + "/*.log"), 10).size(), shell);
        assertArrayEquals("two\n".getBytes(), transport.read(log.toString(), info.id(), 4, 100), shell);
        RecordingSink sink = new RecordingSink();
        Follower follower = transport.follow(log.toString(), info, 4, sink);
        Await.until(shell, () -> sink.text().equals("two\n"));
        follower.tick();
        Await.until(shell, () -> sink.sames() > 1);
        follower.stop();
        RecordingSink said = new RecordingSink();
        Follower command = transport.run("echo 'it is' $((1 + 1))", StandardError.MERGE, said);
        Await.until(shell, () -> said.text().equals("it is 2\n"));
        command.stop();
    }

    @Test
    void anyLoginShellWillDo() throws Exception {
        for (String shell : List.of("sh", "bash", "zsh", "ksh", "tcsh", "fish")) {
            works("exec " + shell + " -c \"$SSH_ORIGINAL_COMMAND\"");
        }
    }

    @Test
    void whatALoginPrintsIsSkipped() throws Exception {
        works(
                "echo Welcome; printf 'without a line feed <onetail <'; echo '# mail' >&2; echo '! mail' >&2; echo '! 3' >&2;"
                        + " echo '# 3' >&2; echo '?' >&2; echo = >&2; printf '? <onetail <' >&2; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    private LogException refused(OpenSsh host, Duration timeout) {
        SshTransport transport = transport(host, timeout);
        LogException list = assertThrows(LogException.class, () -> transport.find(List.of("/var/log/*.log"), 10));
        LogException probe = assertThrows(LogException.class, () -> transport.probe(log.toString()));
        assertEquals(probe.failure(), list.failure(), "not an empty list but the reason: " + list.getMessage());
        return probe;
    }

    private static void says(LogException e, Failure failure, String... parts) {
        assertEquals(failure, e.failure(), e.getMessage());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), "'" + part + "' in: " + e.getMessage());
        }
    }

    @Test
    void aLoginThatRunsNoCommandsIsNamedWithWhatItTakes() throws Exception {
        kind("echo 'This account is currently not available.'; exit 1");
        says(
                refused(ssh, Logins.TIMEOUT),
                Failure.AUTH_FAILED,
                "currently not available.",
                "nologin",
                "Onetail runs sh");
        try (OpenSsh sftp = OpenSsh.start("ForceCommand internal-sftp")) {
            says(refused(sftp, Logins.TIMEOUT), Failure.AUTH_FAILED, "SFTP only", "Onetail runs sh", "ForceCommand");
            transports.forEach(SshTransport::close);
        }
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        Path few = Files.createDirectory(ssh.directory().resolve("few"));
        for (String program : List.of("sh", "cat", "head", "tail", "readlink", "od", "tr", "timeout")) {
            Files.createSymbolicLink(few.resolve(program), Path.of("/usr/bin", program));
        }
        kind("PATH=" + few + "; export PATH; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        SshTransport transport = transport(ssh, Logins.TIMEOUT);
        says(
                assertThrows(LogException.class, () -> transport.probe(log.toString())),
                Failure.UNREADABLE,
                "stat: not found",
                "A program is missing there");
        says(
                assertThrows(LogException.class, () -> transport.find(List.of("/var/log/*.log"), 10)),
                Failure.UNREADABLE,
                "find: not found");
    }

    @Test
    void aStartUpFileThatWaitsForInputIsNamedAsTheLikelyCause() throws Exception {
        kind("read -r x; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        LogException e = assertThrows(
                LogException.class, () -> transport(ssh, Duration.ofSeconds(3)).probe(log.toString()));
        says(e, Failure.UNREACHABLE, "took too long", "a start-up file of the login");
    }

    @Test
    void whatNobodyWaitsForAnyMoreEnds() throws Exception {
        Path slow = Files.createDirectory(ssh.directory().resolve("slow"));
        Path program = Files.writeString(slow.resolve("stat"), "#!/bin/sh\nsleep 1000 | cat\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        kind("PATH=" + slow + ":$PATH exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        LogException e = assertThrows(
                LogException.class, () -> transport(ssh, Duration.ofSeconds(3)).probe(log.toString()));
        says(e, Failure.UNREACHABLE, "took too long");
        Await.until(
                "it ends on the host",
                Duration.ofSeconds(5),
                () -> ssh.processes("").isEmpty());
    }
}

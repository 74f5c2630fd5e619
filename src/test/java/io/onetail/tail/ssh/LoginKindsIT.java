package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FileRanges;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Login shells, start-up files and forced commands as hosts have them, on a real sshd. */
class LoginKindsIT {
    private static final String ASKED = "sh -c \"$SSH_ORIGINAL_COMMAND\"";

    private static OpenSsh ssh;
    private static Path log;

    private final OpenReaders openReaders = new OpenReaders();

    @BeforeAll
    static void startHost() throws IOException {
        ssh = OpenSsh.start("ForceCommand exec sh $HOME/kind"); // in place of a login shell and its start-up files
        log = Files.writeString(ssh.logs().resolve("a.log"), "one\ntwo\n");
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @AfterEach
    void nothingIsLeft() {
        openReaders.close();
        OpenReaders.awaitNoProcess(ssh);
    }

    private static void kind(String script) throws IOException {
        Files.writeString(ssh.directory().resolve("kind"), script + "\n");
    }

    private SshHostReader reader(OpenSsh host, ReaderKind kind, boolean sudo, Duration timeout) {
        return openReaders.open(host, kind, sudo, timeout, ssh.logs() + "/*.log");
    }

    private SshHostReader works(String script, ReaderKind kind, boolean sudo) throws Exception {
        kind(script);
        String what = script + " with " + kind;
        SshHostReader reader = reader(ssh, kind, sudo, Logins.TIMEOUT);
        FileInfo info = reader.look(log.toString());
        assertEquals(log.toString(), info.path(), what);
        assertEquals(1, reader.find(List.of(ssh.logs() + "/*.log"), 10).size(), what);
        assertArrayEquals(bytes("two\n"), reader.read(log.toString(), info.id(), 4, 100), what);
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = reader.follow(log.toString(), false, sink);
        follower.grant(1000);
        Await.until(what, () -> sink.told.contains("life 0 FIRST"));
        follower.start(0, 4);
        Await.until(what, () -> sink.told.contains("bytes 0 4 two\n") && sink.told.contains("caughtUp 0 8"));
        assertArrayEquals(bytes("one"), follower.peek(0, 0, 3), what);
        follower.stop();
        LineRecordingSink said = new LineRecordingSink();
        reader.run("echo 'it is' $((1 + 1)); exit 3", StderrMode.MERGE, said).grant(1000);
        assertEquals(null, said.end());
        assertEquals(List.of("output it is 2\n", "finished 3", "ended"), said.told, what);
        return reader;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anyLoginShellWillDo() throws Exception {
        for (String shell : List.of("sh", "bash", "zsh", "ksh", "tcsh", "fish")) {
            works("exec " + shell + " -c \"$SSH_ORIGINAL_COMMAND\"", ReaderKind.AUTO, false);
        }
    }

    @Test
    void theReaderRunsInWhicheverLanguageTheHostHas() throws Exception {
        assertEquals(
                "perl", works("exec " + ASKED, ReaderKind.AUTO, false).hello().get("reader"));
        assertEquals(
                "python",
                works("exec " + ASKED, ReaderKind.PYTHON, false).hello().get("reader"));
        Path none = Files.createDirectory(ssh.directory().resolve("noperl"));
        executable(none.resolve("perl"), "#!/bin/sh\necho \"Can't locate POSIX.pm\" >&2\nexit 2\n");
        String path = "PATH=" + none + ":$PATH; export PATH; exec " + ASKED;
        assertEquals("python", works(path, ReaderKind.AUTO, false).hello().get("reader"));
        LogException perl = assertThrows(
                LogException.class,
                () -> reader(ssh, ReaderKind.PERL, false, Logins.TIMEOUT).look(log.toString()));
        says(
                perl,
                FailureCode.UNREADABLE,
                "perl with the modules that the reader needs: not found",
                "A program is missing there");
    }

    @Test
    void sudoIsAskedForNothing() throws Exception {
        works("exec " + ASKED, ReaderKind.AUTO, true);
        Path refusing = Files.createDirectory(ssh.directory().resolve("refusing"));
        executable(refusing.resolve("sudo"), "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n");
        kind("PATH=" + refusing + ":$PATH; export PATH; exec " + ASKED);
        LogException e = assertThrows(
                LogException.class,
                () -> reader(ssh, ReaderKind.AUTO, true, Logins.TIMEOUT).look(log.toString()));
        says(e, FailureCode.AUTH_FAILED, "sudo: a password is required");
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatALoginPrintsIsSkippedHoweverLongItTakes() throws Exception {
        works(
                "sleep 0.5; echo Welcome; printf 'without a line feed @0123456789abcdef'; echo '# mail' >&2; head -c 300000 /dev/zero;"
                        + " printf '@' >&2; exec " + ASKED,
                ReaderKind.AUTO,
                false);
    }

    private LogException refused(OpenSsh host, Duration timeout) {
        SshHostReader reader = reader(host, ReaderKind.AUTO, false, timeout);
        LogException list = assertThrows(LogException.class, () -> reader.find(List.of("/var/log/*.log"), 10));
        LogException look = assertThrows(LogException.class, () -> reader.look(log.toString()));
        assertEquals(look.failure(), list.failure(), "the reason, not an empty list: " + list.getMessage());
        return look;
    }

    private static void says(LogException e, FailureCode failure, String... parts) {
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
                FailureCode.AUTH_FAILED,
                "currently not available.",
                "nologin",
                "Onetail needs");
        try (OpenSsh sftp = OpenSsh.start("ForceCommand internal-sftp")) {
            says(refused(sftp, Logins.TIMEOUT), FailureCode.AUTH_FAILED, "SFTP only", "Onetail needs", "ForceCommand");
            openReaders.end();
        }
    }

    @Test
    void aLoginThatHadNoDescriptorLeftIsServedAsSoonAsItHasSome() throws Exception {
        kind("ulimit -n 4; exec " + ASKED);
        SshHostReader reader = reader(ssh, ReaderKind.AUTO, false, Logins.TIMEOUT);
        LogException e = assertThrows(LogException.class, () -> reader.look(log.toString()));
        says(e, FailureCode.UNREACHABLE, "Starting the reader on web-1 failed");
        kind("exec " + ASKED);
        assertEquals(8, reader.look(log.toString()).size());
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        Path few = Files.createDirectory(ssh.directory().resolve("few"));
        for (String program : List.of("sh", "head", "tail", "readlink", "od")) {
            Files.createSymbolicLink(few.resolve(program), Path.of("/usr/bin", program));
        }
        kind("PATH=" + few + "; export PATH; exec " + ASKED);
        says(refused(ssh, Logins.TIMEOUT), FailureCode.UNREADABLE, "stat: not found", "A program is missing there");
    }

    @Test
    void aStartUpFileThatWaitsForInputIsNamedAsTheLikelyCause() throws Exception {
        kind("read -r x; exec " + ASKED);
        says(
                refused(ssh, Duration.ofSeconds(3)),
                FailureCode.UNREACHABLE,
                "took too long",
                "a start-up file of the login");
    }

    @Test
    void aReaderThatStartsAndSaysNothingIsGivenUp() throws Exception {
        Path slow = Files.createDirectory(ssh.directory().resolve("slow"));
        executable(
                slow.resolve("perl"), "#!/bin/sh\n[ -n \"$2\" ] && [ \"$1\" = -e ] && cat | cat >/dev/null\nexit 0\n");
        kind("PATH=" + slow + ":$PATH exec " + ASKED);
        LogException e = assertThrows(
                LogException.class,
                () -> reader(ssh, ReaderKind.AUTO, false, Duration.ofSeconds(3)).look(log.toString()));
        says(e, FailureCode.UNREACHABLE, "Starting the reader on web-1 took too long");
    }

    @Test
    void aFileIsFoundAgainUnderTheNamesThatRotationGives() throws Exception {
        SshHostReader reader = works("exec " + ASKED, ReaderKind.AUTO, false);
        Path old = ssh.logs().resolve("r.log");
        Files.writeString(old, "some old words\n".repeat(30));
        FileInfo info = reader.look(old.toString());
        Path renamed = ssh.logs().resolve("r.log.1");
        Files.move(old, renamed);
        Files.writeString(old, "new\n");
        assertArrayEquals(bytes("old"), reader.read(old.toString(), info.id(), 5, 3));
        FileRanges.FileRange range = reader.ofNode(old.toString(), old.toString(), info.node(), false, 0, 4);
        assertEquals(renamed.toString(), range.real());
        assertEquals(old.toString(), range.target());
        assertEquals(0, new ProcessBuilder("gzip", renamed.toString()).start().waitFor());
        assertArrayEquals(bytes("old"), reader.read(old.toString(), info.id(), 5, 3), "a packed copy");
        assertArrayEquals(bytes("words"), reader.read(old.toString(), info.id(), 9, 5), "the copy is known by now");
        Files.delete(ssh.logs().resolve("r.log.1.gz"));
        assertEquals(null, reader.read(old.toString(), info.id(), 5, 3));
        assertEquals(
                List.of(old.toString()),
                reader.findOlder(old.toString(), List.of(ssh.logs() + "/r*"), 10).stream()
                        .map(file -> file.path())
                        .toList());
        Files.delete(old);
    }
}

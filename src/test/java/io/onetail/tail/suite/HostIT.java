package io.onetail.tail.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.tail.FileInfo;
import io.onetail.tail.HostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.tail.suite.ReaderSuite.AlsoOverSsh;
import io.onetail.tail.suite.ReaderSuite.Kind;
import io.onetail.tail.suite.ReaderSuite.Place;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Login shells, start-up files and programs as hosts have them, through a real sshd. */
@AlsoOverSsh(sh = true)
class HostIT extends ReaderCases {
    private static @Nullable OpenSsh ssh;

    private Path log;
    private int tries;

    @BeforeEach
    void isAHost() throws IOException {
        assumeTrue(setup.place() == Place.SSHD, "there is no login");
        if (ssh == null) {
            ssh = OpenSsh.start("ForceCommand exec sh $HOME/kind"); // in place of a login shell and its start-up files
        }
        log = Files.writeString(directory.resolve("a.log"), "one\ntwo\n");
    }

    @AfterAll
    static void end() {
        if (ssh != null) {
            ssh.close();
            ssh = null;
        }
    }

    private void works(String kind) throws Exception {
        works(kind, false);
    }

    private void works(String kind, boolean sudo) throws Exception {
        Files.writeString(ssh.directory().resolve("kind"), kind + "\n");
        log = Files.writeString(
                Files.createDirectory(directory.resolve("of" + ++tries)).resolve("a.log"), "one\ntwo\n");
        ReaderKind language = ReaderKind.valueOf(setup.kind().name());
        try (HostReader reader = TestReaders.remote(language, SuiteLogins.of(ssh), globs(), sudo)) {
            reader.ready().toCompletableFuture().get();
            FileInfo info = reader.look(log.toString());
            assertEquals(log.toString(), info.path(), kind);
            assertEquals(1, reader.find(List.of(log.getParent() + "/*.log"), 10).size(), kind);
            assertArrayEquals("two\n".getBytes(UTF_8), reader.read(log.toString(), info.id(), 4, 100), kind);
            followed(reader);
            CommandOutput commandOutput = CommandOutput.of(reader, "echo 'it is' $((1 + 1))", StderrMode.MERGE);
            commandOutput.grant(1000);
            commandOutput.awaitEnd();
            assertEquals("it is 2\n", commandOutput.output(), kind);
        }
        Await.until("nothing is left with " + kind, () -> ssh.processes("").isEmpty());
    }

    private void followed(HostReader by) throws IOException {
        try (UncheckedFollow uncheckedFollow = UncheckedFollow.follow(by, log)) {
            uncheckedFollow.feed();
            uncheckedFollow.awaitText(0, "one\ntwo\n");
            HostActions.append(log, "three\n");
            uncheckedFollow.awaitText(0, "one\ntwo\nthree\n");
            Files.move(log, log.resolveSibling("a.log.1"));
            Files.writeString(log, "one\ntwo\n");
            uncheckedFollow.awaitText(1, "one\ntwo\n");
        }
    }

    @Test
    void anyLoginShellWillDo() throws Exception {
        // The shell has to accept the command line, whatever runs then.
        List<String> shells = setup.kind().isSlow()
                ? List.of("csh", "fish")
                : List.of("sh", "bash", "dash", "zsh", "ksh", "tcsh", "csh", "fish");
        for (String shell : shells) {
            works("exec " + shell + " -c \"$SSH_ORIGINAL_COMMAND\"");
        }
    }

    @Test
    void whatALoginPrintsIsSkipped() throws Exception {
        works("echo Welcome; printf '@0123456789abcdef without a line feed'; echo error >&2;"
                + " exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        works("head -c 300000 /dev/zero; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    @Test
    void aLoginMayTakeItsTime() throws Exception {
        works("sleep 2; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    @Test
    void sudoIsAskedForNothing() throws Exception {
        Path sudo = Files.writeString(
                ssh.bin().resolve("sudo"),
                "#!/bin/sh\n[ \"$1\" = -n ] || exit 9\nshift\necho used >>" + ssh.directory()
                        + "/sudo.log\nexec \"$@\"\n");
        Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.deleteIfExists(ssh.directory().resolve("sudo.log"));
        works("exec sh -c \"$SSH_ORIGINAL_COMMAND\"", true);
        assertEquals("used\n", Files.readString(ssh.directory().resolve("sudo.log")));
    }

    @Test
    void itNeedsNoProc() throws Exception {
        works("exec unshare -m sh -c 'mount -t tmpfs none /proc && exec sh -c \"$SSH_ORIGINAL_COMMAND\"'");
    }

    @Test
    void busyBoxIsEnoughForTheShell() throws Exception {
        assumeTrue(setup.kind() == Kind.SH, "it is the only language there");
        Path few = ssh.directory().resolve("busybox");
        if (Files.notExists(few)) {
            Files.createDirectory(few);
            HostActions.sh("busybox --install -s " + few);
        }
        works("PATH=" + few + "; export PATH; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    /** Closed by the caller. At first everybody may read the directory. */
    private HostReader readerOfAUserWhoMayReadLittle() throws Exception {
        Files.writeString(
                ssh.directory().resolve("kind"),
                "exec setpriv --reuid=65534 --regid=65534 --clear-groups sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
        for (Path path = directory; path != null && path.startsWith(root); path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        ReaderKind language = ReaderKind.valueOf(setup.kind().name());
        return TestReaders.remote(language, SuiteLogins.of(ssh), globs(), false);
    }

    @Test
    void aUserWhoMayReadLittleIsToldWhatItMayNot() throws Exception {
        try (HostReader reader = readerOfAUserWhoMayReadLittle()) {
            UncheckedFollow uncheckedFollow = UncheckedFollow.follow(reader, log);
            uncheckedFollow.feed();
            uncheckedFollow.awaitText(0, "one\ntwo\n");
            // An open file stays open, whatever its rights; another file has to be opened.
            Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
            HostActions.append(log, "three\n");
            if (setup.kind().keeps(Promise.LATE)) {
                uncheckedFollow.awaitText(0, "one\ntwo\nthree\n");
            }
            Path next = Files.writeString(directory.resolve("next"), "of the next\n");
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("---------"));
            Files.move(next, log, StandardCopyOption.ATOMIC_MOVE);
            uncheckedFollow.awaitFailure(FailureCode.UNREADABLE);
            refused(FailureCode.UNREADABLE, () -> reader.look(log.toString()));
            Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
            uncheckedFollow.awaitLives(2);
            uncheckedFollow.awaitText(1, "of the next\n");
            Path closed = Files.createDirectory(directory.resolve("closed"));
            Files.writeString(closed.resolve("x.log"), "x");
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            assertEquals(
                    List.of(log.toString()),
                    reader.find(List.of(directory + "/**/*.log"), 10).stream()
                            .map(file -> file.path())
                            .toList());
            uncheckedFollow.close();
        }
    }

    @Test
    void whatMayNotBeReadBeforeItIsRotatedIsMissed() throws Exception {
        needs(Promise.ORDER);
        try (HostReader reader = readerOfAUserWhoMayReadLittle()) {
            UncheckedFollow uncheckedFollow = UncheckedFollow.follow(reader, log);
            uncheckedFollow.feed();
            uncheckedFollow.awaitText(0, "one\ntwo\n");
            Path next = Files.writeString(directory.resolve("next"), "hidden\n");
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("---------"));
            Files.move(next, log, StandardCopyOption.ATOMIC_MOVE);
            uncheckedFollow.awaitFailure(FailureCode.UNREADABLE);
            Files.move(log, directory.resolve("app.log.1"));
            Files.writeString(log, "seen\n");
            uncheckedFollow.awaitText(1, "seen\n");
            assertTrue(uncheckedFollow.life(1).missed(), "a file could not be read");
            // the same for the whole directory
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            for (int i = 2; i < 5; i++) {
                Files.move(log, directory.resolve("app.log." + i));
                Files.writeString(log, "number " + i + "\n");
                Thread.sleep(i == 2 ? 1500 : 50);
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Await.until(
                    "the last file",
                    () -> uncheckedFollow.text(uncheckedFollow.lifeCount() - 1).equals("number 4\n"));
            assertTrue(uncheckedFollow.life(2).missed(), "files could not be read");
            uncheckedFollow.close();
        }
    }
}

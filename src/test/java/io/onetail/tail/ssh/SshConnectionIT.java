package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.Secret;
import io.onetail.catalog.SshAlgorithms;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.SilentProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connecting to real SSH servers and logging in on them, and what can go wrong. */
class SshConnectionIT {
    private static OpenSsh ssh;
    private static Path file;

    @TempDir
    Path temp;

    private SshWorkers workers;
    private final List<SshHostReader> readers = new ArrayList<>();

    @BeforeAll
    static void startHost() throws IOException {
        ssh = OpenSsh.start();
        file = Files.writeString(ssh.logs().resolve("x.log"), "x\n");
    }

    @AfterAll
    static void stopHost() {
        ssh.close();
    }

    @BeforeEach
    void workers() {
        workers = new SshWorkers(Thread::new, Thread::new);
    }

    @AfterEach
    void nothingIsLeft() {
        readers.forEach(SshHostReader::close);
        workers.close();
        Await.until("no process is left on the host", () -> ssh.processes("").isEmpty());
        Await.until("no connection is left", () -> ssh.connectionCount() == 0);
        Await.until("no thread is left", Duration.ofSeconds(12), () -> threads().isEmpty());
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("onetail-"))
                .collect(Collectors.toSet());
    }

    private SshHostReader reader(SshLogin login) {
        SshHostReader.ReaderSettings readerSettings = new SshHostReader.ReaderSettings(
                "web-1", ReaderKind.AUTO, false, login.user(), LinkTimeouts.of(login.timeout(), Duration.ofSeconds(1)));
        SshHostReader reader = new SshHostReader(
                readerSettings, SshProcess.starter("web-1", login, workers), List.of("/**"), path -> true, workers);
        readers.add(reader);
        return reader;
    }

    /** Follows a log from its first byte, with credit for all of it. */
    private static LogFollower followed(SshHostReader reader, Path log, LineRecordingSink sink) {
        LogFollower follower = reader.follow(log.toString(), false, sink);
        follower.grant(1_000_000_000);
        Await.until("there is a life", () -> !sink.told.isEmpty());
        follower.start(0, 0);
        return follower;
    }

    private void works(SshLogin login) throws Exception {
        assertEquals(2, reader(login).look(file.toString()).size());
    }

    private LogException fails(FailureCode failure, SshLogin login) {
        LogException e = assertThrows(LogException.class, () -> reader(login).look(file.toString()));
        System.out.println(e.getMessage());
        assertEquals(failure, e.failure(), e.getMessage());
        return e;
    }

    private static void says(LogException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), "'" + part + "' in: " + e.getMessage());
        }
    }

    private SshLogin withKey(Path key, Secret passphrase) {
        return new SshLogin(
                "127.0.0.1", ssh.port(), ssh.user(), key, passphrase, null, ssh.knownHosts(), null, Logins.TIMEOUT);
    }

    @Test
    void everyKindOfKeyLogsIn() throws Exception {
        record Kind(String type, String passphrase, String... options) {}
        int number = 0;
        for (Kind kind : List.of(
                new Kind("ed25519", ""),
                new Kind("ed25519", "pass phrase"),
                new Kind("rsa", "", "-b", "3072"),
                new Kind("rsa", "", "-b", "3072", "-m", "PEM"),
                new Kind("rsa", "pass phrase", "-b", "3072", "-m", "PEM"),
                new Kind("rsa", "pass phrase", "-b", "3072", "-m", "PKCS8"),
                new Kind("ecdsa", "", "-b", "256"),
                new Kind("ecdsa", "pass phrase", "-b", "521", "-m", "PEM"))) {
            Path key = ssh.makeKey(kind.type, kind.passphrase, temp.resolve("key" + number++), kind.options);
            ssh.authorize(key);
            works(withKey(key, kind.passphrase.isEmpty() ? null : new Secret(kind.passphrase)));
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsNamedInTheServersLogAndNotToViewers() throws Exception {
        Path garbage = Files.writeString(temp.resolve("garbage"), "not a key");
        Path locked = ssh.makeKey("ed25519", "secret words", temp.resolve("locked"));
        Path stranger = ssh.makeKey("ed25519", "", temp.resolve("stranger"));
        isTold(withKey(temp.resolve("none"), null), "can't be used", temp + "/none", "does not exist");
        isTold(withKey(garbage, null), "can't be used", garbage.toString(), "no");
        isTold(withKey(locked, null), "can't be used", locked.toString(), "encrypted");
        isTold(withKey(locked, new Secret("wrong words")), "can't be used", locked.toString(), "passphrase");
        isTold(withKey(stranger, null), "refused", stranger.toString(), "refused");
    }

    private void isTold(SshLogin login, String toViewers, String... inLog) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(SshConnector.class.getName());
        logger.addHandler(handler);
        try {
            LogException failure = fails(FailureCode.AUTH_FAILED, login);
            says(failure, "'" + ssh.user() + "' on 127.0.0.1", toViewers);
            assertFalse(failure.getMessage().contains(temp.toString()), failure.getMessage());
        } finally {
            logger.removeHandler(handler);
        }
        for (String part : inLog) {
            assertTrue(lines.stream().anyMatch(line -> line.contains(part)), part + " in " + lines);
        }
        assertFalse(lines.toString().contains("wrong words"));
    }

    private SshLogin withKnownHosts(Path knownHosts) {
        return Logins.of(ssh, ssh.port(), knownHosts, null);
    }

    @Test
    void anUnknownHostKeyIsRefusedWithItsFingerprintUntilItIsAccepted() throws Exception {
        Path knownHosts = temp.resolve("known hosts");
        String fingerprint = fingerprint(ssh.hostKey());
        LogException e = fails(FailureCode.HOST_KEY, withKnownHosts(knownHosts));
        says(
                e,
                fingerprint,
                "ssh-ed25519",
                "ssh-keyscan -p " + ssh.port() + " -t ed25519 127.0.0.1 >> '" + knownHosts + "'");
        // the command that the message gives
        String command = e.getMessage()
                .substring(e.getMessage().indexOf("ssh-keyscan"), e.getMessage().length());
        assertEquals(0, new ProcessBuilder("sh", "-c", command).start().waitFor());
        works(withKnownHosts(knownHosts));

        Files.writeString(knownHosts, "");
        says(fails(FailureCode.HOST_KEY, withKnownHosts(knownHosts)), fingerprint);
    }

    @Test
    void aHashedNameIsKnown() throws Exception {
        Path knownHosts = Files.writeString(temp.resolve("hashed"), ssh.hostKeyLine());
        assertEquals(
                0,
                new ProcessBuilder("ssh-keygen", "-H", "-f", knownHosts.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor());
        assertTrue(Files.readString(knownHosts).startsWith("|1|"));
        works(withKnownHosts(knownHosts));
    }

    @Test
    void aChangedHostKeyIsRefusedWithBothFingerprints() throws Exception {
        Path other = ssh.makeKey("ed25519", "", temp.resolve("other"));
        Path knownHosts = Files.writeString(
                temp.resolve("changed"), "[127.0.0.1]:" + ssh.port() + " " + Files.readString(Path.of(other + ".pub")));
        says(
                fails(FailureCode.HOST_KEY, withKnownHosts(knownHosts)),
                "WARNING",
                fingerprint(ssh.hostKey()),
                fingerprint(other),
                "ssh-keygen -R '[127.0.0.1]:" + ssh.port() + "'");
    }

    @Test
    void aKeyOfTheSameNameAtPort22IsNotAChange() throws Exception {
        Path other = ssh.makeKey("ed25519", "", temp.resolve("port22"));
        Path knownHosts =
                Files.writeString(temp.resolve("known22"), "127.0.0.1 " + Files.readString(Path.of(other + ".pub")));
        LogException e = fails(FailureCode.HOST_KEY, withKnownHosts(knownHosts));
        says(e, "unknown");
        assertFalse(e.getMessage().contains("WARNING"));
    }

    @Test
    void certificatesOfUsersAndHostsAreTakenAsOpenSshTakesThem() throws Exception {
        Path authority = ssh.makeKey("ed25519", "", temp.resolve("authority"));
        Path hostKey = ssh.makeKey("ed25519", "", temp.resolve("certified_host"));
        certify(authority, hostKey, "-h", "-n", "127.0.0.1");
        try (OpenSsh certified = OpenSsh.start(
                "TrustedUserCAKeys " + authority + ".pub",
                "HostKey " + hostKey,
                "HostCertificate " + hostKey + "-cert.pub")) {
            String line = " " + Files.readString(Path.of(authority + ".pub"));
            Path log = Files.writeString(certified.logs().resolve("c.log"), "c\n");
            Path key = ssh.makeKey("ed25519", "", temp.resolve("certified"));
            Path known = temp.resolve("authorities");
            SshLogin login = new SshLogin(
                    "127.0.0.1", certified.port(), certified.user(), key, null, null, known, null, Logins.TIMEOUT);

            Files.writeString(known, "@cert-authority 127.0.0.*" + line);
            says(fails(FailureCode.AUTH_FAILED, login), "with the key was refused");
            certify(authority, key, "-n", certified.user());
            assertEquals(2, reader(login).look(log.toString()).size());

            Files.writeString(known, "@cert-authority *,!127.0.0.1" + line);
            says(
                    fails(FailureCode.HOST_KEY, login),
                    "a certificate that is not accepted",
                    "@cert-authority [127.0.0.1]:");
            Files.writeString(known, "@cert-authority *" + line + "@revoked *" + line);
            says(fails(FailureCode.HOST_KEY, login), "@revoked");
            Files.writeString(known, "@cert-authority *" + line);
            certify(authority, key, "-n", "somebody-else");
            says(fails(FailureCode.AUTH_FAILED, login), "the key (with its certificate)");
            certified.authorize(key);
            assertEquals(2, reader(login).look(log.toString()).size(), "the key is still accepted by itself");
            certify(authority, hostKey, "-h", "-n", "another.example.org");
            certified.restart();
            says(fails(FailureCode.HOST_KEY, login), "another.example.org");
        }
    }

    @Test
    void anOldHostIsReachedWithAlgorithmsThatItsSettingAdds() throws Exception {
        Path hostKey = ssh.makeKey("rsa", "", temp.resolve("old_host"), "-b", "2048");
        try (OpenSsh old = OpenSsh.start(
                "HostKey " + hostKey,
                "HostKeyAlgorithms ssh-rsa",
                "PubkeyAcceptedAlgorithms ssh-rsa",
                "KexAlgorithms diffie-hellman-group14-sha1",
                "Ciphers aes128-cbc",
                "MACs hmac-sha1")) {
            Path known = Files.writeString(
                    temp.resolve("old"),
                    "[127.0.0.1]:" + old.port() + " " + Files.readString(Path.of(hostKey + ".pub")));
            Path key = ssh.makeKey("rsa", "", temp.resolve("old_user"), "-b", "2048");
            old.authorize(key);
            Path log = Files.writeString(old.logs().resolve("o.log"), "o\n");
            says(fails(FailureCode.UNREACHABLE, with(old, key, known, "")), "shares no SSH algorithm", "'algorithms'");
            says(fails(FailureCode.UNREACHABLE, with(old, key, known, "+aes512-xyz")), "'aes512-xyz'");
            SshLogin more = with(old, key, known, "+diffie-hellman-group14-sha1, +ssh-rsa +aes128-cbc");
            assertEquals(2, reader(more).look(log.toString()).size());
            readers.forEach(SshHostReader::close);
        }
    }

    private static SshLogin with(OpenSsh host, Path key, Path known, String algorithms) {
        return new SshLogin(
                "127.0.0.1",
                host.port(),
                host.user(),
                key,
                null,
                null,
                known,
                null,
                Logins.TIMEOUT,
                ReaderKind.AUTO,
                SshAlgorithms.parse(algorithms));
    }

    private static void certify(Path authority, Path key, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test"));
        command.addAll(List.of(options));
        command.add(key + ".pub");
        assertEquals(0, new ProcessBuilder(command).start().waitFor());
    }

    private static String fingerprint(Path key) throws Exception {
        Process keygen = new ProcessBuilder("ssh-keygen", "-lf", key + ".pub").start();
        return new String(keygen.getInputStream().readAllBytes()).split(" ")[1];
    }

    private SshLogin at(String address, int port) {
        return new SshLogin(
                address, port, ssh.user(), ssh.clientKey(), null, null, ssh.knownHosts(), null, Duration.ofSeconds(2));
    }

    @Test
    void aHostOfIpv6IsReachedAndItsKeyIsKnownByThatAddress() throws Exception {
        works(at("::1", ssh.port()));
        assertTrue(Files.readString(ssh.knownHosts()).contains("[::1]:" + ssh.port()));
    }

    @Test
    void aHostThatCannotBeReachedIsNamedWithTheCause() {
        says(fails(FailureCode.UNREACHABLE, at("127.0.0.1", 1)), "127.0.0.1", "port 1", "refused");
        says(fails(FailureCode.UNREACHABLE, at("no-such-host.invalid", 22)), "no-such-host.invalid", "unknown");
    }

    @Test
    void aHostThatKeepsSilentIsGivenUpInTime() {
        try (SilentProxy silentProxy = new SilentProxy(ssh.port())) {
            silentProxy.fallSilent();
            long start = System.nanoTime();
            says(fails(FailureCode.UNREACHABLE, at("127.0.0.1", silentProxy.port())), "no answer within 2.0 seconds");
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(4).toNanos());
        }
    }

    @Test
    void droppedPacketsEndTheFollowerOnBothSides() throws Exception {
        try (SilentProxy silentProxy = new SilentProxy(ssh.port())) {
            Path knownHosts = Files.writeString(
                    temp.resolve("wired"), ssh.hostKeyLine().replace(":" + ssh.port(), ":" + silentProxy.port()));
            SshHostReader reader = reader(Logins.of(ssh, silentProxy.port(), knownHosts, null));
            LineRecordingSink sink = new LineRecordingSink();
            followed(reader, file, sink);
            silentProxy.fallSilent();
            long start = System.nanoTime();
            Await.until("it has ended here", Duration.ofSeconds(8), sink::over);
            long noticed = System.nanoTime() - start;
            Await.until(
                    "no reader", Duration.ofSeconds(20), () -> ssh.processes("").isEmpty());
            System.out.printf(
                    "dropped packets: noticed after %d ms, no reader after %d ms%n",
                    noticed / 1_000_000, (System.nanoTime() - start) / 1_000_000);
            assertEquals(FailureCode.UNREACHABLE, sink.end().failure());
        }
    }

    @Test
    void aStallInTheMiddleOfAPacketEndsNothing() throws Exception {
        try (SilentProxy silentProxy = new SilentProxy(ssh.port())) {
            Path knownHosts = Files.writeString(
                    temp.resolve("stalled"), ssh.hostKeyLine().replace(":" + ssh.port(), ":" + silentProxy.port()));
            Path log = ssh.logs().resolve("stalled.log");
            Files.write(log, new byte[200 << 20]);
            AtomicLong count = new AtomicLong();
            LineRecordingSink sink = new LineRecordingSink() {
                @Override
                public void bytes(int life, long offset, byte[] buffer, int from, int length) {
                    count.addAndGet(length);
                }
            };
            followed(reader(Logins.of(ssh, silentProxy.port(), knownHosts, null)), log, sink);
            for (int stall = 1; stall <= 2; stall++) {
                long before = count.get();
                Await.until("bytes come", () -> count.get() > before);
                silentProxy.fallSilent();
                Thread.sleep(3_000);
                silentProxy.speakAgain();
            }
            Await.until("all of it", Duration.ofSeconds(30), () -> count.get() == 200 << 20);
            assertFalse(sink.over());
        }
    }

    @Test
    void oneSessionIsEnoughForAnyNumberOfLogs() throws Exception {
        try (OpenSsh narrow = OpenSsh.start("MaxSessions 1")) {
            SshHostReader reader = reader(Logins.of(narrow));
            List<LineRecordingSink> sinks = new ArrayList<>();
            List<LogFollower> followers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Path log = Files.writeString(narrow.logs().resolve("n" + i + ".log"), "n" + i + "\n");
                LineRecordingSink sink = new LineRecordingSink();
                sinks.add(sink);
                followers.add(followed(reader, log, sink));
            }
            for (int i = 0; i < 100; i++) {
                LineRecordingSink sink = sinks.get(i);
                String line = "bytes 0 0 n" + i + "\n";
                Await.until("log " + i, () -> sink.told.contains(line));
            }
            assertEquals(1, narrow.connectionCount());
            assertEquals(1, narrow.processes("").size(), "one process for all of them");
            assertEquals(
                    1, threads().stream().filter(name -> name.endsWith("web-1")).count());
            followers.forEach(LogFollower::stop);
            Await.until("nothing is left", () -> narrow.processes("").isEmpty() && narrow.connectionCount() == 0);
        }
    }

    @Test
    void aBurstBehindABusyJumpHostAndOneSessionAtATimeFailNobody() throws Exception {
        try (OpenSsh busy = OpenSsh.start("MaxStartups 2:100:2");
                OpenSsh narrow = OpenSsh.start("MaxSessions 1")) {
            Path log = Files.writeString(narrow.logs().resolve("n.log"), "n\n");
            List<Thread> starters = new ArrayList<>();
            List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
            for (int host = 0; host < 12; host++) {
                SshHostReader reader = reader(Logins.of(narrow, narrow.port(), narrow.knownHosts(), Logins.of(busy)));
                Thread starter = new Thread(() -> {
                    try {
                        for (int i = 0; i < 4; i++) {
                            reader.look(log.toString());
                        }
                    } catch (LogException | InterruptedException e) {
                        failures.add(e);
                    }
                });
                starters.add(starter);
                starter.start();
            }
            for (Thread starter : starters) {
                starter.join();
            }
            assertEquals(List.of(), failures);
            readers.forEach(SshHostReader::close);
        }
    }

    @Test
    void aJumpHostIsGoneThroughAndBothKeysAreChecked() throws Exception {
        try (OpenSsh jump = OpenSsh.start("AllowTcpForwarding yes")) {
            SshLogin login = Logins.of(ssh, ssh.port(), ssh.knownHosts(), Logins.of(jump));
            SshHostReader reader = reader(login);
            LineRecordingSink sink = new LineRecordingSink();
            LogFollower follower = followed(reader, file, sink);
            Await.until("content", () -> sink.told.contains("bytes 0 0 x\n"));
            assertEquals(1, jump.connectionCount());
            assertEquals(1, ssh.connectionCount());
            jump.pauseConnections();
            Await.until("the silent jump host is noticed", Duration.ofSeconds(8), sink::over);
            jump.killConnections();
            follower.stop();

            SshLogin unknown = Logins.of(ssh, ssh.port(), temp.resolve("no"), Logins.of(jump));
            says(fails(FailureCode.HOST_KEY, unknown), fingerprint(ssh.hostKey()), "ssh -p " + jump.port());
            SshLogin unknownJump = Logins.of(
                    ssh, ssh.port(), ssh.knownHosts(), Logins.of(jump, jump.port(), temp.resolve("no"), null));
            says(fails(FailureCode.HOST_KEY, unknownJump), fingerprint(jump.hostKey()));
            SshLogin refused = Logins.of(ssh, 1, ssh.knownHosts(), Logins.of(jump));
            says(fails(FailureCode.UNREACHABLE, refused), "127.0.0.1 port 1", "the jump host");
            SshLogin keyless = new SshLogin(
                    "127.0.0.1",
                    ssh.port(),
                    ssh.user(),
                    null,
                    null,
                    null,
                    ssh.knownHosts(),
                    Logins.of(jump),
                    Logins.TIMEOUT);
            says(fails(FailureCode.AUTH_FAILED, keyless), "neither a key file nor a password");
            Await.until("the jump host is left", () -> jump.connectionCount() == 0);
        }
    }

    @Test
    void aSessionSurvivesNewKeysInTheMiddleOfAFlood() throws Exception {
        try (OpenSsh rekeying = OpenSsh.start("RekeyLimit 2M")) {
            Path log = rekeying.logs().resolve("big.log");
            Files.writeString(
                    log, "0123456789abcdef\n".repeat(50_000_000 / 17 + 1).substring(0, 50_000_000));
            SshHostReader reader = reader(Logins.of(rekeying));
            AtomicLong count = new AtomicLong();
            LogFollower follower = followed(reader, log, new LineRecordingSink() {
                @Override
                public void bytes(int life, long offset, byte[] buffer, int from, int length) {
                    count.addAndGet(length);
                }
            });
            Await.until("all of it", Duration.ofSeconds(30), () -> count.get() == 50_000_000);
            follower.stop();
            Await.until("nothing is left", () -> rekeying.processes("").isEmpty());
        }
    }

    @Test
    void aRestartedSshdIsConnectedToAgain() throws Exception {
        SshHostReader reader = reader(Logins.of(ssh));
        reader.look(file.toString());
        ssh.stop();
        LogException e = assertThrows(LogException.class, () -> {
            reader.look(file.toString());
            reader.look(file.toString());
        });
        assertEquals(FailureCode.UNREACHABLE, e.failure());
        ssh.startAgain();
        assertEquals(2, reader.look(file.toString()).size());
    }

    @Test
    void closingTheReaderEndsItsFollowersOnce() throws Exception {
        SshHostReader reader = reader(Logins.of(ssh));
        LineRecordingSink sink = new LineRecordingSink();
        LogFollower follower = followed(reader, file, sink);
        reader.close();
        assertEquals(FailureCode.UNREACHABLE, sink.end().failure());
        follower.stop();
        follower.grant(5);
        assertThrows(LogException.class, () -> reader.look(file.toString()));
        LineRecordingSink late = new LineRecordingSink();
        reader.follow(file.toString(), false, late);
        assertEquals(FailureCode.UNREACHABLE, late.end().failure());
    }

    @Test
    void aPasswordLogsInDirectlyOrByAQuestion() throws Exception {
        Path hostKey = ssh.makeKey("rsa", "", temp.resolve("rsa_host_key"));
        for (UserAuthFactory way :
                List.of(UserAuthPasswordFactory.INSTANCE, UserAuthKeyboardInteractiveFactory.INSTANCE)) {
            SshServer server = passwordServer(hostKey, way);
            server.setPasswordAuthenticator((user, password, session) -> password.equals("right"));
            server.start();
            try {
                Path knownHosts = knownHosts(server, hostKey);
                works(withPassword(server.getPort(), knownHosts, "right"));
                LogException e =
                        fails(FailureCode.AUTH_FAILED, withPassword(server.getPort(), knownHosts, "wrong words"));
                says(e, "'someone'", "password");
                assertFalse(e.getMessage().contains("wrong words"));
            } finally {
                readers.forEach(SshHostReader::close);
                server.stop(true);
            }
        }
    }

    @Test
    void aConnectionThatBreaksDuringTheLoginIsNotCalledARefusedLogin() throws Exception {
        Path hostKey = ssh.makeKey("rsa", "", temp.resolve("rsa_host_key"));
        SshServer server = passwordServer(hostKey, UserAuthPasswordFactory.INSTANCE);
        server.setPasswordAuthenticator((user, password, session) -> {
            session.close(true);
            return true;
        });
        server.start();
        try {
            SshLogin login = withPassword(server.getPort(), knownHosts(server, hostKey), "right");
            says(fails(FailureCode.UNREACHABLE, login), "lost during the login");
        } finally {
            server.stop(true);
        }
    }

    private static SshServer passwordServer(Path hostKey, UserAuthFactory way) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new FileKeyPairProvider(hostKey));
        server.setUserAuthFactories(List.of(way));
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        return server;
    }

    private Path knownHosts(SshServer server, Path hostKey) throws IOException {
        return Files.writeString(
                temp.resolve("known"),
                "[127.0.0.1]:" + server.getPort() + " " + Files.readString(Path.of(hostKey + ".pub")));
    }

    private static SshLogin withPassword(int port, Path knownHosts, String password) {
        return new SshLogin(
                "127.0.0.1", port, "someone", null, null, new Secret(password), knownHosts, null, Logins.TIMEOUT);
    }

    @Test
    void withoutKeyAndPasswordNothingIsTried() {
        SshLogin login = new SshLogin(
                "127.0.0.1", ssh.port(), "someone", null, null, null, ssh.knownHosts(), null, Logins.TIMEOUT);
        says(fails(FailureCode.AUTH_FAILED, login), "neither a key file nor a password");
        assertNull(login.jump());
    }
}

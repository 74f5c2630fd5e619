package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Algorithms;
import io.onetail.catalog.Host.Login;
import io.onetail.catalog.Secret;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.Transport.Follower;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.RecordingSink;
import io.onetail.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** Connecting to and logging in on real SSH servers, and what goes wrong there. */
class SshConnectionIT {
    private static OpenSsh ssh;
    private static Path file;

    @TempDir
    Path temp;

    private Workers workers;
    private final List<SshTransport> transports = new ArrayList<>();

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
        workers = new Workers(Thread::new);
    }

    @AfterEach
    void nothingIsLeft() {
        transports.forEach(SshTransport::close);
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

    private SshTransport transport(Login login) {
        SshTransport transport = new SshTransport("web-1", login, false, path -> true, Duration.ofSeconds(1), workers);
        transports.add(transport);
        return transport;
    }

    private void works(Login login) throws Exception {
        assertEquals(2, transport(login).probe(file.toString()).size());
    }

    private LogException fails(Failure failure, Login login) {
        LogException e = assertThrows(LogException.class, () -> transport(login).probe(file.toString()));
        System.out.println(e.getMessage());
        assertEquals(failure, e.failure(), e.getMessage());
        return e;
    }

    private static void says(LogException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), "'" + part + "' in: " + e.getMessage());
        }
    }

    private Login withKey(Path key, Secret passphrase) {
        return new Login(
                "127.0.0.1", ssh.port(), ssh.user(), key, passphrase, null, ssh.knownHosts(), null, Logins.TIMEOUT, 10);
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
        Path garbage = Files.writeString(temp.resolve("garbage"), "no key");
        Path locked = ssh.makeKey("ed25519", "secret words", temp.resolve("locked"));
        Path stranger = ssh.makeKey("ed25519", "", temp.resolve("stranger"));
        isTold(withKey(temp.resolve("none"), null), "can't be used", temp + "/none", "does not exist");
        isTold(withKey(garbage, null), "can't be used", garbage.toString(), "no");
        isTold(withKey(locked, null), "can't be used", locked.toString(), "encrypted");
        isTold(withKey(locked, new Secret("wrong words")), "can't be used", locked.toString(), "passphrase");
        isTold(withKey(stranger, null), "refused", stranger.toString(), "refused");
    }

    private void isTold(Login login, String toViewers, String... inLog) throws Exception {
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
        Logger logger = Logger.getLogger(Connector.class.getName());
        logger.addHandler(handler);
        try {
            LogException failure = fails(Failure.AUTH_FAILED, login);
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

    private Login withKnownHosts(Path knownHosts) {
        return Logins.of(ssh, ssh.port(), knownHosts, null);
    }

    @Test
    void anUnknownHostKeyIsRefusedWithItsFingerprintUntilItIsAccepted() throws Exception {
        Path knownHosts = temp.resolve("known hosts");
        String fingerprint = fingerprint(ssh.hostKey());
        LogException e = fails(Failure.HOST_KEY, withKnownHosts(knownHosts));
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
        says(fails(Failure.HOST_KEY, withKnownHosts(knownHosts)), fingerprint);
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
                fails(Failure.HOST_KEY, withKnownHosts(knownHosts)),
                "WARNING",
                fingerprint(ssh.hostKey()),
                fingerprint(other),
                "ssh-keygen -R '[127.0.0.1]:" + ssh.port() + "'");
    }

    @Test
    void aKeyOfTheSameNameAtPort22IsNoChange() throws Exception {
        Path other = ssh.makeKey("ed25519", "", temp.resolve("port22"));
        Path knownHosts =
                Files.writeString(temp.resolve("known22"), "127.0.0.1 " + Files.readString(Path.of(other + ".pub")));
        LogException e = fails(Failure.HOST_KEY, withKnownHosts(knownHosts));
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
            Login login = new Login(
                    "127.0.0.1", certified.port(), certified.user(), key, null, null, known, null, Logins.TIMEOUT, 10);

            Files.writeString(known, "@cert-authority 127.0.0.*" + line);
            says(fails(Failure.AUTH_FAILED, login), "with the key was refused");
            certify(authority, key, "-n", certified.user());
            assertEquals(2, transport(login).probe(log.toString()).size());

            Files.writeString(known, "@cert-authority *,!127.0.0.1" + line);
            says(fails(Failure.HOST_KEY, login), "a certificate that does not count", "@cert-authority [127.0.0.1]:");
            Files.writeString(known, "@cert-authority *" + line + "@revoked *" + line);
            says(fails(Failure.HOST_KEY, login), "@revoked");
            Files.writeString(known, "@cert-authority *" + line);
            certify(authority, key, "-n", "somebody-else");
            says(fails(Failure.AUTH_FAILED, login), "the key (with its certificate)");
            certified.authorize(key);
            assertEquals(2, transport(login).probe(log.toString()).size(), "the key still counts by itself");
            certify(authority, hostKey, "-h", "-n", "another.example.org");
            certified.restart();
            says(fails(Failure.HOST_KEY, login), "another.example.org");
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
            says(fails(Failure.UNREACHABLE, with(old, key, known, "")), "shares no SSH algorithm", "'algorithms'");
            says(fails(Failure.UNREACHABLE, with(old, key, known, "+aes512-xyz")), "'aes512-xyz'");
            Login more = with(old, key, known, "+diffie-hellman-group14-sha1, +ssh-rsa +aes128-cbc");
            assertEquals(2, transport(more).probe(log.toString()).size());
            transports.forEach(SshTransport::close);
        }
    }

    private static Login with(OpenSsh host, Path key, Path known, String algorithms) {
        return new Login(
                "127.0.0.1",
                host.port(),
                host.user(),
                key,
                null,
                null,
                known,
                null,
                Logins.TIMEOUT,
                10,
                Algorithms.parse(algorithms));
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

    private Login at(String address, int port) {
        return new Login(
                address,
                port,
                ssh.user(),
                ssh.clientKey(),
                null,
                null,
                ssh.knownHosts(),
                null,
                Duration.ofSeconds(2),
                10);
    }

    @Test
    void aHostOfIpv6IsReachedAndItsKeyIsKnownByThatAddress() throws Exception {
        works(at("::1", ssh.port()));
        assertTrue(Files.readString(ssh.knownHosts()).contains("[::1]:" + ssh.port()));
    }

    @Test
    void aHostThatCannotBeReachedIsNamedWithTheCause() {
        says(fails(Failure.UNREACHABLE, at("127.0.0.1", 1)), "127.0.0.1", "port 1", "refused");
        says(fails(Failure.UNREACHABLE, at("no-such-host.invalid", 22)), "no-such-host.invalid", "unknown");
    }

    @Test
    void aHostThatKeepsSilentIsGivenUpInTime() {
        try (Wire wire = new Wire(ssh.port())) {
            wire.fallSilent();
            long start = System.nanoTime();
            says(fails(Failure.UNREACHABLE, at("127.0.0.1", wire.port())), "no answer within 2.0 seconds");
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(4).toNanos());
        }
    }

    @Test
    void droppedPacketsEndTheFollowerOnBothSides() throws Exception {
        try (Wire wire = new Wire(ssh.port())) {
            Path knownHosts = Files.writeString(
                    temp.resolve("wired"), ssh.hostKeyLine().replace(":" + ssh.port(), ":" + wire.port()));
            SshTransport transport = transport(Logins.of(ssh, wire.port(), knownHosts, null));
            RecordingSink sink = new RecordingSink();
            Follower follower = transport.follow(file.toString(), transport.probe(file.toString()), 0, sink);
            Await.until("it runs", () -> sink.sames() > 0);
            wire.fallSilent();
            long start = System.nanoTime();
            Await.until("it has ended here", Duration.ofSeconds(8), () -> {
                follower.tick();
                return sink.ends() > 0;
            });
            long noticed = System.nanoTime() - start;
            Await.until(
                    "no tail", Duration.ofNanos(Duration.ofSeconds(10).toNanos() - noticed), () -> ssh.tails() == 0);
            System.out.printf(
                    "dropped packets: noticed after %d ms, no tail after %d ms%n",
                    noticed / 1_000_000, (System.nanoTime() - start) / 1_000_000);
            assertEquals(Failure.UNREACHABLE, sink.cause().failure());
        }
    }

    @Test
    void fewerSessionsThanConfiguredLeadToFurtherConnections() throws Exception {
        try (OpenSsh narrow = OpenSsh.start("MaxSessions 4")) {
            Path log = Files.writeString(narrow.logs().resolve("n.log"), "n\n");
            SshTransport transport = transport(Logins.of(narrow));
            List<RecordingSink> sinks = new ArrayList<>();
            List<Thread> starters = new ArrayList<>();
            List<Follower> followers = Collections.synchronizedList(new ArrayList<>());
            var info = transport.probe(log.toString());
            for (int i = 0; i < 11; i++) {
                RecordingSink sink = new RecordingSink();
                sinks.add(sink);
                Thread starter = new Thread(() -> {
                    try {
                        followers.add(transport.follow(log.toString(), info, 0, sink));
                    } catch (Exception e) {
                        e.printStackTrace();
                    }
                });
                starters.add(starter);
                starter.start();
            }
            for (Thread starter : starters) {
                starter.join();
            }
            Await.until("all", () -> sinks.stream().allMatch(sink -> sink.text().equals("n\n")));
            assertEquals(11, narrow.tails());
            // three would do; places that are asked for in vain at the same time may lead to one more
            assertTrue(narrow.connectionCount() <= 4, "" + narrow.connectionCount());
            followers.forEach(Follower::stop);
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
                SshTransport transport =
                        transport(Logins.of(narrow, narrow.port(), narrow.knownHosts(), Logins.of(busy)));
                Thread starter = new Thread(() -> {
                    try {
                        for (int i = 0; i < 4; i++) {
                            transport.probe(log.toString());
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
            transports.forEach(SshTransport::close);
        }
    }

    @Test
    void aJumpHostIsGoneThroughAndBothKeysAreChecked() throws Exception {
        try (OpenSsh jump = OpenSsh.start("AllowTcpForwarding yes")) {
            Login login = Logins.of(ssh, ssh.port(), ssh.knownHosts(), Logins.of(jump));
            SshTransport transport = transport(login);
            RecordingSink sink = new RecordingSink();
            Follower follower = transport.follow(file.toString(), transport.probe(file.toString()), 0, sink);
            Await.until("content", () -> sink.text().equals("x\n"));
            assertEquals(1, jump.connectionCount());
            assertEquals(1, ssh.connectionCount());
            jump.pauseConnections();
            Await.until("the silent jump host is noticed", Duration.ofSeconds(8), () -> sink.ends() > 0);
            jump.killConnections();
            follower.stop();

            Login unknown = Logins.of(ssh, ssh.port(), temp.resolve("no"), Logins.of(jump));
            says(fails(Failure.HOST_KEY, unknown), fingerprint(ssh.hostKey()), "ssh -p " + jump.port());
            Login unknownJump = Logins.of(
                    ssh, ssh.port(), ssh.knownHosts(), Logins.of(jump, jump.port(), temp.resolve("no"), null));
            says(fails(Failure.HOST_KEY, unknownJump), fingerprint(jump.hostKey()));
            Login refused = Logins.of(ssh, 1, ssh.knownHosts(), Logins.of(jump));
            says(fails(Failure.UNREACHABLE, refused), "127.0.0.1 port 1", "the jump host");
            Await.until("the jump host is left", () -> jump.connectionCount() == 0);
        }
    }

    @Test
    void aSessionSurvivesNewKeysInTheMiddleOfAFlood() throws Exception {
        try (OpenSsh rekeying = OpenSsh.start("RekeyLimit 2M")) {
            Path log = rekeying.logs().resolve("big.log");
            Files.write(log, new byte[50_000_000]);
            SshTransport transport = transport(Logins.of(rekeying));
            long[] count = {0};
            Follower follower = transport.follow(
                    log.toString(), transport.probe(log.toString()), 0, new CountingSink((b, o, l) -> count[0] += l));
            Await.until("all of it", Duration.ofSeconds(30), () -> count[0] == 50_000_000);
            follower.stop();
            Await.until("nothing is left", () -> rekeying.processes("").isEmpty());
        }
    }

    @Test
    void aRestartedSshdIsConnectedToAgain() throws Exception {
        SshTransport transport = transport(Logins.of(ssh));
        transport.probe(file.toString());
        ssh.stop();
        LogException e = assertThrows(LogException.class, () -> {
            transport.probe(file.toString());
            transport.probe(file.toString());
        });
        assertEquals(Failure.UNREACHABLE, e.failure());
        ssh.startAgain();
        assertEquals(2, transport.probe(file.toString()).size());
    }

    @Test
    void closingTheTransportEndsItsFollowersOnce() throws Exception {
        SshTransport transport = transport(Logins.of(ssh));
        RecordingSink sink = new RecordingSink();
        Follower follower = transport.follow(file.toString(), transport.probe(file.toString()), 0, sink);
        Await.until("it runs", () -> sink.sames() > 0);
        transport.close();
        assertTrue(sink.awaitEnd(2));
        follower.stop();
        follower.tick();
        assertEquals(Failure.UNREACHABLE, sink.cause().failure());
        assertThrows(LogException.class, () -> transport.probe(file.toString()));
        assertEquals(1, sink.ends());
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
                LogException e = fails(Failure.AUTH_FAILED, withPassword(server.getPort(), knownHosts, "wrong words"));
                says(e, "'someone'", "password");
                assertFalse(e.getMessage().contains("wrong words"));
            } finally {
                transports.forEach(SshTransport::close);
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
            Login login = withPassword(server.getPort(), knownHosts(server, hostKey), "right");
            says(fails(Failure.UNREACHABLE, login), "lost during the login");
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

    private static Login withPassword(int port, Path knownHosts, String password) {
        return new Login(
                "127.0.0.1", port, "someone", null, null, new Secret(password), knownHosts, null, Logins.TIMEOUT, 10);
    }

    @Test
    void withoutKeyAndPasswordNothingIsTried() {
        Login login = new Login(
                "127.0.0.1", ssh.port(), "someone", null, null, null, ssh.knownHosts(), null, Logins.TIMEOUT, 10);
        says(fails(Failure.AUTH_FAILED, login), "neither a key file nor a password");
        assertNull(login.jump());
    }
}

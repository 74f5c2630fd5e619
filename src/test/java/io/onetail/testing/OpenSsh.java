package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real OpenSSH {@code sshd} on a free loopback port, also of IPv6, with fresh host keys, a client key and a directory
 * of its own. It logs in the user that runs the tests. All processes of this host have a mark in their environment, by
 * which they are found even after their parent has ended.
 */
public final class OpenSsh implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final String MARK = "ONETAIL_TEST_HOST";

    private final String mark = UUID.randomUUID().toString();
    private final Path directory;
    private final int port;
    private final Thread hook = new Thread(this::end, "onetail-test-sshd-end");
    private Process sshd;

    private final @Nullable HostLimits limits;

    private OpenSsh(Path directory, int port, @Nullable HostLimits limits) {
        this.directory = directory;
        this.port = port;
        this.limits = limits;
    }

    /**
     * Starts one.
     *
     * @param configuration lines of sshd_config that precede, and so override, those of the fixture: {@code MaxSessions
     *     4}
     */
    public static OpenSsh start(String... configuration) {
        return start(null, configuration);
    }

    /** As {@link #start}, for a host with limited resources, where this machine allows that. */
    public static OpenSsh startLimited(String... configuration) {
        return start(HostLimits.create(), configuration);
    }

    /**
     * Makes sure that sshd is there and can run.
     *
     * @throws IllegalStateException if it is missing
     */
    public static void requireSshd() {
        if (!Files.isExecutable(SSHD)) {
            throw new IllegalStateException(
                    SSHD + " is missing; these tests need a real one: apt-get install openssh-server");
        }
        try {
            Files.createDirectories(Path.of("/run/sshd")); // sshd requires it, and containers do not have it
        } catch (IOException e) {
            throw new IllegalStateException("/run/sshd is missing and can't be made; make it as root", e);
        }
    }

    private static OpenSsh start(@Nullable HostLimits limits, String... configuration) {
        requireSshd();
        try {
            Path directory = Files.createTempDirectory("onetail-sshd");
            OpenSsh host = new OpenSsh(directory, Ports.free(), limits);
            Files.createDirectory(directory.resolve("bin"));
            Files.createDirectory(directory.resolve("logs"));
            host.makeKey("ed25519", "", host.hostKey());
            host.makeKey("ed25519", "", host.clientKey());
            host.authorize(host.clientKey());
            host.configure(configuration);
            String line = host.hostKeyLine();
            Files.writeString(host.knownHosts(), line + line.replace("127.0.0.1", "::1"));
            host.launch();
            Runtime.getRuntime().addShutdownHook(host.hook); // for a host that exists as long as this JVM
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings with which a server reaches it as the host of that name. */
    public Map<String, String> settings(String name) {
        String host = "onetail.host." + name + ".";
        return Map.of(
                host + "address", "127.0.0.1",
                host + "port", Integer.toString(port()),
                host + "user", user(),
                host + "key-file", clientKey().toString(),
                host + "known-hosts", knownHosts().toString(),
                host + "timeout", "5s");
    }

    private void configure(String... first) throws IOException {
        List<String> lines = new ArrayList<>(List.of(first));
        lines.addAll(List.of(
                "ListenAddress 127.0.0.1:" + port,
                "ListenAddress [::1]:" + port,
                "HostKey " + hostKey(),
                "AuthorizedKeysFile " + authorizedKeys(),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "MaxSessions 10",
                "MaxStartups 100",
                "Subsystem sftp internal-sftp",
                // a home of its own, since bash under sshd reads the user's .bashrc, which may take long
                "SetEnv " + MARK + "=" + mark + " HOME=" + directory + " PATH=" + directory.resolve("bin")
                        + ":/usr/sbin:/usr/bin:/sbin:/bin"));
        Files.write(directory.resolve("sshd_config"), lines);
    }

    private void launch() throws IOException {
        List<String> command = List.of(
                SSHD.toString(),
                "-D",
                "-e",
                "-f",
                directory.resolve("sshd_config").toString());
        sshd = new ProcessBuilder(limits == null ? command : limits.within(directory, command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("sshd.log").toFile()))
                .start();
        Await.until("sshd answers on port " + port, () -> {
            if (!sshd.isAlive()) {
                throw new IllegalStateException("sshd has ended: " + log());
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    public int port() {
        return port;
    }

    /** The listening process; those of connections are its children. */
    public long pid() {
        return sshd.pid();
    }

    public String user() {
        return System.getProperty("user.name");
    }

    /** Its limited resources; null if this machine does not allow them, or they were not requested. */
    public @Nullable HostLimits limits() {
        return limits;
    }

    /** A directory for logs, on the host. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /** A directory that comes first in the PATH on the host. */
    public Path bin() {
        return directory.resolve("bin");
    }

    public Path directory() {
        return directory;
    }

    public Path clientKey() {
        return directory.resolve("client_key");
    }

    public Path hostKey() {
        return directory.resolve("host_key");
    }

    public Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /**
     * Accepts this key, but runs its commands as a user that may read nothing here; needs root, which the tests have.
     */
    public void authorizeAsNobody(Path key) {
        String as = "setpriv --reuid=65534 --regid=65534 --clear-groups sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"";
        try {
            Files.writeString(
                    authorizedKeys(),
                    "command=\"" + as + "\" " + Files.readString(Path.of(key + ".pub")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path authorizedKeys() {
        return directory.resolve("authorized_keys");
    }

    /** The line of a known-hosts file that accepts this host. */
    public String hostKeyLine() {
        try {
            return "[127.0.0.1]:" + port + " " + Files.readString(Path.of(hostKey() + ".pub"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a key pair with ssh-keygen, for example of type {@code rsa}; options go to ssh-keygen as they are. */
    public Path makeKey(String type, String passphrase, Path file, String... options) {
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(List.of(options));
        run(command);
        return file;
    }

    /** Accepts a key. */
    public void authorize(Path key) {
        try {
            Files.writeString(
                    authorizedKeys(),
                    Files.readString(Path.of(key + ".pub")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends sshd and its connections, and starts it again on the same port. */
    public void restart() {
        stop();
        startAgain();
    }

    /** Ends sshd and its connections; the host then refuses connections. */
    public void stop() {
        killConnections();
        sshd.destroyForcibly();
        join(sshd);
    }

    /** Starts it again after {@link #stop}. */
    public void startAgain() {
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the processes of connections, so that each TCP connection is cut without a message of SSH. */
    public void killConnections() {
        connections().forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops the processes of connections, so that they become silent. */
    public void pauseConnections() {
        signal("STOP");
    }

    public void resumeConnections() {
        signal("CONT");
    }

    private void signal(String name) {
        connections().forEach(process -> run(List.of("kill", "-s", name, Long.toString(process.pid()))));
    }

    /** The number of connections. */
    public int connectionCount() {
        return (int) sshd.toHandle().children().count();
    }

    private List<ProcessHandle> connections() {
        return sshd.toHandle().descendants().filter(p -> name(p).equals("sshd")).toList();
    }

    /** The processes of this host's sessions with a name such as {@code gzip}; all for an empty name. */
    public List<ProcessHandle> processes(String name) {
        return ProcessHandle.allProcesses()
                .filter(p -> name.isEmpty() || name(p).equals(name))
                .filter(this::marked)
                .collect(Collectors.toList());
    }

    /** The running readers, without their children. */
    public List<ProcessHandle> readers() {
        return processes("").stream()
                .filter(OpenSsh::isReader)
                .filter(p -> p.parent().filter(OpenSsh::isReader).isEmpty())
                .toList();
    }

    private static boolean isReader(ProcessHandle process) {
        return read(process, "cmdline").contains("onetail-reader");
    }

    /** Leftover processes of this host: orphans and zombies. */
    public List<String> strays() {
        Set<Long> served = sshd.toHandle().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
        Stream<ProcessHandle> orphans = processes("").stream().filter(p -> !served.contains(p.pid()));
        Stream<ProcessHandle> ended =
                sshd.toHandle().descendants().filter(p -> read(p, "stat").matches("(?s).*\\) Z .*"));
        return Stream.concat(orphans, ended)
                .map(p -> p.pid() + " " + read(p, "stat").replaceAll("(?s)\\) (.).*", ") $1") + " "
                        + read(p, "cmdline").replaceAll("[^!-~]+", " "))
                .toList();
    }

    private boolean marked(ProcessHandle process) {
        return read(process, "environ").contains(MARK + "=" + mark);
    }

    private static String name(ProcessHandle process) {
        return read(process, "comm").strip();
    }

    /** @return empty if it has ended meanwhile, or belongs to another user */
    private static String read(ProcessHandle process, String what) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + what), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What sshd has printed. */
    public String log() {
        try {
            return Files.readString(directory.resolve("sshd.log"));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this JVM ends; closing twice does no harm
        }
        end();
    }

    private void end() {
        if (Files.notExists(directory)) {
            return;
        }
        stop();
        processes("").forEach(ProcessHandle::destroyForcibly);
        if (limits != null) {
            limits.close();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            join(process);
            if (process.exitValue() != 0 && !command.get(0).equals("kill")) {
                throw new IllegalStateException(command + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(process + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

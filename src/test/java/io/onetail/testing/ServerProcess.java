package io.onetail.testing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real application server as a process of its own, with a directory, ports and configuration of its own, on loopback. Several of them
 * make a cluster. It ends with {@link #close()}, at the latest with this JVM. Not safe for several threads.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration DEPLOY = Duration.ofSeconds(90);
    private static final int LAST_WORDS = 40;

    private final ServerKind kind;
    private final ServerPlace place;
    private final Path configFile;
    private final Thread endWithJvm = new Thread(this::kill, "onetail-server-end");
    private Process process;

    private ServerProcess(ServerKind kind, ServerPlace place, Path configFile) {
        this.kind = kind;
        this.place = place;
        this.configFile = configFile;
    }

    /**
     * Lays a server out afresh, starts it and waits until it answers. It has no deployment yet. One that deploys at its start only is started
     * by {@link #deploy}.
     *
     * @param name its directory's name, unique in a run
     * @param config Onetail's settings, which the server gets as a file; {@link #configure} changes them later
     * @param jvm additional options of its JVM, or other sizes of its heap
     */
    public static ServerProcess start(ServerKind kind, String name, Map<String, String> config, String... jvm)
            throws IOException {
        return startOn(Ports.free(), kind, name, config, jvm);
    }

    /** The same with a given HTTP port. */
    public static ServerProcess startOn(
            int port, ServerKind kind, String name, Map<String, String> config, String... jvm) throws IOException {
        Path dir = BuildPaths.work()
                .resolve(kind.name().toLowerCase(java.util.Locale.ROOT))
                .resolve(name);
        endLeftover(dir);
        delete(dir);
        Files.createDirectories(dir);
        Path configFile = dir.resolve("onetail.properties");
        List<String> options = new ArrayList<>(List.of(
                "-Xms192m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=384m",
                "-Donetail.config.file=" + configFile));
        String tests = System.getProperty("onetail.it.jvm");
        if (tests != null) {
            options.add(tests);
        }
        for (String option : jvm) { // if a heap size is given twice, Payara's launcher passes on either of them
            options.removeIf(known -> known.startsWith("-Xm") && known.startsWith(option.substring(0, 4)));
            options.add(option);
        }
        ServerPlace place = new ServerPlace(ServerJava.home(), dir, port, Ports.free(), List.copyOf(options));
        ServerProcess server = new ServerProcess(kind, place, configFile);
        server.configure(config);
        kind.layOut(place);
        if (kind.isManaged()) {
            server.launch();
        }
        return server;
    }

    /** The WAR's URL, with a final slash. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + place.httpPort() + "/onetail/");
    }

    /** The live protocol's WebSocket. */
    public URI live() {
        return URI.create("ws://127.0.0.1:" + place.httpPort() + "/onetail/live");
    }

    /** The port of the management listener, on loopback. */
    public int adminPort() {
        return place.adminPort();
    }

    public long pid() {
        return process.pid();
    }

    /** The server's log file, for messages a test looks for. */
    public Path log() {
        return kind.log(place);
    }

    /** The current length of its log, from which {@link #failures} can start. */
    public long logged() throws IOException {
        return Files.exists(log()) ? Files.size(log()) : 0;
    }

    /** Failures in its log since then: stack traces with Onetail's code, and missing classes. */
    public List<String> failures(long since) throws IOException {
        byte[] all = Files.readAllBytes(log());
        int from = (int) Math.min(since, all.length); // a log that has been rotated meanwhile is read as a whole
        String text = new String(all, from, all.length - from, StandardCharsets.UTF_8);
        return Arrays.stream(text.split("\\n(?=\\[?20[0-9]{2}-[01][0-9]-)"))
                .filter(record -> record.contains("at io.onetail.") || record.contains("NoClassDefFoundError"))
                .filter(record -> record.contains("SEVERE")
                        || record.contains("ERROR")
                        || record.contains("NoClassDefFoundError")
                        || record.contains("ClassNotFoundException"))
                .toList();
    }

    /** The number of descriptors that the server has open: files, sockets, pipes. */
    public int openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /** The first 15 characters of the name of each thread that the server has now; virtual ones are none of the system's. */
    public List<String> threadNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                try {
                    names.add(Files.readString(thread.resolve("comm")).strip());
                } catch (IOException e) {
                    names.add("has just ended");
                }
            }
        }
        return names;
    }

    /** Replaces Onetail's settings in one step; a running server notices the change. */
    public void configure(Map<String, String> config) throws IOException {
        Properties properties = new Properties();
        properties.putAll(config);
        Path next = configFile.resolveSibling("onetail.properties.next");
        try (var out = Files.newBufferedWriter(next)) {
            properties.store(out, null);
        }
        Files.move(next, configFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Deploys the WAR, or deploys it again, by its deployment directory, and waits until its page answers. A server that reads that
     * directory at its start only is stopped in order and started again.
     */
    public void deploy() throws IOException {
        Path target = kind.deployments(place).resolve("onetail.war");
        if (!kind.isManaged()) {
            close();
        } else if (Files.exists(target)) {
            undeploy();
        }
        Path next = place.dir().resolve("onetail.war.next");
        Files.copy(BuildPaths.war(), next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        if (!kind.isManaged()) {
            launch();
        }
        await(DEPLOY, "the WAR's deployment", this::pageAnswers);
    }

    /** Undeploys the WAR and waits until its page is gone. */
    public void undeploy() throws IOException {
        Files.deleteIfExists(kind.deployments(place).resolve("onetail.war"));
        await(DEPLOY, "the WAR's removal", () -> status(base().resolve("login/login.css")) == 404);
    }

    /** SIGKILL: no shutdown hook runs, and no connection is closed properly. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    /** SIGSTOP: the server's connections stay, but nothing answers. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException {
        signal("CONT");
    }

    /** Starts the server again after {@link #kill()}, in the same place with the same ports and deployments. */
    public void restart() throws IOException {
        kill();
        launch();
        if (Files.exists(kind.deployments(place).resolve("onetail.war"))) {
            await(DEPLOY, "the WAR's deployment", this::pageAnswers);
        }
    }

    /** Stops the server properly, or by force if that takes longer than half a minute. */
    @Override
    public void close() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void launch() throws IOException {
        Path console = place.dir().resolve("console.log");
        process = new ProcessBuilder(kind.command(place))
                .directory(place.dir().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Files.writeString(place.dir().resolve("pid"), Long.toString(process.pid()));
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
            Runtime.getRuntime().addShutdownHook(endWithJvm);
            URI root = URI.create("http://127.0.0.1:" + place.httpPort() + "/");
            await(START, "the start", () -> status(root) > 0 && (!kind.isManaged() || status(adminRoot()) > 0));
        } catch (IOException | RuntimeException e) {
            kill();
            throw e;
        }
    }

    private URI adminRoot() {
        return URI.create("http://127.0.0.1:" + place.adminPort() + "/");
    }

    private boolean pageAnswers() {
        return status(base().resolve("login/login.css")) == 200; // this file is served to everybody, whatever the mode
    }

    private void await(Duration limit, String what, BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException(
                        kind + " ended with status " + process.exitValue() + " during " + what + "; " + lastWords());
            }
            if (kind.deploymentFailed(place)) {
                throw new IOException(kind + " could not deploy the WAR; see " + log());
            }
            if (System.nanoTime() > end) {
                throw new IOException(what + " on " + kind + " was not done after " + limit.toSeconds() + " s; see "
                        + log() + ", and " + lastWords());
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted during " + what, e);
            }
        }
    }

    /** The end of what the server has printed, since its directory is often gone when somebody reads the message. */
    private String lastWords() throws IOException {
        Path console = place.dir().resolve("console.log");
        List<String> lines =
                Files.readString(console, StandardCharsets.ISO_8859_1).lines().toList();
        return console + " ends with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while sending SIG" + name, e);
        }
    }

    private static int status(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            connection.setInstanceFollowRedirects(false);
            return connection.getResponseCode();
        } catch (IOException e) {
            return -1;
        }
    }

    /** A killed run may have left its server; the next run in the same place ends that one, and no other. */
    private static void endLeftover(Path dir) throws IOException {
        Path pid = dir.resolve("pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
                    .filter(left -> left.info().commandLine().orElse("").contains(dir.toString()))
                    .ifPresent(left -> {
                        left.destroyForcibly();
                        left.onExit().join();
                    });
        }
    }

    static void delete(Path dir) throws IOException {
        if (Files.exists(dir)) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }
}

package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis on a free loopback port, with a directory of its own; ends with {@link #close} or with the JVM. Needs
 * {@code redis-server} 7 on the PATH.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final List<String> options;
    private final boolean sentinel;
    private final int port;
    private final DefaultJedisClientConfig.Builder client =
            DefaultJedisClientConfig.builder().autoNegotiateProtocol(false).timeoutMillis(2000);
    private final Thread ending = new Thread(this::kill, "redis-server-ending");
    private Process process;

    private RedisServer(Builder builder) throws IOException {
        this.directory = Files.createTempDirectory("redis-server");
        this.sentinel = builder.sentinel != null;
        this.port = freePort();
        this.options = new ArrayList<>(List.of("dir " + directory, "bind 127.0.0.1", "save \"\"", "daemonize no"));
        options.add(builder.tls == null ? "port " + port : "port 0");
        if (builder.tls != null) {
            options.add("tls-port " + port);
            options.add("tls-cert-file " + builder.tls.certificate());
            options.add("tls-key-file " + builder.tls.key());
            options.add("tls-ca-cert-file " + builder.tls.certificate());
            options.add("tls-auth-clients no");
            options.add("tls-replication yes");
            options.add("tls-cluster yes");
            client.sslOptions(SslOptions.builder()
                    .truststore(builder.tls.store().toFile(), TestCertificate.STORE_PASSWORD.toCharArray())
                    .trustStoreType("PKCS12")
                    .build());
        }
        options.addAll(sentinel ? List.of(builder.sentinel.split("\n")) : builder.options);
        client.user(builder.user).password(builder.password);
        Files.write(configuration(), options);
        Runtime.getRuntime().addShutdownHook(ending);
        launch();
    }

    /** The options of a server. */
    public static final class Builder {
        private final List<String> options = new ArrayList<>();
        private String sentinel;
        private String user;
        private String password;
        private TestCertificate tls;

        /** A line of {@code redis.conf}, for example {@code appendonly yes}. */
        public Builder option(String line) {
            options.add(line);
            return this;
        }

        /** Keeps its data over a {@link RedisServer#restart} with {@code keepData}. */
        public Builder durable() {
            return option("appendonly yes").option("appendfsync always");
        }

        public Builder password(String wanted) {
            password = wanted;
            return option("requirepass " + wanted);
        }

        /** A user with ACL rules, for example {@code ~logs:* &logs:* +@all}; the default user is switched off. */
        public Builder user(String name, String secret, String rules) {
            user = name;
            password = secret;
            return option("user default off").option("user " + name + " on >" + secret + " " + rules);
        }

        public Builder tls(TestCertificate certificate) {
            tls = certificate;
            return this;
        }

        /** A node of a Cluster, with no slots yet. */
        public Builder cluster() {
            return option("cluster-enabled yes")
                    .option("cluster-node-timeout 1500")
                    .option("cluster-require-full-coverage no");
        }

        public Builder replicaOf(RedisServer master) {
            return option("replicaof 127.0.0.1 " + master.port()).option("repl-diskless-sync-delay 0");
        }

        /** A Sentinel that watches a server, instead of a server. */
        public Builder sentinel(String name, RedisServer master, int quorum) {
            sentinel = String.join(
                    "\n",
                    "sentinel monitor " + name + " 127.0.0.1 " + master.port() + " " + quorum,
                    "sentinel down-after-milliseconds " + name + " 1000",
                    "sentinel failover-timeout " + name + " 5000");
            return this;
        }

        public RedisServer start() {
            try {
                return new RedisServer(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A server without a password that keeps nothing over a restart. */
    public static RedisServer start() {
        return new Builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** A connection for a test's commands; the caller closes it. */
    public Jedis cli() {
        return new Jedis(new HostAndPort("127.0.0.1", port), client.build());
    }

    /** Kills it and starts it on the same port. Without {@code keepData} it is empty. */
    public void restart(boolean keepData) {
        kill();
        start(keepData);
    }

    /** Starts it again after {@link #kill}. */
    public void start(boolean keepData) {
        try {
            if (!keepData) {
                deleteData();
            }
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the process (SIGSTOP): the kernel still accepts connections, but nothing answers. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** kill -9; its data stays. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
            deleteData();
            Files.deleteIfExists(configuration());
            Files.deleteIfExists(log());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            // the JVM ends
        }
    }

    private void launch() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("redis-server", configuration().toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "these tests need a real Redis 7: redis-server is not on the PATH;"
                            + " install it, on Debian with: apt-get install redis-server",
                    e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String said = Files.readString(log());
                kill();
                throw new IOException("redis-server did not start with " + options + ", it said: " + said);
            }
            Await.moment();
        }
    }

    private boolean answers() {
        try (Jedis cli = cli()) {
            return cli.ping().equals("PONG");
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).startsWith("LOADING");
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteData() throws IOException {
        List<Path> data;
        try (Stream<Path> files = Files.walk(directory)) {
            data = files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(directory) && !file.equals(configuration()) && !file.equals(log()))
                    .toList();
        }
        for (Path file : data) {
            Files.delete(file);
        }
    }

    private Path configuration() {
        return directory.resolve("redis.conf");
    }

    private Path log() {
        return directory.resolve("redis.log");
    }

    /** A port that is free, and whose Cluster bus port, 10000 higher, is free too. */
    private static int freePort() throws IOException {
        while (true) {
            int port = Ports.free();
            try {
                new ServerSocket(port + 10000, 1, InetAddress.getLoopbackAddress()).close();
                return port;
            } catch (BindException e) {
                // the next one
            }
        }
    }
}

package io.onetail.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment of tests on the shared server: a real Redis, a real OpenSSH host named {@code web-1}, and the shared
 * server configured for both. Started once; ends with this JVM. Safe for any thread.
 */
public final class ServerFixture {
    /** How long a log lingers after its last viewer in these tests. */
    public static final int LINGER_SECONDS = 1;

    private static ServerFixture serverFixture;

    private final RedisServer redis = RedisServer.start();
    private final OpenSsh ssh = OpenSsh.start();
    private final Map<String, String> config = new HashMap<>();

    private ServerFixture() {
        config.put("onetail.access.mode", "none");
        config.put("onetail.redis.nodes", redis.address());
        config.put("onetail.tail.linger", LINGER_SECONDS + "s");
        config.putAll(ssh.settings("web-1"));
        config.put("onetail.host.web-1.logs", ssh.logs() + "/*.log, " + ssh.logs() + "/nested/**/*.log");
        config.put("onetail.host.web-1.charsets", ssh.logs() + "/gbk*.log=GBK");
        config.put("onetail.host.web-1.command.counter", "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done");
    }

    /** The environment, after the shared server has been configured for it. */
    public static synchronized ServerFixture get() {
        if (serverFixture == null) {
            serverFixture = new ServerFixture();
            serverFixture.configure();
        }
        return serverFixture;
    }

    /** Changes one setting of the running server, which takes effect within 2 s. */
    public synchronized void set(String key, String value) {
        config.put(key, value);
        configure();
    }

    /** Adds a host with the same login as {@code web-1}; {@link #set} may change single keys. */
    public synchronized void addHost(String name) {
        config.putAll(ssh.settings(name));
        configure();
    }

    private void configure() {
        try {
            ServerUnderTest.get().configure(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RedisServer redis() {
        return redis;
    }

    public OpenSsh ssh() {
        return ssh;
    }

    /** The path of a log on the host. */
    public Path log(String name) {
        return ssh.logs().resolve(name);
    }

    /** Appends to a file on the host, and creates it if it is missing. */
    public static void append(Path file, String text, Charset charset) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, text.getBytes(charset), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void append(Path file, String text) {
        append(file, text, StandardCharsets.UTF_8);
    }

    /** Appends these texts, each by itself. */
    public static void appendEach(Path file, String... texts) {
        for (String text : texts) {
            append(file, text);
        }
    }

    /** Expects that the viewer has got lines 1 to {@code last}, as {@link #lines} makes them, and nothing else. */
    public static void assertHasAll(LiveClient viewer, int last) throws InterruptedException {
        viewer.awaitEnd(String.format("line %06d of the log%n", last));
        assertEquals(lines(1, last), viewer.content());
        assertEquals(List.of(), viewer.violations());
    }

    /** Lines {@code first} to {@code last}, numbered. */
    public static String lines(int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i <= last; i++) {
            text.append(String.format("2026-11-24 10:00:00,000 INFO  [worker] line %06d of the log%n", i));
        }
        return text.toString();
    }
}

package io.onetail.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The scripts of {@code server-config}, as an operator runs them, on a server of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerConfigIT {
    private static final Path SCRIPTS = Path.of("server-config").toAbsolutePath();
    private static final String SECRET = "pa\"ss\\w$ord ü";

    private static ServerKind kind;
    private static ServerProcess server;

    /** What a program printed and how it ended. */
    private record Result(int status, String output) {}

    @BeforeAll
    static void start() throws IOException {
        kind = ServerKind.current();
        server = ServerProcess.start(kind, "server-config", Map.of());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void theScriptRunsAsItIs() throws Exception {
        Result first = script();
        assertEquals(0, first.status, first.output);
    }

    @Test
    @Order(2)
    void theScriptCanBeRunAgain() throws Exception {
        Result second = script();
        assertEquals(0, second.status, second.output);
    }

    @Test
    @Order(3)
    void whatItSetIsThere() throws Exception {
        String values = switch (kind) {
            case WILDFLY -> run(wildfly("""
                                        /subsystem=ee/managed-executor-service=onetail:read-resource
                                        /subsystem=undertow/servlet-container=default:read-resource(recursive=true)
                                        /subsystem=undertow/server=default-server/http-listener=default:read-resource
                                        :read-attribute(name=server-state)
                                        """)).output;
            case PAYARA -> run(payara("""
                                        get resources.managed-executor-service.concurrent/onetail-loops.*
                                        get configs.config.server-config.thread-pools.thread-pool.http-thread-pool.*
                                        get configs.config.server-config.network-config.transports.transport.tcp.*
                                        get configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.*
                                        get configs.config.server-config.microprofile-config.*
                                        """)).output;
        };
        List<String> expected = switch (kind) {
            case WILDFLY ->
                List.of(
                        "\"hung-task-threshold\" => 0L",
                        "\"long-running-tasks\" => true",
                        "\"max-threads\" => 64",
                        "\"queue-length\" => 0",
                        "\"http-only\" => true",
                        "\"secure\" => true",
                        "\"tcp-keep-alive\" => true",
                        "\"result\" => \"running\"");
            case PAYARA ->
                List.of(
                        "onetail-loops.hung-after-seconds=0",
                        "onetail-loops.long-running-tasks=true",
                        "onetail-loops.maximum-pool-size=64",
                        "max-thread-pool-size=64",
                        "max-connections-count=20000",
                        "cookie-same-site-value=Lax",
                        "cache-duration-seconds=1");
        };
        for (String value : expected) {
            assertTrue(values.contains(value), value + " is not in " + values);
        }
    }

    @Test
    @Order(4)
    void aSecretIsKeptEncryptedAndReadByTheServer() throws Exception {
        Path file = temporary(SECRET);
        Result kept = switch (kind) {
            case WILDFLY ->
                run(new ProcessBuilder(
                                SCRIPTS.resolve("wildfly/secret.sh").toString(),
                                "onetail.redis.password",
                                "--controller=127.0.0.1:" + server.adminPort())
                        .redirectInput(file.toFile()));
            case PAYARA ->
                // a properties file, in ISO 8859-1
                run(asadmin(
                        "--passwordfile",
                        temporary("AS_ADMIN_ALIASPASSWORD="
                                        + SECRET.replace("\\", "\\\\").replace("ü", "\\u00fc"))
                                .toString(),
                        "create-password-alias",
                        "onetail.redis.password"));
        };
        assertEquals(0, kept.status, kept.output);

        String configuration = Files.readString(
                kind == ServerKind.WILDFLY ? config().resolve("standalone.xml") : config().resolve("domain.xml"));
        assertFalse(configuration.contains("w$ord"), "the secret stands in the configuration");
        if (kind == ServerKind.WILDFLY) {
            assertTrue(configuration.contains("${ENC::onetail:"), configuration);
            String seen = run(wildfly(
                            "/core-service=platform-mbean/type=runtime:read-attribute(name=system-properties)"))
                    .output;
            assertTrue(seen.contains("\"onetail.redis.password\" => \"pa\\\"ss\\\\w$ord ü\""), seen);
        }
    }

    @Test
    @Order(5)
    void theApplicationReadsTheFileInTheServersDirectoryAndRunsOnItsExecutor() throws Exception {
        Files.copy(SCRIPTS.resolve("onetail.properties"), config().resolve("onetail.properties"));
        if (kind == ServerKind.PAYARA) {
            // the system property that these tests start a server with would count more than the console's
            run(asadmin("set-config-ordinal", "--ordinal=450", "--source=domain"));
        }
        server.deploy();
        assertTrue(hosts().contains("\"db-1\""), hosts());
        assertTrue(hosts().contains("Database, primary"), hosts());
        String log = Files.readString(server.log());
        assertFalse(log.contains("no managed executor of that name"), log);
        assertFalse(log.contains("is no setting of Onetail"), log);

        Files.writeString(
                config().resolve("onetail.properties"),
                Files.readString(config().resolve("onetail.properties"))
                        + "\nonetail.host.late-1.local = true\nonetail.host.late-1.description = ${onetail.redis.password}\n");
        Await.until("the changed file is in force", Duration.ofSeconds(15), () -> hosts().contains("\"late-1\""));
        // the only place where one can see that the secret reaches the application as it was typed
        assertTrue(hosts().contains("\"description\":\"pa\\\"ss\\\\w$ord ü\""), hosts());
    }

    private static String hosts() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.base().resolve("api/hosts"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's own configuration directory. */
    private static Path config() {
        Path dir = server.log().getParent().getParent();
        return dir.resolve(kind == ServerKind.WILDFLY ? "configuration" : "config");
    }

    private static Result script() throws IOException, InterruptedException {
        return switch (kind) {
            case WILDFLY -> run(wildfly(SCRIPTS.resolve("wildfly/onetail.cli")));
            case PAYARA ->
                run(asadmin(
                        "multimode",
                        "--file",
                        SCRIPTS.resolve("payara/onetail.asadmin").toString()));
        };
    }

    private static ProcessBuilder wildfly(String commands) throws IOException {
        return wildfly(temporary(commands));
    }

    private static ProcessBuilder wildfly(Path script) {
        return new ProcessBuilder(
                kind.home().resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + server.adminPort(),
                "--file=" + script);
    }

    private static ProcessBuilder payara(String commands) throws IOException {
        return asadmin("multimode", "--file", temporary(commands).toString());
    }

    private static ProcessBuilder asadmin(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                kind.home().resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                "--port",
                Integer.toString(server.adminPort())));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.environment().put("JAVA_OPTS", "-Xmx128m");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("WILDFLY_HOME", kind.home().toString());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        return new Result(process.exitValue(), output);
    }

    private static Path temporary(String text) throws IOException {
        Path file = Files.createTempFile("onetail-server-config", "");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text + "\n");
    }
}

package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.AdminTool;
import io.onetail.testing.Await;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Runs the scripts of {@code server-config}, as an operator does, on a separate server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerConfigIT {
    private static final Path SCRIPTS = Path.of("server-config").toAbsolutePath();
    private static final String SECRET = "pa\"ss\\w$ord ü";

    private static ServerKind kind;
    private static ServerProcess server;
    private static AdminTool tool;

    @BeforeAll
    static void start() throws IOException {
        kind = ServerKind.current();
        server = ServerProcess.start(kind, "server-config", Map.of());
        tool = new AdminTool(kind, server.adminPort());
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
        if (kind == ServerKind.PAYARA) {
            // a new domain listens on all addresses, which these tests do not; here on another address of this machine
            AdminTool.Result opened = tool.lines("""
                    set configs.config.server-config.network-config.network-listeners.network-listener.http-listener-2.address=127.0.0.2
                    set configs.config.server-config.network-config.network-listeners.network-listener.http-listener-2.port=%d
                    set configs.config.server-config.network-config.network-listeners.network-listener.http-listener-2.enabled=true
                    set configs.config.server-config.iiop-service.iiop-listener.orb-listener-1.address=127.0.0.2
                    set configs.config.server-config.iiop-service.iiop-listener.SSL.address=127.0.0.2
                    set configs.config.server-config.iiop-service.iiop-listener.SSL_MUTUALAUTH.address=127.0.0.2
                    set configs.config.server-config.admin-service.jmx-connector.system.address=127.0.0.2
                    set configs.config.server-config.admin-service.jmx-connector.system.port=%d
                    set configs.config.server-config.admin-service.jmx-connector.system.enabled=true
                    """.formatted(Ports.free(), Ports.free()));
            assertEquals(0, opened.status(), opened.output());
        }
        AdminTool.Result first = script();
        assertEquals(0, first.status(), first.output());
    }

    @Test
    @Order(2)
    void theScriptCanBeRunAgain() throws Exception {
        AdminTool.Result second = script();
        assertEquals(0, second.status(), second.output());
    }

    @Test
    @Order(3)
    void whatItSetIsThere() throws Exception {
        String values = switch (kind) {
            case WILDFLY -> tool.lines("""
                                        /subsystem=ee/managed-executor-service=onetail:read-resource
                                        /subsystem=undertow/servlet-container=default:read-resource(recursive=true)
                                        /subsystem=undertow/server=default-server/http-listener=default:read-resource
                                        :read-attribute(name=server-state)
                                        """).output();
            case PAYARA -> tool.lines("""
                                        get resources.managed-executor-service.concurrent/onetail-loops.*
                                        get configs.config.server-config.thread-pools.thread-pool.http-thread-pool.*
                                        get configs.config.server-config.network-config.transports.transport.tcp.*
                                        get configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.*
                                        get configs.config.server-config.microprofile-config.*
                                        """).output();
            case MICRO -> throw new IllegalStateException("no scripts for " + kind);
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
            case MICRO -> throw new IllegalStateException("no scripts for " + kind);
        };
        for (String value : expected) {
            assertTrue(values.contains(value), value + " is not in " + values);
        }
    }

    @Test
    @Order(4)
    void aSecretIsKeptEncryptedAndReadByTheServer() throws Exception {
        Path file = AdminTool.temporary(SECRET);
        AdminTool.Result kept = switch (kind) {
            case WILDFLY ->
                tool.run(new ProcessBuilder(
                                SCRIPTS.resolve("wildfly/secret.sh").toString(),
                                "onetail.redis.password",
                                "--controller=127.0.0.1:" + server.adminPort())
                        .redirectInput(file.toFile()));
            case PAYARA ->
                // a properties file, in ISO 8859-1
                tool.asadmin(
                        "--passwordfile",
                        AdminTool.temporary("AS_ADMIN_ALIASPASSWORD="
                                        + SECRET.replace("\\", "\\\\").replace("ü", "\\u00fc"))
                                .toString(),
                        "create-password-alias",
                        "onetail.redis.password");
            case MICRO -> throw new IllegalStateException("no scripts for " + kind);
        };
        assertEquals(0, kept.status(), kept.output());

        String configuration = Files.readString(
                kind == ServerKind.WILDFLY ? config().resolve("standalone.xml") : config().resolve("domain.xml"));
        assertFalse(configuration.contains("w$ord"), "the secret is in the configuration");
        if (kind == ServerKind.WILDFLY) {
            assertTrue(configuration.contains("${ENC::onetail:"), configuration);
            String seen = tool.lines("/core-service=platform-mbean/type=runtime:read-attribute(name=system-properties)")
                    .output();
            assertTrue(seen.contains("\"onetail.redis.password\" => \"pa\\\"ss\\\\w$ord ü\""), seen);
        }
    }

    @Test
    @Order(5)
    void theApplicationReadsTheFileInTheServersDirectoryAndRunsOnItsExecutor() throws Exception {
        Files.writeString(
                config().resolve("onetail.properties"),
                Files.readString(SCRIPTS.resolve("onetail.properties"))
                        .replace("# end\n", "onetail.access.mode = none\n# end\n"));
        if (kind == ServerKind.PAYARA) {
            server.restart(); // as README says, Payara's listener may not come back after many changes within a moment
            // the system property of these tests' servers would override the console's
            tool.asadmin("set-config-ordinal", "--ordinal=450", "--source=domain");
        }
        server.deploy();
        assertTrue(hosts().contains("\"db-1\""), hosts());
        assertTrue(hosts().contains("Database, primary"), hosts());
        String log = Files.readString(server.log());
        assertFalse(log.contains("expected the JNDI name of a managed executor"), log);
        assertFalse(log.contains("is not a setting of Onetail"), log);

        Files.writeString(
                config().resolve("onetail.properties"),
                Files.readString(config().resolve("onetail.properties"))
                        .replace(
                                "# end\n",
                                "onetail.host.late-1.local = true\nonetail.host.late-1.description = ${onetail.redis.password}\n# end\n"));
        Await.until("the changed file is in effect", Duration.ofSeconds(15), () -> hosts().contains("\"late-1\""));
        // only here it can be seen that the secret reaches the application as typed
        assertTrue(hosts().contains("\"description\":\"pa\\\"ss\\\\w$ord ü\""), hosts());
    }

    /** Checks the server's own answers, before and beside the application's. */
    @Test
    @Order(6)
    void noAnswerTellsAVersion() throws Exception {
        if (kind == ServerKind.PAYARA) {
            server.restart(); // as in the script
        }
        String host = "Host: " + server.base().getAuthority() + "\r\n";
        Set<String> statuses = new TreeSet<>();
        for (String request : List.of(
                "GET /nothing HTTP/1.1\r\n" + host,
                "GET /onetail/nothing HTTP/1.1\r\n" + host,
                "GET /onetail/api/nothing HTTP/1.1\r\n" + host,
                "GET /onetail/api/hosts/none/logs HTTP/1.1\r\n" + host,
                "GET /onetail/ HTTP/1.1\r\n" + host + "Origin: https://evil.example.org\r\n",
                "POST /onetail/ HTTP/1.1\r\n" + host + "Sec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n",
                "TRACE /onetail/ HTTP/1.1\r\n" + host,
                "NONSENSE /onetail/ HTTP/1.1\r\n" + host,
                "GET /onetail/WEB-INF/web.xml HTTP/1.1\r\n" + host,
                "GET /onetail/login/j_security_check HTTP/1.1\r\n" + host,
                "GET /onetail/%zz HTTP/1.1\r\n" + host,
                "GET /onetail/api/hosts/%zz/logs HTTP/1.1\r\n" + host,
                "GET /onetail/lib/..%2f..%2fetc HTTP/1.1\r\n" + host,
                "GET /onetail/\0 HTTP/1.1\r\n" + host,
                "GET /onetail/" + "x".repeat(100_000) + " HTTP/1.1\r\n" + host,
                "GET /onetail/ HTTP/1.1\r\n",
                "GET /onetail/ HTTP/9.9\r\n" + host,
                "nonsense\r\n",
                "GET /onetail/live HTTP/1.1\r\n" + host)) {
            String answer =
                    RawHttp.exchange(SocketFactory.getDefault(), server.base(), request + "Connection: close\r\n\r\n");
            assertFalse(
                    Pattern.compile("(?im)^(server|x-powered-by):|39\\.0|2025\\.9|grizzly|undertow|\\tat [a-z]")
                            .matcher(answer)
                            .find(),
                    request + ": " + answer);
            if (answer.startsWith("HTTP/1.1 ")) {
                statuses.add(answer.substring(9, 12));
            }
        }
        assertTrue(statuses.containsAll(Set.of("400", "403", "404", "405")), statuses.toString());
    }

    @Test
    @Order(7)
    void onlyThePageAndTheAdministrationListenAndOnThisMachineOnly() throws Exception {
        Process ss =
                new ProcessBuilder("ss", "-ltnpH").redirectErrorStream(true).start();
        List<String> listening = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("pid=" + server.pid() + ","))
                .map(line -> line.strip().split("\\s+")[3].replace("[::ffff:127.0.0.1]", "127.0.0.1"))
                .sorted()
                .toList();
        List<String> needed = Stream.of(server.base().getPort(), server.adminPort())
                .map(port -> "127.0.0.1:" + port)
                .sorted()
                .toList();
        assertTrue(listening.containsAll(needed), listening.toString());
        assertTrue(listening.stream().allMatch(socket -> socket.startsWith("127.0.0.1:")), listening.toString());
        if (kind == ServerKind.PAYARA) {
            assertEquals(needed, listening);
        }
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

    private static AdminTool.Result script() throws IOException, InterruptedException {
        return tool.script(
                SCRIPTS.resolve(kind == ServerKind.WILDFLY ? "wildfly/onetail.cli" : "payara/onetail.asadmin"));
    }
}

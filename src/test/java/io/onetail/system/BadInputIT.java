package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.api.FailingReadServlet;
import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Checks that wrong input from clients and hosts gets a helpful message, leaves nothing behind and disturbs nobody. */
@ArquillianTest
class BadInputIT {
    /** Names of classes, products and versions would help attackers. */
    private static final Pattern TELLING = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|\\b(jakarta|java|org|com|io)\\.[a-z]+\\.[A-Za-z]|RESTEASY|HTTP Status"
                    + "|(?i:undertow|grizzly|glassfish|payara|wildfly|jboss|jersey|weld)|\\d\\.\\d+\\.Final|2025\\.\\d");

    private final ServerFixture serverFixture = ServerFixture.get();
    private final ServerProcess server = ServerUnderTest.get();
    private LiveClient client;
    private LiveClient bystander;

    @Deployment(testable = false)
    static WebArchive war() {
        ServerFixture.get();
        return ServerUnderTest.war().addClasses(FailingResource.class, FailingReadServlet.class);
    }

    @BeforeEach
    void aBystanderWatches() throws Exception {
        ServerFixture.append(serverFixture.log("bystander.log"), ServerFixture.lines(1, 10));
        bystander = LiveClient.connect(server.base())
                .view("web-1", serverFixture.log("bystander.log").toString(), 1_000);
        client = LiveClient.connect(server.base());
    }

    @AfterEach
    void theBystanderWasNotDisturbed() throws Exception {
        ServerFixture.append(serverFixture.log("bystander.log"), "still here\n");
        bystander.awaitEnd("still here\n");
        assertEquals(List.of(), bystander.violations());
        bystander.close();
        client.close();
        Await.until(
                "the host runs nothing but readers, one for each of its names",
                () -> serverFixture.ssh().processes("").size()
                        == serverFixture.ssh().readers().size());
    }

    @AfterAll
    static void nothingIsLeft() {
        Await.until(
                "nothing is left",
                Duration.ofSeconds(20),
                () -> ServerFixture.get().ssh().processes("").isEmpty());
    }

    @Test
    void unknownHost() throws Exception {
        refused("no-such-host", "/var/log/x.log", "not-found", "no-such-host");
    }

    @Test
    void pathOutsideTheAllowedGlobs() throws Exception {
        refused("web-1", "/etc/passwd", "forbidden", "/etc/passwd");
    }

    @Test
    void pathThatClimbsOut() throws Exception {
        refused("web-1", serverFixture.ssh().logs() + "/../../etc/passwd.log", "bad-request", "..");
    }

    @Test
    void symbolicLinkThatLeadsOut() throws Exception {
        Path secret = serverFixture.ssh().directory().resolve("secret.txt");
        Files.writeString(secret, "secret\n");
        Files.deleteIfExists(serverFixture.log("link.log"));
        Files.createSymbolicLink(serverFixture.log("link.log"), secret);
        refused("web-1", serverFixture.log("link.log").toString(), "forbidden", "link.log");
    }

    @Test
    void missingFile() throws Exception {
        refused("web-1", serverFixture.log("missing.log").toString(), "not-found", "missing.log");
    }

    @Test
    void directory() throws Exception {
        Files.createDirectories(serverFixture.log("directory.log"));
        refused("web-1", serverFixture.log("directory.log").toString(), "unreadable", "directory");
    }

    @Test
    void binaryFile() throws Exception {
        Files.write(serverFixture.log("binary.log"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
        refused("web-1", serverFixture.log("binary.log").toString(), "unreadable", "binary");
    }

    @Test
    void emptyFileIsShownAndFollowed() throws Exception {
        Path log = serverFixture.log("empty.log");
        Files.deleteIfExists(log);
        Files.createFile(log);
        client.view("web-1", log.toString(), 200);
        assertEquals("", client.content());

        ServerFixture.append(log, "the first line\n");

        client.awaitEnd("the first line\n");
    }

    @Test
    void noPermission() throws Exception {
        Path log = serverFixture.log("private.log");
        ServerFixture.append(log, "secret\n");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
        if (!serverFixture.ssh().user().equals("root")) {
            refused("web-1", log.toString(), "unreadable", "ermission");
            return;
        }
        // root may read everything
        Path key = serverFixture
                .ssh()
                .makeKey("ed25519", "", serverFixture.ssh().directory().resolve("nobody"));
        serverFixture.ssh().authorizeAsNobody(key);
        serverFixture.addHost("as-nobody");
        serverFixture.set("onetail.host.as-nobody.logs", serverFixture.ssh().logs() + "/*.log");
        serverFixture.set("onetail.host.as-nobody.key-file", key.toString());
        known("as-nobody");
        refused("as-nobody", log.toString(), "unreadable", "ermission");
    }

    @Test
    void wrongKey() throws Exception {
        serverFixture.addHost("wrong-key");
        serverFixture.set("onetail.host.wrong-key.logs", serverFixture.ssh().logs() + "/*.log");
        serverFixture.set(
                "onetail.host.wrong-key.key-file",
                serverFixture
                        .ssh()
                        .makeKey("ed25519", "", serverFixture.ssh().directory().resolve("stranger"))
                        .toString());
        known("wrong-key");
        JsonObject error =
                refused("wrong-key", serverFixture.log("bystander.log").toString(), "auth-failed", "with the key");
        assertFalse(error.getString("message").contains("stranger"), "the key's path is only in the server's log");
    }

    @Test
    void unknownHostKeyIsRefusedWithItsFingerprintAndHowToAcceptIt() throws Exception {
        serverFixture.addHost("stranger");
        serverFixture.set("onetail.host.stranger.logs", serverFixture.ssh().logs() + "/*.log");
        serverFixture.set(
                "onetail.host.stranger.known-hosts",
                serverFixture.ssh().directory().resolve("none").toString());
        known("stranger");
        JsonObject error =
                refused("stranger", serverFixture.log("bystander.log").toString(), "host-key", "SHA256:");
        assertTrue(error.getString("message").contains("ssh-keyscan"), error.toString());
    }

    @Test
    void hostThatDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            serverFixture.addHost("silent");
            serverFixture.set("onetail.host.silent.logs", "/var/log/*.log");
            serverFixture.set("onetail.host.silent.port", Integer.toString(silent.getLocalPort()));
            serverFixture.set("onetail.host.silent.timeout", "2s");
            known("silent");
            awaited("silent", "silent");
        }
        closedHost();
        String reason = awaited("closed", "closed");
        assertTrue(reason.contains("refused"), reason);
    }

    private void closedHost() throws Exception {
        serverFixture.addHost("closed");
        serverFixture.set("onetail.host.closed.logs", serverFixture.ssh().logs() + "/*.log");
        serverFixture.set("onetail.host.closed.port", Integer.toString(Ports.free()));
        known("closed");
    }

    /** The view stays open, and says why nothing arrives. */
    private String awaited(String host, String mention) throws Exception {
        client.open(
                host,
                host,
                host.equals("closed") ? serverFixture.log("a.log").toString() : "/var/log/a.log",
                "{\"last\":200}");
        JsonObject state = client.await(
                "the reason",
                text -> text.getString("state", "").equals("connecting")
                        && text.get("reason") instanceof JsonString reason
                        && reason.getString().contains(mention));
        assertEquals(List.of(), errors());
        return state.getString("reason");
    }

    @Test
    void aViewThatWasOpenedWhileItsHostWasDownComesByItself() throws Exception {
        closedHost();
        client.open("v", "closed", serverFixture.log("bystander.log").toString(), "{\"last\":1}");
        client.await("the reason", text -> text.toString().contains("can't be reached"));
        serverFixture.set(
                "onetail.host.closed.port", Integer.toString(serverFixture.ssh().port()));
        client.awaitType("opened");
        ServerFixture.append(serverFixture.log("bystander.log"), "after it came up\n");
        client.awaitEnd("after it came up\n");
        assertEquals(2, client.content().lines().count());
    }

    @Test
    void aPositionBeyondTheEndIsRefusedAndOneWithinIsNot() throws Exception {
        client.view("web-1", serverFixture.log("bystander.log").toString(), 1);
        String at = client.position();
        client.send("{\"type\":\"close\",\"view\":\"v\"}");
        client.open("v", "web-1", serverFixture.log("bystander.log").toString(), at.replaceFirst("}", "000}"));
        assertTrue(error(1, "beyond").getString("message").contains("beyond the end"), errors().toString());
        client.open("v", "web-1", serverFixture.log("bystander.log").toString(), at);
        ServerFixture.append(serverFixture.log("bystander.log"), "from the end on\n");
        client.awaitEnd("from the end on\n");
    }

    @Test
    void malformedJsonUnknownTypeAndMissingFields() throws Exception {
        client.send("{nonsense");
        assertTrue(error(1).getString("message").contains("JSON"));
        client.send("{\"type\":\"dance\",\"view\":\"v\"}");
        assertTrue(error(2).getString("message").contains("dance"));
        client.send("{\"type\":\"open\",\"view\":\"v\"}");
        assertTrue(error(3).getString("message").contains("host"));
        client.send("{\"type\":\"pause\",\"view\":\"nobody\"}");
        assertTrue(error(4).getString("message").contains("nobody"));
        client.open("v", "web-1", serverFixture.log("bystander.log").toString(), "{\"last\":-1}");
        assertTrue(error(5).getString("message").contains("from"));
    }

    @Test
    void oversizedMessageEndsTheConnectionWithItsCode() throws Exception {
        client.send("x".repeat(100_000));
        assertEquals(1009, client.awaitClose().getCloseCode().getCode());
    }

    @Test
    void aSecondViewOfALogOnOneConnectionIsRefusedAndDisturbsNotTheFirst() throws Exception {
        String log = serverFixture.log("bystander.log").toString();
        client.view("web-1", log, 1);
        client.open("w", "web-1", log, "\"end\"");
        assertTrue(error(1).getString("message").contains("one view of a log"), errors().toString());
        client.send("{\"type\":\"pause\",\"view\":\"v\"}");
        ServerFixture.append(serverFixture.log("bystander.log"), "while paused\n");
        bystander.awaitEnd("while paused\n");
        client.send("{\"type\":\"resume\",\"view\":\"v\"}");
        client.awaitEnd("while paused\n");
        assertEquals(2, client.content().lines().count());
        assertEquals(List.of(), client.violations());
    }

    @Test
    void anOpenWithANameThatIsTakenIsRefusedAndTellsNobodyThatTheFirstHasEnded() throws Exception {
        client.view("web-1", serverFixture.log("bystander.log").toString(), 1);
        client.open("v", "web-1", serverFixture.log("other.log").toString(), "\"end\"");
        JsonObject error = error(1);
        assertTrue(error.isNull("view"), error.toString());
        assertTrue(error.getString("message").contains("'v'"), error.toString());
        ServerFixture.append(serverFixture.log("bystander.log"), "goes on\n");
        client.awaitEnd("goes on\n");
    }

    @Test
    void aThousandOpensOnOneConnectionMeetTheLimit() throws Exception {
        closedHost();
        for (int i = 0; i < 1_000; i++) { // each stays open while its host is retried
            client.open("v" + i, "closed", serverFixture.log(i + ".log").toString(), "\"end\"");
        }
        JsonObject error =
                client.await("the limit", text -> text.getString("code", "").equals("limit"));
        assertTrue(error.getString("message").contains("100"), error.toString());
    }

    /**
     * All texts of a client that get near a shell: the path, including directories and rotated files, the host and the
     * command.
     */
    @Test
    void whatLooksLikeAShellsCodeIsAName() throws Exception {
        Path mark = serverFixture.ssh().directory().resolve("run-by-a-name");
        String touch = "touch " + mark;
        List<String> names = List.of(
                "$(" + touch + ").log",
                "`" + touch + "`.log",
                "';" + touch + ";'.log",
                "\";" + touch + ";\".log",
                "a|" + touch + " #.log",
                "&" + touch + "&.log",
                "$HOME ${IFS} \\ ~ * ? [a] {b,c} !1.log",
                "-rf --help.log",
                "'\\''$(" + touch + ").log");
        for (String name : names) {
            Path log = serverFixture.ssh().logs().resolve("nested").resolve(name);
            refused("web-1", log.toString(), "not-found", ".log");
            ServerFixture.append(log, "line of " + name + "\n");
            try (LiveClient view = LiveClient.connect(server.base()).view("web-1", log.toString(), 5)) {
                view.awaitEnd("line of " + name + "\n");
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"));
                ServerFixture.append(log, "after the rotation\n");
                view.awaitEnd("after the rotation\n");
                assertEquals("line of " + name + "\nafter the rotation\n", view.content());
            }
        }
        String listed = list("web-1");
        for (String name : names) {
            String json = name.replace("\\", "\\\\").replace("\"", "\\\"");
            assertTrue(listed.contains("/nested/" + json + "\""), json + " is not in " + listed);
        }
        for (String code : List.of("; " + touch, "$(" + touch + ")", "|" + touch, "\n" + touch)) {
            refused("web-1" + code, "counter", "not-found", "There is no host");
            refused("web-1", "counter" + code, "bad-request", "neither an absolute path");
            list("web-1" + code);
        }
        assertFalse(Files.exists(mark), "a name was run");
    }

    private String list(String host) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.base()
                                        .resolve("api/hosts/"
                                                + URLEncoder.encode(host, StandardCharsets.UTF_8)
                                                        .replace("+", "%20") + "/logs"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void framesThatAreNotMessagesEndTheirConnectionAndAreInTheLog() throws Exception {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] big = new byte[9_000];
        Arrays.fill(big, (byte) ' ');
        int logged = lines("was closed with the code 1009").size();
        assertEquals(1007, RawHttp.closeCode(server.base(), RawHttp.frame(0x81, new byte[] {(byte) 0xc3, 0x28})));
        assertEquals(1009, RawHttp.closeCode(server.base(), RawHttp.frame(0x01, big), RawHttp.frame(0x80, big)));
        assertEquals(1009, RawHttp.closeCode(server.base(), RawHttp.frame(0x81, new byte[100_000])));
        for (byte[] frame : List.of(
                RawHttp.frame(0x82, text), // binary
                RawHttp.frame(0x83, text), // an unknown opcode
                RawHttp.frame(0xf1, text), // bits of an extension that is not in use
                RawHttp.frame(0x80, text), // a continuation of nothing
                RawHttp.frame(0x89, new byte[200]))) { // a ping that is too long
            int code = RawHttp.closeCode(server.base(), frame);
            assertTrue(List.of(1002, 1003, 1006, 1009).contains(code), Arrays.toString(frame) + ": " + code);
        }
        // WildFly does not report malformed UTF-8 to the application
        Await.until(
                "the log reports the others",
                () -> lines("was closed with the code 1009").size() >= logged + 2);
    }

    @Test
    void aTextThatIsNotAMessageIsInTheLogOnceAndOnOneLine() throws Exception {
        client.send("{\"type\":\"a\\nFORGED b\",\"view\":\"v\"}");
        client.send("{\"type\":\"c\",\"view\":\"\\ud800\"}");
        client.send("[".repeat(10_000));
        error(3);
        Await.until(
                "the first is in the log",
                () -> !lines("can't be read: Unknown message type 'a\\u000aFORGED b'")
                        .isEmpty());
        assertEquals(List.of(), lines("type 'c'"));
        assertTrue(lines("FORGED b").stream().allMatch(line -> line.contains("can't be read")), "on one line");
    }

    /** The path of a request also gets into log lines. */
    @Test
    void noRequestWritesALineOfTheLog() throws Exception {
        RawHttp.send(
                server.base(),
                "GET",
                server.base().getPath() + "x%0d%0aFORGED%20path%1b%5b31m",
                List.of("Origin: https://evil.example.org"));
        Await.until(
                "it is in the log",
                () -> !lines("Refused x\\u000d\\u000aFORGED path\\u001b[31m from")
                        .isEmpty());
        for (String line : lines("FORGED path")) {
            assertTrue(line.contains("x\\u000d\\u000aFORGED path\\u001b[31m") || line.contains("\"event\":"), line);
        }
    }

    @Test
    void noAnswerTellsWhatItIsMadeOf() throws Exception {
        String log = URLEncoder.encode(serverFixture.log("bystander.log").toString(), StandardCharsets.UTF_8);
        List<String> paths = List.of(
                "V",
                "api",
                "api/",
                "api/V",
                "api/session/V",
                "api/session/used",
                "api/hosts",
                "api/hosts/V",
                "api/hosts/V/logs",
                "api/hosts/web-1/may?source=V",
                "api/hosts/V/may?source=" + log,
                "api/audit?before=V&limit=V",
                "api/access?user=V&groups=V&host=V&source=V",
                "api/access?user=anna&host=web-1&source=" + log,
                "api/status?V",
                "api/status/V",
                "api/download?host=web-1&source=" + log + "&offset=V&length=V",
                "api/download?host=V&source=V",
                "api/search?host=web-1&source=" + log + "&text=V&regex=V&before=V&file=V",
                "api/search?host=web-1&source=" + log + "&text=V",
                "live?V",
                "login/V",
                "lib/V",
                "error",
                "error?V");
        List<String> values = List.of(
                "",
                "%zz",
                "%",
                "%00",
                "%ff%fe",
                "%c3%28",
                "%f0%9f%98%80",
                "%0d%0aX:%20y",
                "%3cscript%3e",
                "..%2f..%2fetc%2fpasswd",
                "%2e%2e",
                ";x=y",
                "-1",
                "9".repeat(40),
                "1e9",
                "true",
                "null",
                "%7b%7d",
                "%5b",
                "(a%2b)%2b%24",
                "a".repeat(6_000),
                "a=1&a=2");
        List<String> methods = List.of("GET", "GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");
        List<String> headers = List.of(
                "Accept: */*",
                "Accept: image/png",
                "Accept: ,;q=x",
                "Accept-Language: \"",
                "Content-Type: text/plain",
                "Content-Type: nonsense",
                "Cookie: ;=;onetail-session",
                "Range: bytes=9-1",
                "Upgrade: websocket",
                "If-Modified-Since: never",
                "Origin: null");
        Random random = new Random(17);
        int ours = 0;
        for (int i = 0; i < 500; i++) {
            String path = paths.get(i % paths.size());
            while (path.contains("V")) {
                path = path.replaceFirst(
                        "V", values.get(random.nextInt(values.size())).replace("$", "\\$"));
            }
            String method = methods.get(random.nextInt(methods.size()));
            String request = method + " " + server.base().getPath() + path + " HTTP/1.1\r\nHost: "
                    + server.base().getAuthority() + "\r\nSec-Fetch-Site: same-origin\r\n"
                    + headers.get(random.nextInt(headers.size()))
                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            String answer = RawHttp.exchange(SocketFactory.getDefault(), server.base(), request);
            String body = answer.substring(Math.max(0, answer.indexOf("\r\n\r\n")));
            if (answer.contains("\r\nCross-Origin-Opener-Policy:")) {
                ours++;
                boolean found = answer.startsWith("HTTP/1.1 2");
                assertFalse(!found && TELLING.matcher(body).find(), request + answer);
                assertFalse(answer.startsWith("HTTP/1.1 500"), request + answer);
            } // otherwise the server has refused it before it reached the application; see ServerConfigIT
        }
        assertTrue(ours > 400, ours + " have reached the application");
    }

    @Test
    void aFailureThatNobodyForesawIsToldByANumberThatStandsInTheLog() throws Exception {
        for (String kind : FailingResource.KINDS) {
            RawHttp.Answer answer = get("api/failing/" + kind);
            assertEquals(500, answer.status(), answer.body());
            JsonObject told = Json.createReader(new StringReader(answer.body())).readObject();
            assertEquals("internal", told.getString("code"));
            assertFalse(TELLING.matcher(answer.body()).find() || answer.body().contains("inside"), answer.body());
            String number = told.getString("message").replaceFirst(".* number ([0-9a-f]{8})\\.", "$1");
            Await.until(
                    "the log has the number with the trace",
                    () -> !lines("number " + number).isEmpty()
                            && !lines("the inside of " + kind).isEmpty());
            assertEquals(List.of("no-store"), headers(answer, "Cache-Control"));
        }
        assertEquals(400, get("api/failing/refused").status());
    }

    @Test
    void aFailureAfterTheBeginOfAnAnswerIsToldInsteadOfIt() throws Exception {
        for (String query : List.of("", "?unforeseen=true")) {
            RawHttp.Answer answer = get("api/failing-read" + query);
            assertEquals(query.isEmpty() ? 502 : 500, answer.status(), answer.toString());
            JsonObject told = Json.createReader(new StringReader(answer.body())).readObject();
            assertEquals(query.isEmpty() ? "unreachable" : "internal", told.getString("code"));
            assertEquals(List.of(), headers(answer, "Content-Disposition"));
            assertEquals(List.of("nosniff"), headers(answer, "X-Content-Type-Options"));
            assertEquals(List.of("no-store"), headers(answer, "Cache-Control"));
        }
    }

    @Test
    void anAuditThatRedisDoesNotGiveIsUnreachable() throws Exception {
        try (Jedis redis = serverFixture.redis().cli()) {
            redis.set("logs:audit", "no stream");
            RawHttp.Answer answer = get("api/audit");
            redis.del("logs:audit");
            assertEquals(502, answer.status(), answer.body());
            assertTrue(answer.body().contains("\"unreachable\""), answer.body());
            assertFalse(TELLING.matcher(answer.body()).find(), answer.body());
        }
    }

    @Test
    void onlyThePagesFilesAreKeptByABrowser() throws Exception {
        for (String path : List.of("", "index.html", "api/session", "api/hosts/none/logs", "api/nothing", "api", "x")) {
            RawHttp.Answer answer = get(path);
            assertEquals(List.of("no-store"), headers(answer, "Cache-Control"), path + "\n" + answer.head());
        }
        for (String path : List.of("app/icon.svg", "ui/tokens.css", "lib/lit-html/lit-html.js")) {
            assertEquals(List.of("no-cache"), headers(get(path), "Cache-Control"), path);
        }
    }

    private RawHttp.Answer get(String path) throws Exception {
        return RawHttp.send(
                server.base(), "GET", server.base().getPath() + path, List.of("Sec-Fetch-Site: same-origin"));
    }

    private static List<String> headers(RawHttp.Answer answer, String name) {
        return answer.head()
                .lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    private List<String> lines(String part) {
        try (var lines = Files.lines(server.log())) {
            return lines.filter(line -> line.contains(part)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject error(int count) {
        return error(count, "bad-request");
    }

    private JsonObject error(int count, String code) {
        Await.until(count + " errors", () -> errors().size() >= count);
        JsonObject error = errors().get(count - 1);
        assertEquals(code, error.getString("code"));
        return error;
    }

    private List<JsonObject> errors() {
        return client.texts().stream()
                .filter(text -> text.getString("type").equals("error"))
                .toList();
    }

    /** Waits until the server has read its configuration again. */
    private void known(String host) throws Exception {
        Thread.sleep(5_000);
    }

    private JsonObject refused(String host, String source, String code, String mention) throws Exception {
        LiveClient asking = LiveClient.connect(server.base());
        asking.open("v", host, source, "{\"last\":200}");
        JsonObject error = asking.awaitType("error");
        asking.close();
        assertEquals(code, error.getString("code"), error.toString());
        assertEquals("v", error.getString("view"));
        String message = error.getString("message");
        assertTrue(message.contains(mention), message);
        return error;
    }
}

package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.SignOnServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Downloads and searches of logs, on this server and over SSH, by people who may and people who may not. */
class HistoryIT {
    private static final String SECRET = "it-secret";
    private static final String CARD = "4111 1111 1111 1111";
    private static final String STARS = "*".repeat(CARD.length());
    private static final Map<String, String> SETTINGS = new HashMap<>();

    private static final Map<String, String> ALICE = person("alice", "shop");
    private static final Map<String, String> BOB = person("bob", "ops");
    private static final Map<String, String> CAROL = person("carol", "viewers");
    private static final Map<String, String> ADA = person("ada", "admin");

    private static SignOnServer server;
    private static OpenSsh far;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Path shop = server.log("shop", id + ".log");
    private final Path ops = server.log("ops", id + ".log");
    private final Path large = far.logs().resolve(id + ".log");
    private final List<InputStream> open = new ArrayList<>();

    private static Map<String, String> person(String name, String groups) {
        return SignOnServer.proxied(SECRET, name, groups, "192.0.2.7");
    }

    @BeforeAll
    static void deploy() throws IOException {
        server = SignOnServer.get();
        far = OpenSsh.start();
        String there = server.log("shop", "x").getParent().toString();
        SETTINGS.putAll(Map.of(
                "onetail.access.mode", "proxy",
                "onetail.access.proxy.secret", SECRET,
                "onetail.access.proxy.logout", "/out",
                "onetail.access.requests-per-second", "1000",
                "onetail.access.max-reads", "2",
                "onetail.history.per-host", "3",
                "onetail.history.search-hits", "5",
                "onetail.history.search-bytes", "4MiB",
                "onetail.history.send-timeout", "15s",
                "onetail.masks", "cards"));
        SETTINGS.putAll(Map.of(
                "onetail.role.shop.allow",
                "view, search, download source " + there + "/**; view, search, download host far",
                "onetail.role.ops.allow",
                "view, search, download, unmasked",
                "onetail.role.viewers.groups",
                "viewers",
                "onetail.role.viewers.allow",
                "view",
                "onetail.role.admin.groups",
                "admin",
                "onetail.role.admin.allow",
                "administer",
                "onetail.host.here.command.cmd",
                "echo said"));
        SETTINGS.putAll(Map.of(
                "onetail.host.far.address", "::1", // like the server, so with IPv6
                "onetail.host.far.port", Integer.toString(far.port()),
                "onetail.host.far.user", far.user(),
                "onetail.host.far.key-file", far.clientKey().toString(),
                "onetail.host.far.known-hosts", far.knownHosts().toString(),
                "onetail.host.far.logs", far.logs() + "/*.log"));
        server.deploy(SETTINGS);
    }

    @AfterAll
    static void end() {
        far.close();
    }

    @BeforeEach
    void logs() {
        ServerFixture.append(shop, "shop begins\npaid with " + CARD + " ok\n");
        ServerFixture.append(ops, "ops begins\n");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (InputStream one : open) {
            one.close();
        }
        Files.deleteIfExists(shop);
        Files.deleteIfExists(ops);
        Files.deleteIfExists(large);
    }

    private static <T> HttpResponse<T> ask(String path, Map<String, String> who, String method, BodyHandler<T> as)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.at(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Sec-Fetch-Site", "same-origin");
        who.forEach(request::header);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), as);
    }

    private static HttpResponse<String> get(String path, Map<String, String> who) throws Exception {
        return ask(path, who, "GET", BodyHandlers.ofString());
    }

    private static String of(String what, String host, Object source) {
        return "api/" + what + "?host=" + encoded(host) + "&source=" + encoded(source.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> download(Object source, Map<String, String> who) throws Exception {
        return get(of("download", "here", source), who);
    }

    /** Begins a download of a large file over SSH, without reading it. */
    private HttpResponse<InputStream> begin(Map<String, String> who) throws Exception {
        HttpResponse<InputStream> answer = ask(of("download", "far", large), who, "GET", BodyHandlers.ofInputStream());
        open.add(answer.body());
        return answer;
    }

    private HttpResponse<InputStream> begun(Map<String, String> who) throws Exception {
        HttpResponse<InputStream> answer = begin(who);
        assertEquals(200, answer.statusCode());
        return answer;
    }

    private long writeLarge() throws IOException {
        Files.createDirectories(large.getParent());
        Files.write(large, ServerFixture.lines(1, 300_000).getBytes(StandardCharsets.UTF_8));
        return Files.size(large);
    }

    private static List<JsonObject> events(String event, Path source) throws Exception {
        HttpResponse<String> answer = get("api/audit?limit=200", ADA);
        return Json.createReader(new StringReader(answer.body()))
                .readObject()
                .getJsonArray("events")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(one -> one.getString("event").equals(event)
                        && one.getString("source", "").equals(source.toString()))
                .toList();
    }

    private static void awaitEvent(String event, Path source) {
        Await.until(event + " is in the audit", () -> !events(event, source).isEmpty());
    }

    @Test
    void aDownloadIsTheFileAsThePersonMaySeeIt() throws Exception {
        String content = "shop begins\npaid with " + CARD + " ok\n";
        HttpResponse<String> clear = download(shop, BOB);
        assertEquals(200, clear.statusCode(), clear.body());
        assertEquals(content, clear.body());
        HttpResponse<String> masked = download(shop, ALICE);
        assertEquals(content.replace(CARD, STARS), masked.body());
        assertEquals(content.length(), Long.parseLong(header(masked, "Content-Length")));
        assertEquals(
                "attachment; filename=\"here-" + id + ".log\"; filename*=UTF-8''here-" + id + ".log",
                header(masked, "Content-Disposition"));
        assertEquals(
                "text/plain;charset=utf-8",
                header(masked, "Content-Type").replace(" ", "").toLowerCase());
        assertEquals("nosniff", header(masked, "X-Content-Type-Options"));
        assertEquals("default-src 'none'; sandbox", header(masked, "Content-Security-Policy"));
        assertEquals("no-store", header(masked, "Cache-Control"));
        for (int from = 0; from <= content.length(); from++) {
            String range = get(of("download", "here", shop) + "&offset=" + from + "&length=7", ALICE)
                    .body();
            assertEquals(
                    content.replace(CARD, STARS).substring(from, Math.min(content.length(), from + 7)),
                    range,
                    "" + from);
        }
        awaitEvent("downloaded", shop);
        JsonObject event = events("download", shop).stream()
                .filter(one -> one.getString("user").equals("alice")
                        && one.getJsonObject("to").getInt("offset") == content.length())
                .findFirst()
                .orElseThrow();
        assertTrue(event.getBoolean("masked"));
        assertFalse(get("api/audit?limit=200", ADA).body().contains("shop begins"), "log content");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(" AND ", answer.headers().allValues(name));
    }

    @Test
    void theFirstViewerGetsExactlyTheLastLinesWhateverIsHidden() throws Exception {
        lastLines(shop, "{\"last\":2}", ALICE);
        lastLines(large, "{\"last\":2}", BOB);
        lastLines(ops, "\"end\"", BOB);
    }

    @Test
    void aCommandThatEndsIsSaidToHaveEndedAndMissesNothing() throws Exception {
        try (LiveClient bob = LiveClient.connect(server.base(), BOB)) {
            bob.open("v", "here", "cmd", "{\"last\":10}");
            bob.await(
                    "the end",
                    text -> text.toString().contains("'cmd' has ended with status 0. It is run again in 2 s"));
            bob.awaitEnd("said\n");
            bob.await("the next run", text -> text.getString("reason", "").equals("restarted"));
            assertTrue(bob.texts().stream()
                    .noneMatch(text -> text.getString("type").equals("gap")));
            assertTrue(bob.texts().stream()
                    .noneMatch(text -> text.getString("state", "").equals("live")));
            assertEquals(List.of(), bob.violations());
        }
    }

    private static void lastLines(Path log, String from, Map<String, String> who) throws Exception {
        ServerFixture.append(log, ServerFixture.lines(1, 50) + "paid " + CARD + "\npart of a li");
        String last = from.contains("2") ? "paid " + (who == BOB ? CARD : STARS) + "\npart of a li" : "";
        try (LiveClient first = LiveClient.connect(server.base(), who);
                LiveClient second = LiveClient.connect(server.base(), who)) {
            for (LiveClient viewer : List.of(first, second)) {
                viewer.open("v", log.startsWith(far.logs()) ? "far" : "here", log.toString(), from);
                viewer.awaitType("opened");
            }
            ServerFixture.append(log, "ne\nnew\n");
            for (LiveClient viewer : List.of(first, second)) {
                viewer.awaitEnd("new\n");
                assertEquals(last + "ne\nnew\n", viewer.content(), from);
                assertEquals(List.of(), viewer.violations());
            }
        }
    }

    @Test
    void namesOfAnyKindAreDownloaded() throws Exception {
        Path odd = server.log("shop", "日志 \"" + id + "\" 100%;&+.log");
        ServerFixture.append(odd, "订单\n");
        try {
            HttpResponse<String> answer = download(odd, ALICE);
            assertEquals("订单\n", answer.body());
            assertEquals(
                    "attachment; filename=\"here-__ _" + id + "_ 100_;&+.log\"; filename*=UTF-8''here-"
                            + "%E6%97%A5%E5%BF%97%20_" + id + "_%20100_%3B&+.log",
                    header(answer, "Content-Disposition"));
        } finally {
            Files.delete(odd);
        }
    }

    @Test
    void whatSomebodyMayNotDownloadIsAsIfItWereNotThere() throws Exception {
        String absent = download("/nowhere/x.log", ALICE).body();
        for (Map<String, String> who : List.of(ALICE, CAROL)) { // one who may not see the log, and one who may view it
            HttpResponse<String> refused = download(ops, who);
            assertEquals(403, refused.statusCode());
            assertEquals(absent.replace("/nowhere/x.log", ops.toString()), refused.body());
        }
        Map<String, String> dave = person("dave", "nothing");
        assertEquals(
                get(of("download", "none", ops), dave).body().replaceFirst("none", "here"),
                get(of("download", "here", ops), dave).body());
        String there = shop.getParent().toString();
        for (String source : List.of(
                there + "/../ops/" + id + ".log",
                there + "/%2e%2e/ops/" + id + ".log",
                there + "/%252e%252e/ops/" + id + ".log",
                there + "/./../ops/" + id + ".log",
                shop + "\n" + ops,
                shop + "\r\nX-Injected: 1",
                ops + "\n",
                ops + "\0",
                "\0",
                there + "/{x,../ops/" + id + "}.log",
                there + "/**/../../ops/*.log",
                ops.toString().replace("/ops/", "//ops/"),
                ops.toString().replace("/ops/", "/OPS/"),
                "/" + "x".repeat(5_000))) {
            HttpResponse<String> answer = download(source, ALICE);
            assertTrue(List.of(400, 403, 404).contains(answer.statusCode()), source + ": " + answer.body());
            assertFalse(answer.body().contains("begins"), source);
            assertEquals("", header(answer, "X-Injected"));
        }
        // the server may refuse a zero byte itself, but nobody gets data
        assertTrue(get("api/download?host=here&source=" + ops + "%00", ALICE).statusCode() >= 400);
        assertEquals(400, get("api/download?host=here", ALICE).statusCode());
        assertEquals(400, get("api/download?source=" + shop, ALICE).statusCode());
        for (String bad : List.of("offset=-1", "offset=x", "length=1e3", "offset=" + "9".repeat(40))) {
            assertEquals(
                    400, get(of("download", "here", shop) + "&" + bad, ALICE).statusCode(), bad);
        }
        assertEquals(400, get("api/download?host=here&source=cmd", BOB).statusCode());
        assertEquals(
                405,
                ask(of("download", "here", shop), ALICE, "HEAD", BodyHandlers.ofString())
                        .statusCode());
        awaitEvent("refused", ops);
        Await.until(
                "the log says why",
                () -> logged().contains("Refused alice from 192.0.2.7 permission to download '" + ops
                        + "' on host 'here': None of their roles allows the action 'download' on it."));
    }

    @Test
    void whatBeginsBeyondTheEndIsRefusedWithTheSize() throws Exception {
        HttpResponse<String> answer = get(of("download", "here", shop) + "&offset=10000", ALICE);
        assertEquals(416, answer.statusCode());
        assertEquals("bytes */" + Files.size(shop), header(answer, "Content-Range"));
        assertTrue(answer.body().contains("'offset' is 10000, beyond the end"), answer.body());
        assertEquals(
                "",
                get(of("download", "here", shop) + "&offset=" + Files.size(shop), ALICE)
                        .body());
    }

    @Test
    void aCompressedFileIsTakenAsItIsAndWhyElseNotIsSaid() throws Exception {
        Path packed = server.log("shop", id + ".log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(("paid with " + CARD + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        try {
            HttpResponse<byte[]> taken = ask(of("download", "here", packed), BOB, "GET", BodyHandlers.ofByteArray());
            assertArrayEquals(Files.readAllBytes(packed), taken.body());
            assertEquals("application/octet-stream", header(taken, "Content-Type"));
            HttpResponse<String> masked = download(packed, ALICE);
            assertEquals(403, masked.statusCode(), "a card number is in it: " + masked.body());
            assertTrue(masked.body().contains("is compressed, and parts of this log are hidden"), masked.body());
            HttpResponse<String> sought = get(of("search", "here", packed) + "&text=x", BOB);
            assertEquals(400, sought.statusCode(), sought.body());
            assertTrue(sought.body().contains("only text can be searched; download it"), sought.body());
            try (LiveClient view = LiveClient.connect(server.base(), BOB)) {
                view.open("v", "here", packed.toString(), "\"end\"");
                Await.until(
                        "the view says why not", () -> view.texts().toString().contains("is compressed and"));
            }
        } finally {
            Files.delete(packed);
        }
    }

    private static JsonObject search(String host, Path source, String more, Map<String, String> who) throws Exception {
        HttpResponse<String> answer = get(of("search", host, source) + more, who);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                "application/json;charset=utf-8",
                header(answer, "Content-Type").replace(" ", "").toLowerCase());
        JsonObject json = Json.createReader(new StringReader(answer.body())).readObject();
        assertTrue(json.isNull("error"), answer.body());
        return json;
    }

    private static List<String> lines(JsonObject found) {
        return found.getJsonArray("hits").getValuesAs(JsonObject.class).stream()
                .map(hit -> hit.getString("line"))
                .toList();
    }

    @Test
    void aSearchFindsWhatThePersonCanSeeAndNothingElse() throws Exception {
        String asked = "&text=" + encoded(CARD);
        JsonObject clear = search("here", shop, asked, BOB);
        assertEquals(List.of("paid with " + CARD + " ok"), lines(clear));
        assertEquals(12, clear.getJsonArray("hits").getJsonObject(0).getInt("offset"));
        assertTrue(clear.isNull("next"));
        JsonObject masked = search("here", shop, asked, ALICE);
        JsonObject absent = search("here", shop, "&text=" + encoded("4111 1111 1111 1112"), ALICE);
        assertEquals(absent.toString(), masked.toString());
        assertEquals(List.of(), lines(search("here", shop, "&regex=true&text=" + encoded("\\d"), ALICE)));
        assertEquals(
                List.of("paid with " + STARS + " ok", "shop begins"),
                lines(search("here", shop, "&regex=true&text=" + encoded("(?i)PAID|^shop"), ALICE)));
        Await.until("all five are in the audit", () -> events("search", shop).size() == 5);
        JsonObject event = events("search", shop).get(0);
        assertEquals("alice", event.getString("user"));
        assertEquals(45, event.getJsonObject("to").getInt("offset"));
        String audit = get("api/audit?limit=200", ADA).body();
        for (String told : List.of(CARD, encoded(CARD), "paid", "PAID")) {
            assertFalse(audit.contains(told), "the search text is as sensitive as content: " + told);
        }
    }

    @Test
    void aSearchGoesOnWhereItWasOverSsh() throws Exception {
        writeLarge();
        JsonObject found;
        try (LiveClient bob = LiveClient.connect(server.base(), BOB).view("far", large.toString(), 1)) {
            bob.awaitEnd("line 300000 of the log\n");
            found = search("far", large, "&text=line+2", BOB);
            JsonObject hit = found.getJsonArray("hits").getJsonObject(0);
            assertTrue(hit.getString("line").endsWith("line 299999 of the log"), hit.toString());
            try (LiveClient there = LiveClient.connect(server.base(), BOB)) {
                there.open("v", "far", large.toString(), position(hit));
                Await.until(
                        "the offset leads to the line", () -> there.content().startsWith(hit.getString("line")));
            }
        }
        assertEquals(5, found.getJsonArray("hits").size());
        JsonObject more = search("far", large, "&text=line+2" + next(found), BOB);
        assertTrue(lines(more).get(0).endsWith("line 299994 of the log"), more.toString());

        int searches = 1;
        JsonObject far = search("far", large, "&text=line+000001", ALICE);
        for (; lines(far).isEmpty(); searches++) {
            far = search("far", large, "&text=line+000001" + next(far), ALICE);
        }
        assertTrue(searches > 2, "after " + searches);

        Files.delete(large);
        ServerFixture.append(large, "another file\n");
        assertEquals(
                404,
                get(of("search", "far", large) + "&text=x" + next(found), BOB).statusCode());
    }

    private static String position(JsonObject hit) {
        return "{\"generation\":" + hit.get("generation") + ",\"offset\":" + hit.get("offset") + "}";
    }

    private static String next(JsonObject found) {
        JsonObject next = found.getJsonObject("next");
        return "&file=" + encoded(next.getString("file")) + "&before=" + next.getInt("before");
    }

    @Test
    void whatSomebodyMayNotSearchIsAsIfItWereNotThere() throws Exception {
        String absent =
                get(of("search", "here", "/nowhere/x.log") + "&text=x", ALICE).body();
        for (Map<String, String> who : List.of(ALICE, CAROL)) {
            HttpResponse<String> refused = get(of("search", "here", ops) + "&text=ops", who);
            assertEquals(403, refused.statusCode());
            assertEquals(absent.replace("/nowhere/x.log", ops.toString()), refused.body());
        }
        String there = shop.getParent().toString();
        for (String source : List.of(there + "/../ops/" + id + ".log", shop + "\n" + ops, ops + "\n")) {
            assertEquals(
                    400, get(of("search", "here", source) + "&text=x", ALICE).statusCode(), source);
        }
        for (String bad : List.of(
                "",
                "&text=",
                "&text=a%0Ab",
                "&text=" + "x".repeat(1_001),
                "&text=x&regex=yes",
                "&text=x&before=-1",
                "&text=x&before=" + "9".repeat(30),
                "&regex=true&text=" + encoded("(a"),
                "&regex=true&text=" + encoded("a*"),
                "&regex=true&text=" + encoded("((((((a{10}){10}){10}){10}){10}){10}){10}"))) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = get(of("search", "here", shop) + bad, ALICE);
            assertEquals(400, answer.statusCode(), bad + ": " + answer.body());
            assertTrue(System.nanoTime() - begin < 5_000_000_000L, bad);
        }
        assertEquals(400, get("api/search?host=here&source=cmd&text=x", BOB).statusCode());
    }

    @Test
    void aSearchEndsWhenTheClientIsGone() throws Exception {
        Files.createDirectories(large.getParent());
        Files.writeString(large, ("a".repeat(10_000) + "\n").repeat(400));
        String slow = "&regex=true&text=" + encoded("[ab]{30}x");
        try (java.net.Socket socket =
                new java.net.Socket(server.base().getHost(), server.base().getPort())) {
            StringBuilder request = new StringBuilder(
                    "GET " + server.at(of("search", "far", large) + slow).getRawPath() + "?"
                            + server.at(of("search", "far", large) + slow).getRawQuery() + " HTTP/1.1\r\nHost: "
                            + server.base().getAuthority() + "\r\n");
            ALICE.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() > 0, "it has begun");
        }
        awaitEvent("search", large);
        assertTrue(events("search", large).get(0).getJsonObject("from").getInt("offset") > 0, "it was not finished");
    }

    @Test
    void thePageIsToldWhoMayDownload() throws Exception {
        String query = "?source=" + encoded(shop.toString());
        assertEquals(
                "{\"download\":true}", get("api/hosts/here/may" + query, ALICE).body());
        assertEquals(
                "{\"download\":false}", get("api/hosts/here/may" + query, CAROL).body());
        assertEquals(
                "{\"download\":false}",
                get("api/hosts/here/may?source=cmd", BOB).body());
        for (String path : List.of(
                "api/hosts/here/may?source=" + encoded(ops.toString()),
                "api/hosts/none/may" + query,
                "api/hosts/here/may?source=%00",
                "api/hosts/here/may")) {
            assertEquals("{\"download\":false}", get(path, ALICE).body(), path);
        }
    }

    @Test
    void aLinkThatLeadsOutIsNotDownloaded() throws Exception {
        Path link = server.log("shop", id + "-link.log");
        Files.createSymbolicLink(link, Path.of("/etc/passwd"));
        try {
            HttpResponse<String> answer = download(link, ALICE);
            assertEquals(403, answer.statusCode(), answer.body());
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void whoReadsSlowlyHoldsUpNobodyAndTheirNumberIsBounded() throws Exception {
        long size = writeLarge();
        HttpResponse<InputStream> slow = begun(ALICE);
        begun(ALICE);
        HttpResponse<InputStream> third = begin(ALICE);
        assertEquals(429, third.statusCode());
        assertTrue(text(third).contains("You have 2 downloads"), "of one person");
        begun(BOB);
        assertTrue(text(begin(BOB)).contains("As many downloads"), "of one host");
        assertEquals(200, download(shop, BOB).statusCode(), "another host");

        try (LiveClient carol = LiveClient.connect(server.base(), CAROL).view("far", large.toString(), 10)) {
            carol.awaitEnd("line 300000 of the log\n");
            ServerFixture.append(large, "live all the same\n");
            carol.awaitEnd("live all the same\n");
        }
        assertEquals(size, slow.body().readAllBytes().length, "it continues when it is read");
        open.get(1).close();
        Await.until("the permits are free again", () -> begin(ALICE).statusCode() == 200);
        Await.until(
                "a client that accepts nothing is cut off",
                Duration.ofSeconds(30),
                () -> events("downloaded", large).stream()
                        .anyMatch(event -> event.getString("user").equals("bob")
                                && event.getJsonObject("to").getInt("offset") < size));
        Await.until("its permit is free", () -> begin(BOB).statusCode() == 200);
    }

    private static String text(HttpResponse<InputStream> answer) throws IOException {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aDownloadEndsWithTheRight() throws Exception {
        writeLarge();
        HttpResponse<InputStream> alice = begun(ALICE);
        HttpResponse<InputStream> bob = begun(BOB);
        Map<String, String> less = new HashMap<>(SETTINGS);
        less.put("onetail.role.shop.allow", "view, download source /elsewhere/**");
        server.configure(less);
        try {
            Await.until("the right is withdrawn", () -> download(shop, ALICE).statusCode() != 200);
            long broken = System.nanoTime();
            assertThrows(
                    IOException.class,
                    () -> alice.body().readAllBytes(),
                    "the partial answer is not taken for the whole file");
            assertTrue(System.nanoTime() - broken < 10_000_000_000L, "and that is seen soon");
            assertEquals(Files.size(large), bob.body().readAllBytes().length);
            awaitEvent("withdrawn", large);
        } finally {
            server.configure(SETTINGS);
            Await.until("alice may again", () -> download(shop, ALICE).statusCode() == 200);
        }
    }

    @Test
    void aDownloadEndsWithTheSession() throws Exception {
        writeLarge();
        HttpResponse<InputStream> alice = begun(ALICE);
        assertEquals(200, ask("logout", ALICE, "POST", BodyHandlers.ofString()).statusCode());
        assertThrows(IOException.class, () -> alice.body().readAllBytes());
    }

    private static String logged() {
        try {
            return server.logged();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.AdminTool;
import io.onetail.testing.FrontServer;
import io.onetail.testing.LiveClient;
import io.onetail.testing.MockProvider;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerKind;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The application server's own login as the scripts of {@code server-config} set it up: WildFly's OpenID Connect
 * client, and a realm of Payara; behind nginx, as in production.
 */
class ServerLoginIT {
    private static final Path SCRIPTS = Path.of("server-config").toAbsolutePath();
    private static final boolean OIDC = ServerKind.current() == ServerKind.WILDFLY;

    private static SignOnServer world;
    private static MockProvider provider;
    private static FrontServer nginx;
    private static URI base;
    private static Path shop;
    private static Path ops;

    @BeforeAll
    static void start() throws Exception {
        world = SignOnServer.own("server-login");
        provider = new MockProvider(Ports.free());
        shop = world.log("shop", "orders.log");
        ops = world.log("ops", "auth.log");
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        ServerFixture.append(ops, ServerFixture.lines(1, 10));
        AdminTool tool = new AdminTool(ServerKind.current(), world.server().adminPort());
        for (int i = 0; i < 2; i++) { // it can be run again
            AdminTool.Result result = tool.script(script());
            assertEquals(0, result.status(), result.output());
        }
        if (!OIDC) {
            addUser(tool, "anna", "shop:staff");
            world.server().restart();
            addUser(tool, "otto", "ops");
        }
        int port = Ports.free();
        world.deploy(Map.of(
                "onetail.access.mode", "container",
                "onetail.access.public-url", FrontServer.publicUrl(port).toString(),
                "onetail.access.container.groups", "shop, ops"));
        nginx = FrontServer.nginx(port, world.base());
        base = nginx.base();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable one : new AutoCloseable[] {nginx, provider, world}) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The script unchanged, except for the provider's URL. */
    private static Path script() throws Exception {
        return OIDC
                ? AdminTool.temporary(Files.readString(SCRIPTS.resolve("wildfly/oidc.cli"))
                        .replace(
                                "https://sso.example.org/realms/staff",
                                provider.issuer().toString()))
                : SCRIPTS.resolve("payara/realm.asadmin");
    }

    private static void addUser(AdminTool tool, String name, String groups) throws Exception {
        AdminTool.Result result = tool.asadmin(
                "--passwordfile",
                AdminTool.temporary("AS_ADMIN_USERPASSWORD=pass-1!").toString(),
                "create-file-user",
                "--authrealmname",
                "onetail",
                "--groups",
                groups,
                name);
        assertEquals(0, result.status(), result.output());
    }

    /** Signs in, from the page's first answer to the last one. */
    private static HttpResponse<String> signIn(WebClient client, URI view, String name, String... groups)
            throws Exception {
        HttpResponse<String> login = client.page(view);
        if (OIDC) {
            while (!WebClient.location(login)
                    .getAuthority()
                    .equals(provider.issuer().getAuthority())) {
                login = client.page(WebClient.location(login));
            }
            return client.follow(MockProvider.signIn(
                    client, login, name, MockProvider.claims("roles", name, "sid-" + name, groups)));
        }
        HttpResponse<String> form = client.follow(login);
        assertTrue(form.body().contains("type=\"password\""), form.body());
        return client.follow(client.post(form.uri(), Map.of("name", name, "password", "pass-1!"), "Origin", origin()));
    }

    private static String origin() {
        return "https://" + base.getAuthority();
    }

    private static LiveClient live(WebClient client) throws Exception {
        return LiveClient.connect(base, Map.of("Cookie", client.cookieHeader(base), "Origin", origin()), nginx.trust());
    }

    @Test
    void anyoneWhoSignsInComesBackToTheViewAndSeesWhatTheirGroupsMay() throws Exception {
        WebClient anna = new WebClient(nginx.trust());
        URI view = URI.create(base + "?host=here&source=" + shop);
        HttpResponse<String> page = signIn(anna, view, "anna", "shop", "staff");
        assertEquals(200, page.statusCode(), page.body());
        assertEquals(view, page.uri());
        String session = anna.get(base.resolve("api/session")).body();
        assertTrue(session.contains("\"user\":\"anna\"") && session.contains("\"groups\":[\"shop\"]"), session);
        String seen = anna.get(base.resolve("api/hosts/here/logs")).body();
        assertTrue(seen.contains(shop.toString()) && !seen.contains(ops.toString()), seen);
        try (LiveClient live = live(anna).view("here", shop.toString(), 3)) {
            ServerFixture.append(shop, "written just now\n");
            live.awaitEnd("written just now\n");
            live.open("w", "here", ops.toString(), "{\"last\":5}");
            assertEquals("forbidden", live.awaitType("error").getString("code"));
        }

        WebClient otto = new WebClient(nginx.trust());
        signIn(otto, base, "otto", "ops");
        try (LiveClient live = live(otto).view("here", ops.toString(), 3)) {
            live.awaitEnd("line 000010 of the log\n");
        }
    }

    @Test
    void signingOutClosesTheWebSocketAndTheServerAsksAgain() throws Exception {
        WebClient client = new WebClient(nginx.trust());
        signIn(client, base, "anna", "shop");
        String stolen = client.cookieHeader(base);
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> {
            try {
                return RawHttp.closeCode(
                        nginx.trust().getSocketFactory(),
                        base,
                        "Cookie: " + stolen + "\r\nOrigin: " + origin() + "\r\n",
                        open::countDown);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertTrue(open.await(20, TimeUnit.SECONDS));
        HttpResponse<String> out = client.post(base.resolve("logout"), Map.of(), "Origin", origin());
        assertTrue(out.body().contains(base + "login/out"), out.body());
        assertEquals(1008, code.get(10, TimeUnit.SECONDS));
        assertEquals(401, client.get(base.resolve("api/session")).statusCode());
        assertEquals(
                401,
                nginx.upgrade(List.of("Cookie: " + stolen, "Origin: " + origin()))
                        .status());
        HttpResponse<String> again = client.page(base);
        while (again.statusCode() / 100 == 3
                && WebClient.location(again).getAuthority().equals(base.getAuthority())) {
            again = client.page(WebClient.location(again));
        }
        assertTrue(
                OIDC ? again.statusCode() == 302 : again.body().contains("type=\"password\""),
                "the server's own session has ended too: " + again);
    }

    @Test
    void theWebSocketAndScriptsAreNeverRedirected() throws Exception {
        assertEquals(401, nginx.upgrade(List.of("Origin: " + origin())).status());
        assertEquals(401, nginx.send("GET", "/onetail/api/hosts", List.of()).status());
        assertFalse(nginx.send("GET", "/onetail/api/hosts", List.of("Accept: text/html"))
                .head()
                .contains("Location:"));
    }

    @Test
    void loginLeadsToNoOtherSite() throws Exception {
        for (String to : List.of("https://evil.example.org/", "//evil.example.org/", "?x\r\nLocation: evil")) {
            WebClient client = new WebClient(nginx.trust());
            URI enter = URI.create(
                    base + "login/enter?to=" + java.net.URLEncoder.encode(to, java.nio.charset.StandardCharsets.UTF_8));
            HttpResponse<String> page = signIn(client, enter, "anna", "shop");
            assertEquals(base, page.uri());
        }
    }
}

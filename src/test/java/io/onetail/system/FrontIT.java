package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import io.onetail.testing.Browser;
import io.onetail.testing.FrontServer;
import io.onetail.testing.LiveClient;
import io.onetail.testing.MockProvider;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Onetail behind a real Apache with mod_auth_openidc, and behind a real nginx, both with TLS and their example from
 * {@code server-config}.
 */
class FrontIT {
    private final SignOnServer world = SignOnServer.get();
    private final Path shop = world.log("shop", "front.log");

    @Test
    void apacheSignsPeopleInAndWhatClientsSendIsIgnored() throws Exception {
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        int port = Ports.free();
        try (MockProvider provider = new MockProvider(Ports.free())) {
            world.deploy(Map.of(
                    "onetail.access.mode",
                    "proxy",
                    "onetail.access.public-url",
                    FrontServer.publicUrl(port).toString(),
                    "onetail.access.proxy.secret",
                    "CHANGE-ME-THREE",
                    "onetail.access.proxy.logout",
                    "/onetail/oidc?logout=https%3A%2F%2F127.0.0.1%3A" + port + "%2F"));
            try (FrontServer apache = FrontServer.apache(port, world.base(), provider.issuer(), MockProvider.CLIENT)) {
                URI base = apache.base();
                for (List<String> sent : List.of(
                        List.<String>of(),
                        List.of(
                                "X-Forwarded-User: root",
                                "X-Forwarded-Groups: ops",
                                "X-Onetail-Secret: CHANGE-ME-THREE"))) {
                    assertEquals(
                            401,
                            apache.send("GET", "/onetail/api/session", sent).status());
                    RawHttp.Answer upgrade = apache.upgrade(sent);
                    assertEquals(401, upgrade.status(), upgrade.head());
                    assertFalse(upgrade.head().contains("Location:"), upgrade.head());
                }

                WebClient client = new WebClient(apache.trust());
                URI view = URI.create(base + "?host=here&source=" + shop);
                HttpResponse<String> back = MockProvider.signIn(
                        client, client.page(view), "anna", MockProvider.claims("anna", "sid-apache", "shop", "staff"));
                assertEquals(view, WebClient.location(back));
                assertTrue(cookie(back, "mod_auth_openidc_session=").contains("; Secure"), "for TLS only");
                assertEquals(200, client.page(view).statusCode());
                HttpResponse<String> answer = client.get(base.resolve("api/session"));
                assertEquals(List.of("max-age=31536000"), answer.headers().allValues("Strict-Transport-Security"));
                String session = answer.body();
                assertTrue(session.contains("\"user\":\"anna\"") && session.contains("anna of the tests"), session);
                assertTrue(session.contains("\"groups\":[\"shop\",\"staff\"]"), session);
                signedInWebSocket(client, apache);
                auditHasTheClientsAddress(client, apache);
                String cookies = "Cookie: " + client.cookieHeader(base);
                for (String header : List.of("X-Forwarded-User: root", "X-Forwarded-Groups: ops")) {
                    RawHttp.Answer same = apache.send("GET", "/onetail/api/session", List.of(cookies, header));
                    assertTrue(same.body().contains("\"user\":\"anna\""), same.toString());
                    assertFalse(same.body().contains("ops"), same.toString());
                }
                assertEquals(
                        403,
                        apache.send("GET", "/onetail/api/session", List.of(cookies, "X_Forwarded_User: root"))
                                .status());
                assertEquals(
                        403,
                        RawHttp.upgrade(world.base(), List.of("X-Forwarded-User: root"))
                                .status());
                for (String smuggled : List.of(
                        "X-Other: a\r\n X-Forwarded-User: root",
                        "X-Other: a\nX-Forwarded-User: root",
                        "X-Other: a\rX-Forwarded-User: root",
                        "X-Forwarded-User : root",
                        " X-Forwarded-User: root",
                        "Connection: close, X-Forwarded-User",
                        "Connection: close, X-Forwarded-Groups",
                        "Connection: close, X-Onetail-Secret")) {
                    String other = apache.exchange("GET /onetail/api/session HTTP/1.1\r\nHost: " + base.getAuthority()
                            + "\r\n" + cookies + "\r\n" + smuggled + "\r\nConnection: close\r\n\r\n");
                    assertFalse(other.contains("root"), smuggled + ": " + other);
                    assertFalse(other.contains("ops"), smuggled + ": " + other);
                }
                nobodyGetsTheAnswerToASmuggledRequest(apache);

                String out = client.post(base.resolve("logout"), Map.of(), "Origin", origin(apache))
                        .body();
                assertTrue(out.contains("/onetail/oidc?logout="), out);
                client.page(base.resolve("/onetail/oidc?logout=https%3A%2F%2F127.0.0.1%3A" + port + "%2F"));
                assertEquals(401, client.get(base.resolve("api/session")).statusCode());
            }
        }
    }

    @Test
    void nginxPassesLoginAndWebSocketOn() throws Exception {
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        int port = Ports.free();
        try (MockProvider provider = new MockProvider(Ports.free())) {
            world.deploy(MockProvider.settings(provider.issuer(), FrontServer.publicUrl(port)));
            try (FrontServer nginx = FrontServer.nginx(port, world.base())) {
                URI base = nginx.base();
                assertEquals(
                        401, nginx.upgrade(List.of("Origin: " + origin(nginx))).status());
                WebClient client = new WebClient(nginx.trust());
                HttpResponse<String> start = client.page(base);
                assertEquals(List.of("max-age=31536000"), start.headers().allValues("Strict-Transport-Security"));
                assertTrue(cookie(start, "onetail-login").contains("; Secure; HttpOnly; SameSite=Lax"));
                HttpResponse<String> back =
                        MockProvider.signIn(client, start, "anna", MockProvider.claims("anna", "sid-nginx", "shop"));
                assertEquals(base, WebClient.location(back));
                String session = cookie(back, "onetail-session=");
                assertTrue(session.endsWith("; Path=/onetail; Secure; HttpOnly; SameSite=Lax"), session);
                signedInWebSocket(client, nginx);
                auditHasTheClientsAddress(client, nginx);
                nobodyGetsTheAnswerToASmuggledRequest(nginx);
            }
        }
    }

    /** The server does not know that the browser uses https. */
    @Test
    void nginxPassesTheServersOwnLoginOn() throws Exception {
        int port = Ports.free();
        world.deploy(Map.of(
                "onetail.access.mode",
                "container",
                "onetail.access.public-url",
                FrontServer.publicUrl(port).toString()));
        try (FrontServer nginx = FrontServer.nginx(port, world.base())) {
            WebClient client = new WebClient(nginx.trust());
            HttpResponse<String> form = client.follow(client.page(nginx.base()));
            assertTrue(form.body().contains("name=\"password\""), form.body());
            assertEquals("https", form.uri().getScheme());
            HttpResponse<String> failed = client.follow(client.post(
                    nginx.base().resolve("login/enter"),
                    Map.of("name", "nobody", "password", "wrong"),
                    "Origin",
                    origin(nginx)));
            assertTrue(failed.body().contains("Name or password is wrong"), failed.body());
            assertEquals("https", failed.uri().getScheme());
        }
    }

    /** A browser sends a Secure cookie, and opens a WebSocket from an https page, over TLS only. */
    @Test
    void theFrontsTlsIsAllThatABrowserSees() throws Exception {
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        int port = Ports.free();
        try (MockProvider provider = new MockProvider(Ports.free())) {
            world.deploy(MockProvider.settings(provider.issuer(), FrontServer.publicUrl(port)));
            try (FrontServer nginx = FrontServer.nginx(port, world.base());
                    Browser browser = new Browser()) {
                Page page = browser.page(1280, 800, "en", "light");
                String address = nginx.base() + "?host=here&source=" + shop;
                page.navigate(address);
                page.locator("[name=username]").fill("anna");
                page.locator("[name=claims]").fill(MockProvider.claims("anna", "sid-tls", "shop"));
                page.locator("[type=submit]").click();
                assertThat(page).hasURL(address);
                assertThat(page.getByTestId("state")).hasAttribute("data-state", "live");
                ServerFixture.append(shop, "through TLS\n");
                assertThat(page.getByTestId("line").last()).containsText("through TLS");
                Cookie session = page.context().cookies().stream()
                        .filter(cookie -> cookie.name.equals("onetail-session"))
                        .findFirst()
                        .orElseThrow();
                assertTrue(session.secure && session.httpOnly, "not for scripts or http");
                assertEquals(List.of(), browser.complaints());
            }
        }
    }

    /**
     * The front server reuses connections to the application server, on which requests of different people could be
     * mixed up.
     */
    private static void nobodyGetsTheAnswerToASmuggledRequest(FrontServer front) throws Exception {
        String host = "Host: " + front.base().getAuthority() + "\r\n";
        String second = "GET /onetail/login/login.css HTTP/1.1\r\n" + host + "X-Forwarded-User: root\r\n\r\n";
        for (String lengths : List.of(
                "Content-Length: " + (5 + second.length()) + "\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: " + (5 + second.length()),
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")) {
            front.exchange("POST /onetail/api/session HTTP/1.1\r\n" + host + lengths + "\r\n\r\n0\r\n\r\n" + second);
            for (int i = 0; i < 3; i++) {
                RawHttp.Answer next = front.send("GET", "/onetail/api/session", List.of());
                assertEquals(401, next.status(), lengths + ": " + next);
            }
        }
    }

    /** The client's real address, neither the front server's nor the one that the client claims. */
    private void auditHasTheClientsAddress(WebClient client, FrontServer front) throws Exception {
        List<String> headers =
                List.of("Cookie: " + client.cookieHeader(front.base()), "X-Forwarded-For: 198.51.100.66");
        assertEquals(
                404,
                front.sendFrom("127.0.0.2", "GET", "/onetail/api/hosts/nowhere/logs", headers)
                        .status());
        world.awaitLogged(
                "\"event\":\"refused\",\"user\":\"anna\",\"address\":\"127.0.0.2\",\"what\":\"list nowhere\"");
    }

    private static String origin(FrontServer front) {
        return "https://" + front.base().getAuthority();
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(value -> value.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + answer.headers()));
    }

    private void signedInWebSocket(WebClient client, FrontServer front) throws Exception {
        Map<String, String> headers = Map.of("Cookie", client.cookieHeader(front.base()), "Origin", origin(front));
        try (LiveClient live =
                LiveClient.connect(front.base(), headers, front.trust()).view("here", shop.toString(), 3)) {
            ServerFixture.append(shop, "through the front\n");
            live.awaitEnd("through the front\n");
        }
        assertEquals(
                403,
                front.upgrade(List.of(
                                "Cookie: " + client.cookieHeader(front.base()),
                                "Origin: http://" + front.base().getAuthority()))
                        .status(),
                "a page with a plain http URL is another site");
    }
}

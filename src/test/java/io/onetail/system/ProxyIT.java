package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.LiveClient;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerLoginCheck;
import io.onetail.testing.SignOnServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** People whom a reverse proxy names in headers, and clients that send such headers themselves. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyIT {
    private static final String SECRET = "X-Onetail-Secret: s3cret of the proxy";
    private static final String ANNA = "X-Forwarded-User: anna";
    private static final String SHOP = "X-Forwarded-Groups: staff,shop";

    /** Payara refuses every request with anything but ASCII in a header. */
    private static final String NAME = ServerKind.current() == ServerKind.PAYARA ? "Anna Li" : "李安娜";

    private static SignOnServer world;
    private static URI base;
    private static Path shop;

    @BeforeAll
    static void start() throws IOException {
        world = SignOnServer.get();
        base = world.base();
        shop = world.log("shop", "proxied.log");
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        deploy(Map.of());
    }

    private static void deploy(Map<String, String> more) throws IOException {
        Map<String, String> settings = new java.util.HashMap<>(Map.of(
                "onetail.access.mode", "proxy",
                "onetail.access.proxy.secret", "s3cret of the proxy",
                "onetail.access.proxy.logout", "/oauth2/sign_out",
                "onetail.access.proxy.recheck", "3s"));
        settings.putAll(more);
        world.deploy(settings);
    }

    private static RawHttp.Answer session(String... headers) throws IOException {
        return RawHttp.send(base, "GET", base.getPath() + "api/session", List.of(headers));
    }

    private static LiveClient live() throws Exception {
        return LiveClient.connectAs("anna", "staff,shop", "s3cret of the proxy", base);
    }

    @Test
    @Order(1)
    void thePersonIsWhoTheProxySays() throws Exception {
        RawHttp.Answer answer = session(SECRET, ANNA, SHOP, "X-Forwarded-Preferred-Username: " + NAME);
        assertEquals(200, answer.status(), answer.toString());
        for (String part :
                List.of("\"user\":\"anna\"", NAME, "\"groups\":[\"shop\",\"staff\"]", "\"mode\":\"proxy\"")) {
            assertTrue(answer.body().contains(part), answer.body());
        }
        assertFalse(answer.head().contains("Set-Cookie"), answer.head());
        assertEquals(401, session(SECRET).status());
    }

    @Test
    @Order(1)
    void forgedHeadersAreRefusedFromLoopbackTooWithALogLineThatSaysWhy() throws Exception {
        for (List<String> forged : List.of(
                List.of(ANNA, SHOP),
                List.of(ANNA, SHOP, "X-Onetail-Secret: guess"),
                List.of(ANNA, "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"),
                List.of(SECRET, ANNA, "X-Forwarded-User: root"),
                List.of(SECRET, ANNA, "X_Forwarded_User: root"),
                List.of(SECRET, "X_Forwarded-User: root"),
                List.of(SECRET, "X-Forwarded-User: root, anna"),
                List.of(SECRET, ANNA, SHOP, "x-forwarded-groups: ops"),
                List.of(SECRET, ANNA, "X_Forwarded_Groups: ops"),
                List.of(SECRET, SECRET, ANNA))) {
            assertEquals(403, session(forged.toArray(String[]::new)).status(), forged.toString());
            assertEquals(403, RawHttp.upgrade(base, forged).status(), forged.toString());
        }
        for (String reason : List.of(
                "it has no header X-Onetail-Secret: it did not come through the proxy",
                "does not contain onetail.access.proxy.secret",
                "it has the header X-Forwarded-User more than once",
                ", which some programs treat as X-Forwarded-User")) {
            world.awaitLogged(reason);
        }
        assertFalse(world.logged().contains("s3cret of the proxy"));
    }

    /** Headers that a client smuggles through a proxy. */
    @Test
    @Order(1)
    void smuggledHeadersMakeNobodySomebodyElse() throws Exception {
        for (String smuggled : List.of(
                "X-Other: a\r\n X-Forwarded-User: root",
                "X-Other: a\r\n\tX-Forwarded-User: root",
                "X-Other: a\nX-Forwarded-User: root",
                "X-Other: a\rX-Forwarded-User: root",
                "X-Other: a\0X-Forwarded-User: root",
                "X-Forwarded-User : root",
                "X-Forwarded-User\t: root",
                " X-Forwarded-User: root",
                "X-Forwarded-User:\r\n root",
                "X-Forwarded-User\0: root",
                "x-forwarded_user: root",
                "X_FORWARDED_USER: root",
                "Connection: close, X-Forwarded-User")) {
            String answer = RawHttp.exchange(
                    SocketFactory.getDefault(),
                    base,
                    "GET " + base.getPath() + "api/session HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\n" + ANNA
                            + "\r\n" + SECRET + "\r\n" + smuggled + "\r\nConnection: close\r\n\r\n");
            assertFalse(answer.contains("root"), smuggled + ": " + answer);
            assertTrue(
                    answer.isEmpty()
                            || answer.matches("(?s)HTTP/1.1 (400|403) .*")
                            || answer.contains("\"user\":\"anna\""),
                    smuggled + ": " + answer);
        }
    }

    /** In a request with two lengths, one program may see the end where another one sees a second request. */
    @Test
    @Order(1)
    void aRequestWithTwoLengthsIsNotTwoRequestsOfThePerson() throws Exception {
        String second = "GET " + base.getPath() + "api/session HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\nX-Forwarded-User: root\r\n\r\n";
        for (String lengths : List.of(
                "Content-Length: " + (5 + second.length()) + "\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: " + (5 + second.length()),
                "Content-Length: 5, 5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")) {
            String answer = RawHttp.exchange(
                    SocketFactory.getDefault(),
                    base,
                    "POST " + base.getPath() + "api/session/used HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\n"
                            + "Sec-Fetch-Site: same-origin\r\n" + SECRET + "\r\n" + ANNA + "\r\n" + lengths
                            + "\r\n\r\n0\r\n\r\n" + second);
            assertFalse(answer.contains("\"user\""), lengths + ": " + answer);
        }
    }

    @Test
    @Order(1)
    void aPersonWhoComesDirectlyGetsAPageThatSaysWhereToGo() throws Exception {
        RawHttp.Answer page =
                RawHttp.send(base, "GET", base.getPath(), List.of("Accept: text/html", "Accept-Language: zh-CN"));
        assertEquals(403, page.status());
        assertTrue(page.body().contains("请通过统一登录访问"), page.body());
    }

    @Test
    @Order(1)
    void theWebSocketIsCheckedNowAndThenAndGoesOnWhereItWas() throws Exception {
        try (LiveClient live = live().view("here", shop.toString(), 3)) {
            live.awaitEnd("line 000010 of the log\n");
            assertEquals(1008, live.awaitClose().getCloseCode().getCode());
            ServerFixture.append(shop, "written meanwhile\n");
            try (LiveClient again = live()) {
                again.open("v", "here", shop.toString(), live.position());
                again.awaitEnd("written meanwhile\n");
            }
        }
    }

    @Test
    @Order(1)
    void theServersOwnLoginIsOutOfReach() throws Exception {
        ServerLoginCheck.assertClosed(base);
    }

    @Test
    @Order(1)
    void signingOutLeadsToTheProxy() throws Exception {
        RawHttp.Answer out = RawHttp.send(
                base,
                "POST",
                base.getPath() + "logout",
                List.of(SECRET, ANNA, "Sec-Fetch-Site: same-origin", "Content-Length: 0"));
        assertEquals(200, out.status(), out.toString());
        assertTrue(out.body().contains("/oauth2/sign_out"), out.body());
        assertEquals(
                403,
                RawHttp.send(
                                base,
                                "POST",
                                base.getPath() + "logout",
                                List.of(SECRET, ANNA, "Sec-Fetch-Site: cross-site", "Content-Length: 0"))
                        .status());
    }

    @Test
    @Order(2)
    void behindHttpsCookiesAndOriginsFollowThePublicAddress() throws Exception {
        deploy(Map.of("onetail.access.public-url", "https://logs.example.org/onetail"));
        RawHttp.Answer answer = session(SECRET, ANNA);
        assertTrue(answer.head().contains("Strict-Transport-Security: max-age=31536000"), answer.head());
        List<String> proxied = new ArrayList<>(List.of(SECRET, ANNA));
        proxied.add("Origin: https://logs.example.org");
        assertEquals(101, RawHttp.upgrade(base, proxied).status());
        proxied.set(2, "Origin: http://" + base.getAuthority());
        assertEquals(403, RawHttp.upgrade(base, proxied).status());
    }

    @Test
    @Order(3)
    void anAddressThatIsNotListedIsRefusedWhateverItSays() throws Exception {
        deploy(Map.of("onetail.access.proxy.addresses", "10.0.0.0/8"));
        assertEquals(403, session(SECRET, ANNA).status());
        assertEquals(
                403,
                session(SECRET, ANNA, "X-Forwarded-For: 10.0.0.1", "X-Real-IP: 10.0.0.1")
                        .status());
        world.awaitLogged("which is not in onetail.access.proxy.addresses");
    }
}

package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.Await;
import io.onetail.testing.FrontServer;
import io.onetail.testing.LiveClient;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerLoginCheck;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The WAR before an administrator has configured how people sign in, and with a mistake in that setting. */
class UnconfiguredIT {
    private static final Pattern LINK =
            Pattern.compile("http://localhost:(\\d+)/onetail/login/token\\?token=([0-9a-f]{48}) ");

    private final SignOnServer world = SignOnServer.get();
    private final URI base = world.base();
    private final Path shop = world.log("shop", "unconfigured.log");

    private List<MatchResult> links() throws IOException {
        return LINK.matcher(world.logged()).results().toList();
    }

    @Test
    void onlyWhoHasTheTokenOfTheServersLogComesIn() throws Exception {
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        int before = links().size();
        world.deploy(Map.of());
        Await.until("the log has a link", () -> links().size() > before);
        MatchResult link = links().get(before);
        String token = link.group(2);
        if (ServerKind.current() == ServerKind.WILDFLY) {
            assertEquals(base.getPort(), Integer.parseInt(link.group(1)));
        }

        assertNothingWithoutIt();
        int port = Ports.free();
        try (FrontServer nginx = FrontServer.bareNginx(port, base)) {
            for (String path : List.of("api/session", "api/hosts", "api/hosts/here/logs", "app/main.js", "live")) {
                RawHttp.Answer answer = nginx.send("GET", "/onetail/" + path, List.of("Accept: */*"));
                assertEquals(401, answer.status(), path + ": " + answer);
            }
            RawHttp.Answer wrong = nginx.send("GET", "/onetail/login/token?token=0", List.of());
            assertEquals(403, wrong.status(), wrong.head());
            assertFalse(wrong.head().contains("Set-Cookie"), wrong.head());
            assertEquals(
                    303,
                    nginx.send("GET", "/onetail/login/token?token=" + token, List.of())
                            .status());
        }

        WebClient linked = new WebClient();
        HttpResponse<String> page =
                linked.follow(linked.page(base.resolve("login/token?token=" + token + "&to=%3Fhost%3Dhere")));
        assertEquals(base.resolve("?host=here"), page.uri());
        assertTrue(page.body().contains("onetail-app"), page.body());
        WebClient pasted = new WebClient();
        HttpResponse<String> form = pasted.follow(pasted.page(base));
        assertTrue(form.body().contains("name=\"pasted\""), form.body());
        assertEquals(
                303,
                pasted.post(form.uri(), Map.of("pasted", token), "Origin", "http://" + base.getAuthority())
                        .statusCode());
        for (WebClient client : List.of(linked, pasted)) {
            assertTrue(client.get(base.resolve("api/hosts")).body().contains("\"administers\":true"));
            try (LiveClient live = LiveClient.connect(base, Map.of("Cookie", client.cookieHeader(base)))
                    .view("here", shop.toString(), 3)) {
                live.awaitEnd("line 000010 of the log\n");
            }
        }
        assertNothingWithoutIt();
    }

    private void assertNothingWithoutIt() throws Exception {
        WebClient nobody = new WebClient();
        for (String path : List.of("api/session", "api/hosts", "api/hosts/here/logs", "api/status", "app/main.js")) {
            HttpResponse<String> answer = nobody.get(base.resolve(path));
            assertEquals(401, answer.statusCode(), path + ": " + answer.body());
        }
        assertEquals(401, RawHttp.upgrade(base, List.of()).status());
        HttpResponse<String> form = nobody.follow(nobody.page(base));
        assertEquals(base.resolve("login/token?to="), form.uri());
        assertFalse(
                form.headers().firstValue("Set-Cookie").isPresent(),
                form.headers().toString());
        ServerLoginCheck.assertClosed(base);
    }

    @Test
    void aMisspeltModeLetsNobodyInAndTheLogSaysWhy() throws Exception {
        int links = links().size();
        world.deploy(Map.of("onetail.access.mode", "OIDC"));
        world.awaitLogged("Nobody is let in");
        world.awaitLogged(
                "onetail.access.mode is 'OIDC', expected one of 'token', 'none', 'proxy', 'container', 'oidc'.");
        assertEquals(links, links().size());
        WebClient nobody = new WebClient();
        for (String path : List.of("api/session", "api/hosts", "app/main.js", "login/token", "login/enter")) {
            HttpResponse<String> answer = nobody.get(base.resolve(path));
            assertEquals(503, answer.statusCode(), path + ": " + answer.body());
            assertFalse(answer.body().contains("OIDC"), answer.body());
        }
        assertEquals(503, RawHttp.upgrade(base, List.of()).status());
        HttpResponse<String> page = nobody.page(base);
        assertEquals(503, page.statusCode());
        assertTrue(page.body().contains("data-notice=\"not-configured\""), page.body());
    }
}

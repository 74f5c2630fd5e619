package io.onetail.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.FrontServer;
import io.onetail.testing.LiveClient;
import io.onetail.testing.MockProvider;
import io.onetail.testing.Ports;
import io.onetail.testing.RawHttp;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import io.onetail.testing.World;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Behind a real Apache with mod_auth_openidc, and behind a real nginx, each with its example of {@code server-config}. */
class FrontIT {
    private final SignOnServer world = SignOnServer.get();
    private final Path shop = world.log("shop", "front.log");

    @Test
    void apacheSignsPeopleInAndWhatClientsSendIsIgnored() throws Exception {
        World.append(shop, World.lines(1, 10));
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
                    "/onetail/oidc?logout=http%3A%2F%2F127.0.0.1%3A" + port + "%2F"));
            try (FrontServer apache = FrontServer.apache(port, world.base(), provider.issuer(), MockProvider.CLIENT)) {
                URI base = apache.base();
                for (List<String> forged : List.of(
                        List.of(""),
                        List.of(
                                "X-Forwarded-User: root",
                                "X-Forwarded-Groups: ops",
                                "X-Onetail-Secret: CHANGE-ME-THREE"))) {
                    List<String> sent = forged.get(0).isEmpty() ? List.of() : forged;
                    assertEquals(
                            401,
                            RawHttp.send(base, "GET", "/onetail/api/session", sent)
                                    .status());
                    RawHttp.Answer upgrade = RawHttp.upgrade(base, sent);
                    assertEquals(401, upgrade.status(), upgrade.head());
                    assertFalse(upgrade.head().contains("Location:"), upgrade.head());
                }

                WebClient client = new WebClient();
                URI view = URI.create(base + "?host=here&source=" + shop);
                HttpResponse<String> back = MockProvider.signIn(
                        client, client.page(view), "anna", MockProvider.claims("anna", "sid-apache", "shop", "staff"));
                assertEquals(view, WebClient.location(back));
                assertEquals(200, client.page(view).statusCode());
                String session = client.get(base.resolve("api/session")).body();
                assertTrue(session.contains("\"user\":\"anna\"") && session.contains("anna of the tests"), session);
                assertTrue(session.contains("\"groups\":[\"shop\",\"staff\"]"), session);
                signedInWebSocket(client, base);
                for (String header : List.of("X-Forwarded-User: root", "X-Forwarded-Groups: ops")) {
                    RawHttp.Answer answer = RawHttp.send(
                            base,
                            "GET",
                            "/onetail/api/session",
                            List.of("Cookie: " + client.cookieHeader(base), header));
                    assertTrue(answer.body().contains("\"user\":\"anna\""), answer.toString());
                    assertFalse(answer.body().contains("ops"), answer.toString());
                }
                assertEquals(
                        403,
                        RawHttp.send(
                                        base,
                                        "GET",
                                        "/onetail/api/session",
                                        List.of("Cookie: " + client.cookieHeader(base), "X_Forwarded_User: root"))
                                .status());
                assertEquals(
                        403,
                        RawHttp.upgrade(world.base(), List.of("X-Forwarded-User: root"))
                                .status());

                String out = client.post(base.resolve("logout"), Map.of(), "Origin", "http://127.0.0.1:" + port)
                        .body();
                assertTrue(out.contains("/onetail/oidc?logout="), out);
                client.page(base.resolve("/onetail/oidc?logout=http%3A%2F%2F127.0.0.1%3A" + port + "%2F"));
                assertEquals(401, client.get(base.resolve("api/session")).statusCode());
            }
        }
    }

    @Test
    void nginxPassesLoginAndWebSocketOn() throws Exception {
        World.append(shop, World.lines(1, 10));
        int port = Ports.free();
        try (MockProvider provider = new MockProvider(Ports.free())) {
            world.deploy(MockProvider.settings(provider.issuer(), FrontServer.publicUrl(port)));
            try (FrontServer nginx = FrontServer.nginx(port, world.base())) {
                URI base = nginx.base();
                assertEquals(
                        401,
                        RawHttp.upgrade(base, List.of("Origin: http://127.0.0.1:" + port))
                                .status());
                WebClient client = new WebClient();
                HttpResponse<String> back = MockProvider.signIn(
                        client, client.page(base), "anna", MockProvider.claims("anna", "sid-nginx", "shop"));
                assertEquals(base, WebClient.location(back));
                signedInWebSocket(client, base);
            }
        }
    }

    private void signedInWebSocket(WebClient client, URI base) throws Exception {
        Map<String, String> headers =
                Map.of("Cookie", client.cookieHeader(base), "Origin", "http://" + base.getAuthority());
        try (LiveClient live = LiveClient.connect(base, headers).view("here", shop.toString(), 3)) {
            World.append(shop, "through the front\n");
            live.awaitEnd("through the front\n");
        }
    }
}

package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.onetail.testing.Browser;
import io.onetail.testing.LiveClient;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerKind;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The application server's own login, with users from a file. */
class ContainerIT {
    private static SignOnServer world;
    private static URI base;
    private static Path shop;

    @BeforeAll
    static void start() throws Exception {
        world = SignOnServer.get();
        base = world.base();
        shop = world.log("shop", "container.log");
        ServerFixture.append(shop, ServerFixture.lines(1, 10));
        addUser();
        world.deploy(Map.of(
                "onetail.access.mode", "container",
                "onetail.access.container.groups", "shop, ops"));
    }

    private static void addUser() throws Exception {
        Path home = ServerKind.current().home();
        Path dir = world.server().log().getParent().getParent();
        if (ServerKind.current() == ServerKind.WILDFLY) {
            run(
                    "sh",
                    home.resolve("bin/add-user.sh").toString(),
                    "-a",
                    "-s",
                    "-sc",
                    dir.resolve("configuration").toString(),
                    "-u",
                    "carla",
                    "-p",
                    "pass-1!",
                    "-g",
                    "shop,others");
        } else {
            Path password = Files.writeString(dir.resolve("password"), "AS_ADMIN_USERPASSWORD=pass-1!\n");
            String asadmin = home.resolve("bin/asadmin").toString();
            String port = Integer.toString(world.server().adminPort());
            run(
                    "sh",
                    asadmin,
                    "--port",
                    port,
                    "--passwordfile",
                    password.toString(),
                    "create-file-user",
                    "--groups",
                    "shop:others",
                    "carla");
        }
    }

    /**
     * Runs a command, and retries it for a while on Payara, which creates its administration's resources at the first
     * request.
     */
    private static void run(String... command) throws Exception {
        for (int tries = 1; ; tries++) {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
            if (tries == 5 || process.exitValue() == 0 || !output.contains("HTTP Status 404")) {
                assertEquals(0, process.exitValue(), output);
                return;
            }
            Thread.sleep(1_000);
        }
    }

    private static HttpResponse<String> enter(WebClient client, String password) throws Exception {
        HttpResponse<String> form = client.follow(client.page(URI.create(base + "?host=here&source=" + shop)));
        assertEquals(200, form.statusCode(), form.body());
        assertTrue(form.body().contains("type=\"password\""), form.body());
        return client.follow(client.post(
                form.uri(), Map.of("name", "carla", "password", password), "Origin", "http://" + base.getAuthority()));
    }

    @Test
    void theServersUsersSignInWithTheirRolesAndComeBackToTheView() throws Exception {
        WebClient client = new WebClient();
        HttpResponse<String> page = enter(client, "pass-1!");
        assertEquals(200, page.statusCode(), page.body());
        assertEquals(base + "?host=here&source=" + shop, page.uri().toString());
        String session = client.get(world.at("api/session")).body();
        assertTrue(session.contains("\"user\":\"carla\"") && session.contains("\"groups\":[\"shop\"]"), session);

        Map<String, String> headers =
                Map.of("Cookie", client.cookieHeader(base), "Origin", "http://" + base.getAuthority());
        try (LiveClient live = LiveClient.connect(base, headers).view("here", shop.toString(), 3)) {
            client.post(world.at("logout"), Map.of(), "Origin", "http://" + base.getAuthority());
            assertEquals(1008, live.awaitClose().getCloseCode().getCode());
        }
        assertEquals(401, client.get(world.at("api/session")).statusCode());
        HttpResponse<String> again = client.follow(client.page(base));
        assertTrue(again.body().contains("type=\"password\""), "the server's own session has ended too");
    }

    @Test
    void aWrongPasswordIsSaid() throws Exception {
        HttpResponse<String> failed = enter(new WebClient(), "wrong");
        assertTrue(failed.body().contains("Name or password is wrong"), failed.body());
    }

    @Test
    void aPasswordIsTakenFromOurOwnPageOnlyAndTheServersOwnWayIsClosed() throws Exception {
        Map<String, String> form = Map.of("name", "carla", "password", "pass-1!");
        for (List<String> headers : List.of(
                List.of("Origin", "https://evil.example.org", "Sec-Fetch-Site", "cross-site"),
                List.of("Origin", "null", "Sec-Fetch-Site", "cross-site"),
                List.of("Accept", "text/html"))) {
            HttpResponse<String> foreign =
                    new WebClient().post(world.at("login/enter"), form, headers.toArray(String[]::new));
            assertEquals(403, foreign.statusCode(), foreign.body());
            assertTrue(foreign.headers().firstValue("Set-Cookie").isEmpty());
        }
        for (String path : List.of("login/j_security_check", "j_security_check")) {
            HttpResponse<String> closed = new WebClient()
                    .post(
                            world.at(path),
                            Map.of("j_username", "carla", "j_password", "pass-1!"),
                            "Origin",
                            "http://" + base.getAuthority());
            assertEquals(401, closed.statusCode(), closed.body());
            assertTrue(closed.headers().firstValue("Set-Cookie").isEmpty());
        }
    }

    @Test
    void theFormWorksInABrowser() {
        try (Browser browser = new Browser()) {
            Page page = browser.page(1280, 800, "en", "light");
            page.navigate(base + "?host=here&source=" + shop);
            page.locator("[name=name]").fill("carla");
            page.locator("[name=password]").fill("wrong");
            page.locator("button").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Name or password is wrong");
            page.locator("[name=name]").fill("carla");
            page.locator("[name=password]").fill("pass-1!");
            page.locator("button").click();
            assertThat(page).hasURL(base + "?host=here&source=" + shop);
            assertThat(page.getByTestId("who")).hasText("carla");
        }
    }

    @Test
    void theWebSocketIsNeverRedirectedToTheForm() throws Exception {
        RawHttp.Answer answer = RawHttp.upgrade(base, List.of("Origin: http://" + base.getAuthority()));
        assertEquals(401, answer.status(), answer.head());
    }
}

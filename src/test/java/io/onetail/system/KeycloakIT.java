package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import io.onetail.demo.Keycloak;
import io.onetail.testing.Browser;
import io.onetail.testing.BuildPaths;
import io.onetail.testing.KeycloakAdmin;
import io.onetail.testing.LiveClient;
import io.onetail.testing.Ports;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerKind;
import io.onetail.testing.SignOnServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sign-on at a real Keycloak, in a real browser. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
    private static SignOnServer world;
    private static Keycloak keycloak;
    private static KeycloakAdmin admin;

    private final Browser browser = new Browser();
    private final Page page = browser.page(1280, 800, "en", "light");

    @BeforeAll
    static void start() throws Exception {
        world = SignOnServer.get();
        keycloak = Keycloak.start(
                Path.of(System.getProperty("onetail.it.keycloak")),
                BuildPaths.work().resolve("keycloak-" + ServerKind.current()),
                Ports.free(),
                URI.create(world.base().toString().replaceFirst("/$", "")));
        admin = new KeycloakAdmin(keycloak);
        world.deploy(keycloak.settings());
        keycloak.await();
    }

    @AfterAll
    static void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @AfterEach
    void theBrowserHadNothingToComplainAbout() {
        browser.closeWithoutComplaints();
    }

    @Test
    @Order(1)
    void groupsDecideWhatIsListedAndViewable() throws Exception {
        Path shop = log("shop", "groups.log");
        Path ops = log("ops", "groups.log");
        page.navigate(address(shop));
        signIn("anna");
        assertThat(page).hasURL(address(shop));
        assertThat(page.getByTestId("who")).hasText("Anna Adler");
        assertThat(lines(page).last()).containsText("line 000040");
        ServerFixture.append(shop, ServerFixture.lines(41, 42));
        assertThat(lines(page).last()).containsText("line 000042");
        assertThat(entry(page, shop)).isVisible();
        assertThat(entry(page, ops)).hasCount(0);
        page.navigate(address(ops));
        assertThat(page.getByTestId("error")).containsText(ops.toString());
        assertThat(lines(page)).hasCount(0);

        Page other = browser.page(1280, 800, "en", "light");
        other.navigate(address(ops));
        signIn(other, "otto");
        assertThat(lines(other).last()).containsText("line 000040");
        assertThat(entry(other, shop)).isVisible();
        assertThat(entry(other, ops)).isVisible();
    }

    /** Opens the page with that log, signs in as that person, and waits for the log's last line. */
    private void view(Path log, String person) {
        page.navigate(address(log));
        signIn(person);
        assertThat(lines(page).last()).containsText("line 000040");
    }

    @Test
    @Order(1)
    void signingOutEndsThePersonsSessionAtTheProviderToo() throws Exception {
        Path log = log("shop", "out.log");
        view(log, "anna");
        try (LiveClient live = live(page, log)) {
            page.getByTestId("sign-out").click();
            assertThat(page.locator("h1")).hasText("You are signed out");
            assertThat(page).hasURL(Pattern.compile(".*/login/out.*"));
            assertEquals(1008, live.awaitClose().getCloseCode().getCode());
        }

        page.navigate(address(log));

        assertThat(page.locator("#password")).isVisible();
    }

    @Test
    @Order(1)
    void aSessionThatTheProviderEndsIsOverWithinASecondAndThePageGoesOnAfterLogin() throws Exception {
        Path log = log("shop", "ended.log");
        view(log, "otto");
        Page other = browser.page(1280, 800, "en", "light");
        other.navigate(world.base().toString());
        signIn(other, "anna");
        assertThat(other.getByTestId("who")).hasText("Anna Adler");
        try (LiveClient ended = live(page, log);
                LiveClient colleague = live(other, log)) { // for whom the log continues
            admin.signOut("otto");
            long told = System.nanoTime();
            assertEquals(1008, ended.awaitClose().getCloseCode().getCode());
            assertTrue(System.nanoTime() - told < Duration.ofSeconds(1).toNanos());
            assertThat(page.getByTestId("session-ended")).containsText("Your session has ended.");
            ServerFixture.append(log, ServerFixture.lines(41, 400));
            colleague.awaitEnd("line 000400 of the log\n");
        }

        page.getByTestId("sign-in").click();
        signIn("otto");

        assertNothingLost(log);
    }

    @Test
    @Order(1)
    void aNewKeyOfTheProviderIsFetchedWhenItIsFirstUsed() throws Exception {
        Path log = log("shop", "keys.log");
        view(log, "anna");
        String before = admin.signingKey();
        admin.rotateKey();
        assertNotEquals(before, admin.signingKey());

        Page other = browser.page(1280, 800, "en", "light");
        other.navigate(address(log));
        signIn(other, "anna");

        assertThat(lines(other).last()).containsText("line 000040");
    }

    @Test
    @Order(2)
    void anExpiredSessionLeadsThroughLoginBackToTheViewAndNothingIsLost() throws Exception {
        Map<String, String> settings = new HashMap<>(keycloak.settings());
        settings.put("onetail.access.session-idle", "8s");
        world.deploy(settings);
        Path log = log("shop", "expired.log");
        view(log, "anna");
        assertThat(page.getByTestId("session-ended")).isVisible();
        ServerFixture.append(log, ServerFixture.lines(41, 400));

        page.getByTestId("sign-in").click(); // Keycloak still has her session and does not ask

        assertNothingLost(log);
    }

    /** More lines have arrived than a view begins with. */
    private void assertNothingLost(Path log) {
        assertThat(page).hasURL(address(log));
        assertThat(lines(page).last()).containsText("line 000400");
        assertThat(page.locator("onetail-status")).containsText("400 lines");
        page.getByTestId("log").evaluate("log => log.scrollTo(0, 0)");
        assertThat(lines(page).first()).containsText("line 000001");
    }

    /** A fresh log of 40 lines. */
    private static Path log(String group, String name) throws IOException {
        Path log = world.log(group, name);
        Files.deleteIfExists(log); // from an earlier run
        ServerFixture.append(log, ServerFixture.lines(1, 40));
        return log;
    }

    private static String address(Path log) {
        return world.base() + "?host=here&source=" + log;
    }

    private void signIn(String name) {
        signIn(page, name);
    }

    /** Signs in with Keycloak's form, which must be shown. */
    private static void signIn(Page page, String name) {
        try {
            page.locator("#username").fill(name);
        } catch (TimeoutError e) {
            throw new AssertionError("no login form at " + page.url() + ", but: " + page.innerText("body"), e);
        }
        assertTrue(page.url().startsWith(keycloak.issuer().toString()), page.url());
        page.locator("#password").fill(name);
        page.locator("#kc-login").click();
    }

    /** A viewer with the browser's cookies. */
    private static LiveClient live(Page page, Path log) throws Exception {
        String cookies = page.context().cookies(world.base().toString()).stream()
                .map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
        Map<String, String> headers =
                Map.of("Cookie", cookies, "Origin", "http://" + world.base().getAuthority());
        return LiveClient.connect(world.base(), headers).view("here", log.toString(), 5);
    }

    private static Locator lines(Page page) {
        return page.getByTestId("line");
    }

    private static Locator entry(Page page, Path log) {
        return page.locator("[data-testid=log-entry][data-source='" + log + "']");
    }
}

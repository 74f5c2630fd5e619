package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.onetail.testing.Browser;
import io.onetail.testing.BuildPaths;
import io.onetail.testing.MockProvider;
import io.onetail.testing.Ports;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.SignOnServer;
import io.onetail.testing.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in and out in a real browser. */
class SignOnPageIT {
    private static SignOnServer world;
    private static MockProvider provider;

    private final Browser browser = new Browser();
    private final Page page = browser.page(1280, 800, "en", "light");
    private final Path log = world.log("shop", "page.log");

    @BeforeAll
    static void start() throws IOException {
        world = SignOnServer.get();
        provider = new MockProvider(Ports.free());
        world.deploy(MockProvider.settings(
                provider.issuer(), URI.create(world.base().toString().replaceFirst("/$", ""))));
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @AfterEach
    void theBrowserHadNothingToComplainAbout() {
        browser.closeWithoutComplaints();
    }

    private String address() {
        return world.base() + "?host=here&source=" + log;
    }

    private void signIn(String name, String sid, String... groups) {
        page.locator("[name=username]").fill(name);
        page.locator("[name=claims]").fill(MockProvider.claims(name, sid, groups));
        page.locator("[type=submit]").click();
    }

    private Locator lines() {
        return page.getByTestId("line");
    }

    private void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(BuildPaths.work().resolve("screenshots").resolve(name + ".png")));
    }

    @Test
    void theLogGoesOnAfterASessionThatEndedAndSigningOutLeadsOut() throws Exception {
        ServerFixture.append(log, ServerFixture.lines(1, 40));
        page.navigate(address());
        signIn("anna", "sid-page", "shop");
        assertThat(page).hasURL(address());
        assertThat(lines().last()).containsText("line 000040");
        assertThat(page.getByTestId("who")).hasText("anna of the tests");
        assertThat(page.locator("[data-testid=state]")).hasAttribute("data-state", "live");
        ServerFixture.append(log, ServerFixture.lines(41, 42));
        assertThat(lines().last()).containsText("line 000042");
        shot("signed-in");

        new WebClient()
                .post(world.at("login/backchannel"), Map.of("logout_token", provider.logoutToken("anna", "sid-page")));
        assertThat(page.getByTestId("session-ended")).containsText("Your session has ended.");
        assertThat(page.locator("[data-testid=state]")).hasAttribute("data-state", "signed-out");
        assertThat(lines().last()).containsText("line 000042");
        ServerFixture.append(log, ServerFixture.lines(43, 50));
        page.getByTestId("language").click();
        assertThat(page.getByTestId("session-ended")).containsText("会话已结束。");
        shot("session-ended");

        page.getByTestId("sign-in").click();
        signIn("anna", "sid-page-2", "shop");
        assertThat(page).hasURL(address());
        assertThat(lines().last()).containsText("line 000050");
        for (int line = 40; line <= 50; line++) {
            assertThat(lines().filter(new Locator.FilterOptions().setHasText("line 0000" + line)))
                    .hasCount(1);
        }

        page.getByTestId("sign-out").click();
        assertThat(page).hasURL(Pattern.compile(".*/login/out.*"));
        assertThat(page.locator("h1")).containsText(Pattern.compile("You are signed out|您已退出登录"));
        shot("signed-out");
    }

    @Test
    void whoComesBackInAnotherTabNeedNotSignInHereToo() throws Exception {
        ServerFixture.append(log, ServerFixture.lines(1, 5));
        page.navigate(address());
        signIn("ben", "sid-tabs", "shop");
        assertThat(lines().last()).containsText("line");
        new WebClient()
                .post(world.at("login/backchannel"), Map.of("logout_token", provider.logoutToken("ben", "sid-tabs")));
        assertThat(page.getByTestId("session-ended")).isVisible();
        Page other = page.context().newPage();
        other.navigate(world.base().toString());
        other.locator("[name=username]").fill("ben");
        other.locator("[name=claims]").fill(MockProvider.claims("ben", "sid-tabs-2", "shop"));
        other.locator("[type=submit]").click();
        assertThat(other.getByTestId("who")).hasText("ben of the tests");
        other.close();
        page.bringToFront();
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(page.getByTestId("session-ended")).not().isVisible();
        ServerFixture.append(log, "written after\n");
        assertThat(lines().last()).containsText("written after");
    }

    @Test
    void whoMayNothingSeesNothingAndIsToldSo() {
        page.navigate(address());
        signIn("eve", "sid-eve");
        assertThat(page.getByTestId("who")).hasText("eve of the tests");
        assertThat(page.getByTestId("error")).isVisible();
        assertTrue(page.getByTestId("line").count() == 0);
    }
}

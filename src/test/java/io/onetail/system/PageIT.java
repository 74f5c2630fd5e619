package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.onetail.testing.Await;
import io.onetail.testing.Browser;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import io.onetail.testing.SilentProxy;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The page as people use it: a real browser, a real server, real logs. */
@ArquillianTest
class PageIT {
    private final ServerFixture serverFixture = ServerFixture.get();
    private final ServerProcess server = ServerUnderTest.get();
    private final Browser browser = new Browser();
    private final Page page = browser.page(1280, 800, "en", "light");

    @Deployment(testable = false)
    static WebArchive war() {
        ServerFixture.get();
        return ServerUnderTest.war();
    }

    @AfterEach
    void theBrowserHadNothingToComplainAbout() {
        browser.closeWithoutComplaints();
    }

    @Test
    void elevenLogsThroughOnePage() {
        for (int log = 1; log <= 11; log++) {
            ServerFixture.append(log(log), ServerFixture.lines(1, 300));
        }
        page.navigate(server.base().toString());
        page.getByTestId("search").fill("page-");
        for (int log = 1; log <= 11; log++) {
            Path file = log(log);
            entry(file).click();
            assertThat(state()).hasAttribute("data-state", "live");
            assertThat(lines().last()).containsText("line 000300 of the log");

            ServerFixture.append(file, "2026-11-24 10:00:01 ERROR written just now to " + log + "\n");

            assertThat(lines().last()).containsText("written just now to " + log);
            assertThat(lines().last()).hasAttribute("data-level", "error");
        }
    }

    @Test
    void levelsAndAnsiColoursAreShownAndNothingInALogBecomesMarkup() {
        Path log = serverFixture.log("colours.log");
        ServerFixture.appendEach(
                log,
                "2026-11-24 10:00:00 INFO  all is well\n",
                "2026-11-24 10:00:00 WARN  take care\n",
                "2026-11-24 10:00:00 ERROR it broke\n\tat com.example.Thing.run(Thing.java:1)\n",
                "2026-11-24 10:00:00 FATAL the end\n",
                "2026-11-24 10:00:00 DEBUG details\n",
                "\u001b[32mgreen\u001b[0m <img src=x onerror=alert(1)> \u001b]0;title\u0007 done\n");
        open(log);

        assertThat(line("all is well")).hasAttribute("data-level", "info");
        assertThat(line("take care")).hasAttribute("data-level", "warn");
        assertThat(line("it broke")).hasAttribute("data-level", "error");
        assertThat(line("Thing.java")).hasAttribute("data-level", "error");
        assertThat(line("the end")).hasAttribute("data-level", "fatal");
        assertThat(line("details")).hasAttribute("data-level", "debug");
        assertThat(line("onerror")).containsText("<img src=x onerror=alert(1)>");
        assertEquals(0, page.locator("[data-testid=log] img").count());
        assertTrue(page.title().contains("colours.log"), page.title());
        assertTrue(colour(line("it broke")).compareTo(colour(line("all is well"))) != 0);
    }

    /** A log whose content attacks its readers. */
    @Test
    void nothingInALogOrItsNameActsInThePage() {
        Path log = serverFixture.log("evil<img src=x onerror=alert(1)>.log");
        ServerFixture.appendEach(
                log,
                "<script>document.title='hit'</script> <svg onload=document.title='hit'> one\n",
                "\u001b]0;hit\u0007\u001b]2;hit\u001b\\ \u009d0;hit\u009c two\n",
                "\u001b]8;;javascript:document.title='hit'\u0007click\u001b]8;;\u0007 three\n",
                "javascript:document.title='hit' https://evil.example.org/ four\n",
                "\u001b[6n\u001b[c\u001b]52;c;aGl0\u0007\u001b[2J\u001b[1;1H five\n",
                "${document.title='hit'} {{document.title='hit'}} &lt;b&gt; six\n");
        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        open(log);

        for (String end : List.of("one", "two", "three", "four", "five", "six")) {
            assertThat(line(" " + end)).hasCount(1);
        }
        assertThat(line("three")).hasText("click (javascript:document.title='hit') three");
        assertThat(line("four")).containsText("javascript:document.title='hit' https://evil.example.org/ four");
        assertThat(line("six")).containsText("&lt;b&gt;");
        line("three").click();
        line("four").click();
        page.getByTestId("search").fill("evil<img");
        assertThat(entry(log)).isVisible();
        assertEquals(
                0,
                page.locator("[data-testid=log] :is(a, img, script, svg, iframe, [style*=url])")
                        .count());
        assertEquals(
                0,
                page.locator("img, script:not([src]), iframe, [onerror], [onload]")
                        .count());
        assertTrue(page.title().startsWith("evil<img"), page.title());
        assertEquals(address("web-1", log.toString()), page.url());
        assertEquals(List.of(), dialogs);
    }

    @Test
    void stopKeepsTheViewStillAndLosesNothing() {
        Path log = opened("stop.log", 300);

        page.getByTestId("follow").click();
        // rows below the visible ones may exist already; the first row tells whether the view has moved
        String seen = lines().first().textContent();
        ServerFixture.append(log, ServerFixture.lines(301, 600));
        assertThat(page.getByTestId("jump-to-end")).containsText("300");
        assertEquals(seen, lines().first().textContent());

        page.getByTestId("follow").click();
        assertThat(lines().last()).containsText("line 000600");
        page.getByTestId("log").evaluate("log => log.scrollBy(0, -3000)");
        assertThat(lines().first()).not().containsText("line 000600");
    }

    /** A connection as a proxy, a VPN or a closed laptop leaves it: no byte passes any more, without any error. */
    @Test
    void aLineThatDiesWithoutAWordIsNoticedOnBothSidesAndNoLineIsLost() {
        Path log = serverFixture.log("half-open.log");
        ServerFixture.append(log, ServerFixture.lines(1, 10));
        try (SilentProxy silentProxy = new SilentProxy(server.base().getPort())) {
            page.navigate(address("web-1", log.toString())
                    .replace(":" + server.base().getPort() + "/", ":" + silentProxy.port() + "/"));
            assertThat(lines().last()).containsText("line 000010");

            silentProxy.fallSilent();
            ServerFixture.append(log, ServerFixture.lines(11, 20));
            becomesReconnecting();
            Await.until("the server has given up the viewer", Duration.ofSeconds(30), () -> logChannels() == 0);
            ServerFixture.append(log, ServerFixture.lines(21, 30));
            assertThat(state()).hasAttribute("data-state", "reconnecting");
            silentProxy.speakAgain();
            page.evaluate("dispatchEvent(new Event('online'))"); // otherwise it waits a while before it retries

            linesAreThereOnce(30);
        }
    }

    @Test
    void aServerThatHangsIsNoticedAndNoLineIsLost() throws IOException {
        Path log = opened("hangs.log", 10);

        server.pause();
        try {
            ServerFixture.append(log, ServerFixture.lines(11, 20));
            becomesReconnecting();
        } finally {
            server.resume();
        }
        page.evaluate("dispatchEvent(new Event('online'))");

        linesAreThereOnce(20);
    }

    private void becomesReconnecting() {
        assertThat(state())
                .hasAttribute(
                        "data-state", "reconnecting", new LocatorAssertions.HasAttributeOptions().setTimeout(10_000));
    }

    private void linesAreThereOnce(int last) {
        assertThat(lines().last())
                .containsText(
                        String.format("line %06d", last),
                        new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        assertEquals(ServerFixture.lines(1, last).lines().toList(), lines().allTextContents());
        assertThat(page.getByTestId("mark")).hasCount(0);
        assertThat(state()).hasAttribute("data-state", "live");
    }

    private long logChannels() {
        try (Jedis redis = serverFixture.redis().cli()) {
            return redis.pubsubChannels("logs:{*").size();
        }
    }

    @Test
    void administratorsReadWhoDidWhat() {
        Path log = opened("audited.log", 3);

        Locator opened = page.getByTestId("audit")
                .locator("tr[data-event=view]")
                .filter(new Locator.FilterOptions().setHasText("audited.log"));
        for (int i = 0; i < 20 && opened.count() == 0; i++) { // the audit reaches Redis twice a second
            page.reload();
            page.getByTestId("audit-open").click();
            assertThat(page.getByTestId("audit").locator("tr").first()).isVisible();
        }

        assertThat(opened.first()).containsText("this machine");
        assertThat(opened.first()).containsText("opened");
        assertThat(opened.first()).containsText("last 200 lines");
        page.keyboard().press("Escape");
        assertThat(page.getByTestId("audit")).isHidden();
    }

    @Test
    void theAddressOpensTheSameLogForAColleague() {
        Path log = serverFixture.log("Adresse mit Leerzeichen & 日志.log");
        ServerFixture.append(log, ServerFixture.lines(1, 10));
        page.navigate(server.base().toString());
        page.getByTestId("search").fill("日志");
        entry(log).click();
        assertThat(lines().last()).containsText("line 000010");
        assertThat(page).hasURL(Pattern.compile(".*host=web-1.*source=.*"));

        Page colleague = browser.page(1280, 800, "en", "dark");
        colleague.navigate(page.url());
        assertThat(colleague.getByTestId("line").last()).containsText("line 000010");
    }

    @Test
    void errorsAreSentencesAndAMissingFileAppearsOnceItIsThere() {
        Path log = serverFixture.log("later.log");
        open(log);
        assertThat(page.getByTestId("error")).containsText("later.log");

        ServerFixture.append(log, ServerFixture.lines(1, 3));

        assertThat(lines().last()).containsText("line 000003");
        page.navigate(address("web-1", "/etc/passwd"));
        assertThat(page.getByTestId("error")).containsText("/etc/passwd");
        page.navigate(address("nowhere", "/var/log/x.log"));
        assertThat(page.getByTestId("error")).containsText("nowhere");
    }

    @Test
    void otherCharsetsAreReadRight() {
        Path log = serverFixture.log("gbk-日志.log");
        ServerFixture.append(log, "订单已创建 INFO 完成\n", Charset.forName("GBK"));
        open(log);
        assertThat(lines().last()).containsText("订单已创建");
    }

    /** A log like SQL Server's ERRORLOG, although the setting says UTF-8. */
    @Test
    void utf16IsReadByItsMarkAndAPersonMayChooseAnyCharset() {
        Path wide = serverFixture.log("wide.log");
        ServerFixture.append(wide, "\ufeff", StandardCharsets.UTF_16LE);
        ServerFixture.append(wide, "上海 1 INFO begin\r\n".repeat(300) + "ERROR Größe 上\r\n", StandardCharsets.UTF_16LE);
        open(wide);
        assertThat(lines().last()).hasText("ERROR Größe 上");
        assertThat(page.getByTestId("charset")).hasValue("UTF-16LE");
        ServerFixture.append(wide, "WARN 上Ċ日\r\n", StandardCharsets.UTF_16LE);
        assertThat(lines().last()).hasText("WARN 上Ċ日");
        assertThat(lines().last()).hasAttribute("data-level", "warn");

        Path other = serverFixture.log("other-charset.log");
        ServerFixture.append(other, "数据库连接失败 ERROR\n", Charset.forName("GB18030"));
        open(other);
        page.getByTestId("charset-hint").click();
        assertThat(lines().last()).hasText("数据库连接失败 ERROR");
        assertThat(page).hasURL(Pattern.compile(".*charset=GB18030"));
        assertThat(page.getByTestId("charset-hint")).hasCount(0);
        page.reload();
        assertThat(lines().last()).hasText("数据库连接失败 ERROR");
        page.getByTestId("charset").selectOption("");
        assertThat(page.getByTestId("charset-hint")).isVisible();
    }

    @Test
    void holesAreAMarkAndAProgressBarIsItsLastState() throws IOException {
        Path log = serverFixture.log("holes.log");
        Files.createDirectories(log.getParent());
        Files.write(log, new byte[28_000]);
        ServerFixture.append(log, "2026-11-28 20:00:01 ERROR after truncate\n\rat 0%\rat 5%");
        open(log);
        assertThat(page.getByTestId("mark")).hasText("A hole in the file: 28,000 zero bytes");
        assertThat(line("after truncate")).hasText("2026-11-28 20:00:01 ERROR after truncate");
        assertThat(lines().last().locator(".line-text")).hasText("at 5%");
        ServerFixture.append(log, "\rat 100%\ndone\n");
        assertThat(line("at 100%").locator(".line-text")).hasText("at 100%");
        line("at 100%").getByTestId("states").click();
        assertThat(line("at 100%").locator(".line-text")).hasText("‹CR›at 0%‹CR›at 5%‹CR›at 100%");
        assertThat(line("done")).hasCount(1);
    }

    @Test
    void aCommandIsALogToo() {
        page.navigate(address("web-1", "counter"));
        assertThat(page.getByTestId("log")).containsText("tick");
    }

    @Test
    void aLogIsTakenAwayAsAFile() throws IOException {
        Path log = opened("taken 日志.log", 300);

        Download download =
                page.waitForDownload(() -> page.getByTestId("download").click());

        assertEquals("web-1-taken 日志.log", download.suggestedFilename());
        assertEquals(ServerFixture.lines(1, 300), Files.readString(download.path()));
        assertThat(lines().last()).containsText("line 000300");
        page.navigate(address("web-1", "counter"));
        assertThat(page.getByTestId("log")).containsText("tick");
        assertThat(page.getByTestId("download")).hasCount(0);
    }

    private Path log(int number) {
        return serverFixture.log("page-" + number + ".log");
    }

    /** Opens a log of so many lines in the page, and waits for the last of them. */
    private Path opened(String name, int lines) {
        Path log = serverFixture.log(name);
        ServerFixture.append(log, ServerFixture.lines(1, lines));
        open(log);
        assertThat(lines().last()).containsText(String.format("line %06d", lines));
        return log;
    }

    private void open(Path log) {
        page.navigate(address("web-1", log.toString()));
    }

    private String address(String host, String source) {
        return server.base() + "?host=" + host + "&source=" + URLEncoder.encode(source, StandardCharsets.UTF_8);
    }

    private Locator entry(Path log) {
        return page.locator("[data-testid=log-entry][data-source='" + log + "']");
    }

    private Locator state() {
        return page.getByTestId("state");
    }

    private Locator lines() {
        return page.getByTestId("line");
    }

    private Locator line(String text) {
        return lines().filter(new Locator.FilterOptions().setHasText(text));
    }

    private static String colour(Locator line) {
        return (String) line.evaluate("line => getComputedStyle(line).color + getComputedStyle(line).backgroundColor"
                + " + getComputedStyle(line.querySelector('[class*=level]') ?? line).color");
    }
}

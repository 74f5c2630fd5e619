package io.onetail.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.onetail.testing.Await;
import io.onetail.testing.Browser;
import io.onetail.testing.BuildPaths;
import io.onetail.testing.LiveClient;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerTrio;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A host with neither Perl nor Python: viewers of its logs are told what is not guaranteed there, whichever server
 * reads them.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BareHostIT {
    private static final List<String> OF_FILES = List.of("order", "cut", "late");

    private static ServerTrio trio;
    private static OpenSsh bare;

    @BeforeAll
    static void start() throws IOException {
        bare = OpenSsh.start("ForceCommand PATH=$HOME/few; export PATH; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        linkAllButLanguages(Files.createDirectory(bare.directory().resolve("few")));
        Map<String, String> host = new HashMap<>(Map.of(
                "address",
                "127.0.0.1",
                "port",
                Integer.toString(bare.port()),
                "user",
                bare.user(),
                "key-file",
                bare.clientKey().toString(),
                "known-hosts",
                bare.knownHosts().toString(),
                "logs",
                bare.logs() + "/*.log",
                "command.merged",
                "while :; do echo merged; sleep 0.2; done",
                "command.marked",
                "while :; do echo marked; sleep 0.2; done",
                "stderr",
                "marked=mark"));
        Map<String, String> config = new HashMap<>();
        host.forEach((key, value) -> config.put("onetail.host.bare." + key, value));
        trio = ServerTrio.start("bare", 2, config);
    }

    @AfterAll
    static void end() {
        trio.close();
        bare.close();
    }

    private static void linkAllButLanguages(Path few) throws IOException {
        try (Stream<Path> programs = Files.list(Path.of("/usr/bin"))) {
            for (Path program : (Iterable<Path>) programs::iterator) {
                String name = program.getFileName().toString();
                if (!name.startsWith("perl") && !name.startsWith("python")) {
                    Files.createSymbolicLink(few.resolve(name), program);
                }
            }
        }
    }

    private static Path log(String name) {
        Path log = bare.logs().resolve(name);
        ServerFixture.append(log, ServerFixture.lines(1, 5));
        return log;
    }

    private static JsonObject live(LiveClient client) throws InterruptedException {
        return client.await(
                "live",
                text -> text.getString("type").equals("state")
                        && text.getString("state").equals("live"));
    }

    private static List<String> lacks(JsonObject from) {
        return from.getJsonArray("lacks").getValuesAs(JsonString::getString);
    }

    @Test
    void viewersOfEachServerAreToldAlsoAfterATakeOver() throws Exception {
        Path log = log("told.log");
        try (LiveClient one = LiveClient.connect(trio.base(0)).view("bare", log.toString(), 10);
                LiveClient two = LiveClient.connect(trio.base(1)).view("bare", log.toString(), 10)) {
            assertEquals(OF_FILES, lacks(live(one)));
            assertEquals(OF_FILES, lacks(live(two)));
        }
        int owner = tailing(log);
        int other = 1 - owner;
        try (LiveClient left = LiveClient.connect(trio.base(other)).view("bare", log.toString(), 10)) {
            assertEquals(OF_FILES, lacks(live(left)));
            trio.servers().get(owner).kill();
            try {
                Await.until("the other one reads it", Duration.ofSeconds(20), () -> tailing(log) == other);
                ServerFixture.append(log, "after the take-over\n");
                left.awaitEnd("after the take-over\n");
                try (LiveClient late = LiveClient.connect(trio.base(other)).view("bare", log.toString(), 10)) {
                    assertEquals(OF_FILES, lacks(live(late)));
                }
                JsonObject last = left.texts().stream()
                        .filter(text -> text.getString("type").equals("state"))
                        .reduce((before, after) -> after)
                        .orElseThrow();
                assertEquals(OF_FILES, lacks(last));
            } finally {
                trio.servers().get(owner).restart();
            }
        }
    }

    private static int tailing(Path log) {
        return trio.tailing(log).stream().findFirst().orElse(-1);
    }

    @Test
    void aCommandLacksNothingButTheOrderOfItsOutputs() throws Exception {
        try (LiveClient merged = LiveClient.connect(trio.base(0)).view("bare", "merged", 1);
                LiveClient marked = LiveClient.connect(trio.base(0)).view("bare", "marked", 1)) {
            assertFalse(live(merged).containsKey("lacks"), live(merged).toString());
            assertEquals(List.of("outputs"), lacks(live(marked)));
        }
    }

    @Test
    void ofAHostThatPromisesAllNothingIsSaid() throws Exception {
        Path log = trio.log("whole.log");
        ServerFixture.append(log, ServerFixture.lines(1, 5));
        try (LiveClient client = LiveClient.connect(trio.base(0)).view(ServerTrio.HOST, log.toString(), 10)) {
            assertFalse(live(client).containsKey("lacks"), live(client).toString());
        }
    }

    @Test
    void theListOfItsFilesAndTheStatusSaySo() throws Exception {
        Path log = log("listed.log");
        assertEquals(OF_FILES, lacks(get("api/hosts/bare/logs")));
        try (LiveClient client = LiveClient.connect(trio.base(0)).view("bare", log.toString(), 10)) {
            live(client);
            JsonObject channel = get("api/status").getJsonArray("channels").getValuesAs(JsonObject.class).stream()
                    .filter(one -> one.getString("source").equals(log.toString()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(OF_FILES, lacks(channel));
        }
        assertEquals(List.of(), lacks(get("api/hosts/" + ServerTrio.HOST + "/logs")));
    }

    private static JsonObject get(String path) throws IOException {
        try (JsonReader reader =
                Json.createReader(trio.base(0).resolve(path).toURL().openStream())) {
            return reader.readObject();
        }
    }

    @Test
    void thePageSaysSoBesideTheStateAndInDetail() {
        Path log = log("page.log");
        String address =
                trio.base(1) + "?host=bare&source=" + URLEncoder.encode(log.toString(), StandardCharsets.UTF_8);
        try (Browser browser = new Browser()) {
            for (int width : List.of(1280, 360)) {
                for (String theme : List.of("light", "dark")) {
                    Page page = browser.page(width, 800, "en", theme);
                    page.navigate(address);
                    Locator state = page.getByTestId("state");
                    assertThat(state).hasAttribute("data-state", "live");
                    assertThat(state).containsText("Live, limited");
                    Locator limits = page.getByTestId("limits");
                    assertThat(limits).not().isVisible();
                    page.getByTestId("limits-open").click();
                    assertThat(limits).containsText("without Perl or Python");
                    assertThat(limits.locator("li")).hasCount(3);
                    assertTrue(
                            (Boolean) limits.evaluate("limits => {const {left, right} = limits.getBoundingClientRect();"
                                    + " return left >= 0 && right <= innerWidth}"),
                            "it fits at " + width);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(BuildPaths.work().resolve("screenshots/limits-" + width + "-" + theme + ".png")));
                    page.keyboard().press("Escape");
                    assertThat(limits).not().isVisible();
                }
            }
            Page chinese = browser.page(1280, 800, "zh-CN", "light");
            chinese.navigate(address);
            assertThat(chinese.getByTestId("state")).containsText("实时（受限）");
            chinese.getByTestId("limits-open").click();
            assertThat(chinese.getByTestId("limits")).containsText("Perl 或 Python");
            chinese.screenshot(
                    new Page.ScreenshotOptions().setPath(BuildPaths.work().resolve("screenshots/limits-zh.png")));
            assertEquals(List.of(), browser.complaints());
        }
    }
}

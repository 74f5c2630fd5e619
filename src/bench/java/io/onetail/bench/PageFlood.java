package io.onetail.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.onetail.testing.Browser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at 20,000 lines/s: how long its main thread is blocked, how far the last row lags, and how much memory it
 * uses.
 */
final class PageFlood implements Figure {
    private static final double RATE = 20_000;
    private static final double SECONDS = Integer.getInteger("onetail.bench.page-seconds", 600);
    private static final Pattern TIME = Pattern.compile("t=(\\d{" + LogLine.TIME_DIGITS + "})");
    private static final String WATCH_TASKS = """
            () => {
              globalThis.longTasks = [];
              new PerformanceObserver((list) => {
                for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
              }).observe({ entryTypes: ['longtask'] });
            }""";
    private static final String LOOK = """
            () => {
              const rows = document.querySelectorAll('[data-testid=line]');
              return rows.length === 0 ? '' : rows[rows.length - 1].textContent;
            }""";

    @Override
    public String name() {
        return "page";
    }

    @Override
    public String title() {
        return "The page under 20,000 lines/s";
    }

    @Override
    public List<Integer> sizes() {
        return List.of(1);
    }

    @Override
    public int rounds(int wanted) {
        return 1;
    }

    @Override
    public boolean fits(Peer peer) {
        return peer instanceof OnetailPeer;
    }

    @Override
    public List<Value> values() {
        return List.of(
                new Value("longest", "longest task of the main thread", "ms", 1, most(100)),
                new Value("over100", "tasks of more than 100 ms", "", 1, most(0)),
                new Value("over50", "tasks of more than 50 ms", "", 1),
                new Value("behind", "last row behind the log, median", "ms", 1),
                new Value("behindMost", "last row behind the log, at most", "ms", 1, most(1_000)),
                new Value("gaps", "gaps shown at a sample", "", 1),
                new Value("heapEarly", "JavaScript heap after a fifth of the time", "MB", 1e-6),
                new Value("heapMost", "JavaScript heap, at most", "MB", 1e-6),
                new Value("heapEnd", "JavaScript heap at the end", "MB", 1e-6),
                new Value("seconds", "how long it ran", "s", 1));
    }

    private static Target[] most(double most) {
        return new Target[] {Target.most("wildfly", -1, most), Target.most("payara", -1, most)};
    }

    @Override
    public Outcome round(Peer peer, int size) throws Exception {
        Path log = peer.logs().resolve("page.log");
        try (Browser browser = new Browser();
                LogWriter writer = new LogWriter(log)) {
            writer.flood(300);
            Page page = browser.page(1280, 800, "en", "light");
            page.navigate("http://127.0.0.1:" + peer.address().getPort() + "/onetail/?host=web-1&source="
                    + URLEncoder.encode(log.toString(), StandardCharsets.UTF_8));
            page.getByTestId("line").last().waitFor();
            CDPSession inspector = page.context().newCDPSession(page);
            inspector.send("Performance.enable");
            page.evaluate(WATCH_TASKS);
            Watch watch = new Watch(peer);
            CompletableFuture<Double> writing = CompletableFuture.supplyAsync(() -> {
                try {
                    return writer.steadily(RATE, SECONDS);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Samples behind = new Samples();
            double heapEarly = 0;
            double heapMost = 0;
            double gaps = 0;
            long begin = System.nanoTime();
            while (!writing.isDone()) {
                page.waitForTimeout(500);
                Matcher time = TIME.matcher((String) page.evaluate(LOOK));
                boolean begun = System.nanoTime() - begin > 2e9;
                if (begun && time.find()) {
                    behind.add(System.nanoTime() - Long.parseLong(time.group(1)));
                }
                gaps = Math.max(gaps, page.locator("[data-kind=gap]").count());
                double heap = heap(inspector);
                heapMost = Math.max(heapMost, heap);
                if (System.nanoTime() - begin < SECONDS / 5 * 1e9) {
                    heapEarly = heap;
                }
            }
            Watch.Used used = watch.used();
            List<?> tasks = (List<?>) page.evaluate("() => globalThis.longTasks");
            double[] durations = tasks.stream()
                    .mapToDouble(task -> ((Number) task).doubleValue())
                    .toArray();
            double longest = 0;
            double over100 = 0;
            for (double duration : durations) {
                longest = Math.max(longest, duration);
                over100 += duration > 100 ? 1 : 0;
            }
            return new Outcome(
                    Map.of(
                            "longest",
                            longest,
                            "over100",
                            over100,
                            "over50",
                            (double) durations.length,
                            "behind",
                            behind.percentile(0.5),
                            "behindMost",
                            behind.percentile(1),
                            "gaps",
                            gaps,
                            "heapEarly",
                            heapEarly,
                            "heapMost",
                            heapMost,
                            "heapEnd",
                            heap(inspector),
                            "seconds",
                            used.seconds()),
                    used);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static double heap(CDPSession inspector) {
        JsonObject answer = inspector.send("Performance.getMetrics");
        for (JsonElement metric : answer.getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals("JSHeapUsedSize")) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        return Double.NaN;
    }
}

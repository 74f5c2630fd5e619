package io.onetail.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's Chromium, headless, with the errors of its pages. Not safe for several threads. */
public final class Browser implements AutoCloseable {
    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setArgs(List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    public Browser() {
        // the page retries a missing file every 5 s, and the machine may be busy
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    }

    /** A page with an empty profile. */
    public Page page(int width, int height, String locale, String scheme) {
        Page page = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setLocale(locale)
                        .setIgnoreHTTPSErrors(true) // the tests' own certificates
                        .setColorScheme(
                                scheme.equals("dark")
                                        ? com.microsoft.playwright.options.ColorScheme.DARK
                                        : com.microsoft.playwright.options.ColorScheme.LIGHT))
                .newPage();
        page.setDefaultTimeout(20_000);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // the browser itself logs a refused upgrade or request; what counts is how the page handles it
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /** Uncaught errors and error messages of all pages, including violations of the Content-Security-Policy. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Closes it, and expects that none of its pages had anything to complain about. */
    public void closeWithoutComplaints() {
        List<String> had = complaints();
        close();
        assertEquals(List.of(), had);
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "No Chromium in /usr/bin: install it, on Debian with 'apt-get install chromium'"));
    }

    @Override
    public void close() {
        playwright.close();
    }
}

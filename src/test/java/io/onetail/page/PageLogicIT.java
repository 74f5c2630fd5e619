package io.onetail.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.onetail.testing.Browser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the tests of the page's modules, {@code src/test/js}, in a browser. Needs no application server. */
class PageLogicIT {
    private static final String FAILURES =
            "() => __results.failures.map(({ name, message }) => `${name}: ${message}`).join('\\n')";

    @Test
    void everyTestOfThePagesLogicPasses() throws Exception {
        try (SourceServer server = new SourceServer();
                Browser browser = new Browser()) {
            Page page = browser.page(1280, 800, "en", "light");
            page.navigate(server.address("test/js/index.html").toString());
            // they take seconds, and the machine may be busy with other tests
            page.waitForFunction("() => window.__results", null, new Page.WaitForFunctionOptions().setTimeout(120_000));

            assertEquals("", page.evaluate(FAILURES));
            assertEquals(List.of(), browser.complaints());
            int passed = (int) page.evaluate("() => __results.passed");
            assertTrue(passed > 90, () -> "Only " + passed + " tests were found");
        }
    }
}

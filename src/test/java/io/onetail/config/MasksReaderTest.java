package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.MaskPolicy;
import io.onetail.catalog.Host;
import io.onetail.mask.Mask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasksReaderTest {
    private static final Host WEB = new Host(
            "web",
            null,
            Map.of("env", "prod"),
            null,
            List.of("/**"),
            Map.of(),
            StandardCharsets.UTF_8,
            Map.of(),
            false);

    private final List<String> problems = new ArrayList<>();
    private MaskPolicy before = MaskPolicy.NONE;

    private MaskPolicy read(String... keysAndValues) {
        SettingsReader reader = new SettingsReader(ConfigFixture.of(keysAndValues));
        MaskPolicy maskPolicy = MasksReader.read(reader, before);
        problems.addAll(reader.problems());
        return maskPolicy;
    }

    private static String hidden(MaskPolicy maskPolicy, String source, String line) {
        Mask mask = maskPolicy.of(WEB, source, StandardCharsets.UTF_8);
        if (mask == null) {
            return line;
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        mask.hide(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void withoutAMaskNothingIsHiddenAndNothingIsDone() {
        assertNull(read().of(WEB, "/a", StandardCharsets.UTF_8));
    }

    @Test
    void everyKeyOfAMaskIsRead() {
        MaskPolicy maskPolicy = read(
                "onetail.masks", "emails",
                "onetail.mask.cards.on", "label env=prod source /pay/**; host db",
                "onetail.mask.no.pattern", "no=(\\d+)");
        assertEquals(List.of(), problems);
        assertEquals("****** no=** 4111111111111111", hidden(maskPolicy, "/a", "a@b.de no=12 4111111111111111"));
        assertEquals("****** no=** ****************", hidden(maskPolicy, "/pay/a", "a@b.de no=12 4111111111111111"));
        assertEquals(List.of("cards", "emails", "no"), maskPolicy.names(WEB, "/pay/a"));
    }

    @Test
    void logsWithTheSamePatternsHaveTheSameMask() {
        MaskPolicy maskPolicy = read("onetail.masks", "cards");
        assertSame(maskPolicy.of(WEB, "/a", StandardCharsets.UTF_8), maskPolicy.of(WEB, "/b", StandardCharsets.UTF_8));
        assertNotEquals(
                maskPolicy.of(WEB, "/a", StandardCharsets.UTF_8),
                maskPolicy.of(WEB, "/a", StandardCharsets.ISO_8859_1));
        assertEquals(maskPolicy, read("onetail.mask.cards.on", "any"));
    }

    @Test
    void aMistakeHidesMoreAndNeverLess() {
        assertEquals("***", hidden(read("onetail.mask.own.pattern", "(?<=a)b"), "/a", "abc"));
        assertTrue(
                problems.get(0)
                        .startsWith("onetail.mask.own.pattern is '(?<=a)b': expected a regular expression of RE2"),
                problems.get(0));
        assertEquals("***", hidden(read("onetail.mask.credit-cards.on", "any"), "/a", "abc"));
        assertTrue(problems.get(1).contains("credit-cards.pattern is missing, expected"), problems.get(1));
        assertEquals("a@b", hidden(read("onetail.mask.cards.on", "hots web"), "/a", "a@b"));
        assertTrue(problems.get(2).startsWith("In onetail.mask.cards.on 'hots web' is read as 'any'"), problems.get(2));
        assertEquals("***", hidden(read("onetail.mask.cards.pattern", "a"), "/a", "a@b"));
        assertEquals("****************", hidden(read("onetail.mask.cards.no", "host db"), "/a", "4111111111111111"));
        assertTrue(problems.get(4).contains("onetail.mask.cards.no is not a setting of a mask"), problems.get(4));
        read("onetail.mask.a!.on", "any");
        assertTrue(problems.get(5).contains("'a!' is not a valid name of a mask"), problems.get(5));
    }

    @Test
    void aMaskThatIsWrittenBadlyHidesWhatItHasHiddenBefore() {
        String line = "no=12 4111111111111111";
        before = read(
                "onetail.mask.no.pattern", "no=(\\d+)", "onetail.mask.no.on", "host web", "onetail.masks", "cards");
        assertEquals("no=** ****************", hidden(before, "/a", line));
        assertEquals(
                "no=** ****************",
                hidden(
                        read(
                                "onetail.mask.no.pattern",
                                "no=(",
                                "onetail.mask.no.on",
                                "host web",
                                "onetail.masks",
                                "cards"),
                        "/a",
                        line));
        assertTrue(problems.get(0).endsWith("the mask hides what it has hidden before."), problems.get(0));
        assertEquals(
                "no=** 4111111111111111",
                hidden(read("onetail.mask.no.patern", "x", "onetail.mask.no.on", "hots web; host db"), "/a", line));
        assertTrue(problems.toString().contains("Did you mean pattern?"), problems.toString());
        assertTrue(problems.toString().contains("also stays on the logs it was on before"), problems.toString());
        assertEquals("no=** ****************", hidden(read("onetail.masks", "${nope}"), "/a", line));
        assertEquals(line, hidden(read(), "/a", line), "taken away");
    }
}

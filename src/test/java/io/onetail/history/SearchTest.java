package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.history.Search.Hit;
import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeTransport;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final Mask CARDS = new Mask(List.of(MaskPattern.builtIn("cards")), StandardCharsets.UTF_8);

    private final FakeTransport host = new FakeTransport(() -> 0);

    private LogFile open() throws Exception {
        Catalog catalog = new Catalog(
                List.of(new Host(
                        "web",
                        null,
                        Map.of(),
                        null,
                        List.of("/log/*"),
                        Map.of(),
                        StandardCharsets.UTF_8,
                        Map.of(),
                        false)),
                List.of());
        return LogFile.of(catalog.resolve(new LogId("web", "/log/a.log")), catalog, name -> host);
    }

    private Search search(String text, boolean regex, Charset charset) throws Exception {
        LogFile file = open();
        return new Search(file, Sought.of(text, regex), charset, file.size());
    }

    private static List<Hit> all(Search search, @Nullable Mask mask, int most) throws Exception {
        List<Hit> all = new ArrayList<>();
        while (search.place() > 0) {
            all.addAll(search.next(mask, most));
        }
        return all;
    }

    private List<Hit> find(String text) throws Exception {
        return all(search(text, false, StandardCharsets.UTF_8), null, 100);
    }

    @Test
    void linesAreFoundWithTheirOffsetsTheLastOneFirst() throws Exception {
        host.write("/log/a.log", "one x\r\ntwo\n\nthree x\nx at the end");
        assertEquals(List.of(new Hit(20, "x at the end"), new Hit(12, "three x"), new Hit(0, "one x")), find("x"));
        assertEquals(List.of(), find("X"));
        assertEquals(
                List.of(new Hit(12, "three x"), new Hit(0, "one x")),
                all(search("(?i)\\bX$", true, StandardCharsets.UTF_8), null, 100));
        host.truncate("/log/a.log");
        assertEquals(List.of(), find("x"));
    }

    @Test
    void aSearchThatStopsGoesOnWhereItWas() throws Exception {
        host.write("/log/a.log", "x1\nx2\ny\nx3\nx4\nx5\n");
        Search search = search("x", false, StandardCharsets.UTF_8);
        assertEquals(List.of(new Hit(14, "x5"), new Hit(11, "x4")), search.next(null, 2));
        assertEquals(11, search.place());
        Search later = new Search(open(), Sought.of("x", false), StandardCharsets.UTF_8, search.place());
        assertEquals(List.of(new Hit(8, "x3"), new Hit(3, "x2")), later.next(null, 2));
        assertEquals(List.of(new Hit(0, "x1")), later.next(null, 2));
        assertEquals(0, later.place());
    }

    @Test
    void eachLineIsFoundOnceWhereverTheBordersOfBlocksAre() throws Exception {
        StringBuilder text = new StringBuilder();
        List<Hit> expected = new ArrayList<>();
        for (int i = 0; text.length() < 5 * LogFile.LEAST; i++) {
            String line = "needle " + i + "-".repeat(i % 700);
            expected.add(0, new Hit(text.length(), line));
            text.append(line).append('\n');
        }
        host.write("/log/a.log", text.toString());
        assertEquals(expected, all(search("needle", false, StandardCharsets.UTF_8), null, Integer.MAX_VALUE));
        assertEquals(expected, all(search("needle", false, StandardCharsets.UTF_8), CARDS, 7));
    }

    @Test
    void aLongLineIsLookedAtInPieces() throws Exception {
        String line = "begin" + "-".repeat(3 * LogFile.LEAST) + "end";
        host.write("/log/a.log", "a\n" + line + "\nz\n");
        List<Hit> end = find("end");
        assertEquals(1, end.size());
        assertEquals(Search.SHOWN, end.get(0).text().length());
        assertEquals(2, find("begin").get(0).offset());
        assertTrue(find("begin").get(0).text().startsWith("begin---"));
        assertTrue(find("--").size() > 3 * LogFile.LEAST / (64 << 10));
    }

    @Test
    void whatAMaskHidesIsNotFoundEverywhereAndWhateverIsAsked() throws Exception {
        String half = "half 4111 1111";
        String behind = CARD.substring(10) + " ok\n" + "z\n".repeat(LogFile.LEAST / 2);
        // the first block begins within the card
        behind = behind.substring(0, LogFile.LEAST - half.length() - 1) + "\n";
        host.write("/log/a.log", "filler\npaid " + CARD.substring(0, 10) + behind + half);
        for (String asked : List.of(CARD, "4111", "1111", "d 4", "1 ok")) {
            assertEquals(List.of(), all(search(asked, false, StandardCharsets.UTF_8), CARDS, 100), asked);
        }
        for (String asked : List.of("\\d", "paid [0-9 ]+", "(4)", "[^*]1")) {
            assertEquals(List.of(), all(search(asked, true, StandardCharsets.UTF_8), CARDS, 100), asked);
        }
        assertEquals(1, find(CARD).size());
        List<Hit> stars = all(search("paid *** ", false, StandardCharsets.UTF_8), CARDS, 100);
        assertEquals(List.of(), stars);
        List<Hit> shown = all(search("paid ****", false, StandardCharsets.UTF_8), CARDS, 100);
        assertEquals("paid " + "*".repeat(CARD.length()) + " ok", shown.get(0).text());
    }

    @Test
    void aMaskHoldsWhereverAClientSaysThatTheSearchBegins() throws Exception {
        host.write("/log/a.log", "paid " + CARD + " ok\n");
        LogFile file = open();
        for (int before = 1; before <= file.size(); before++) {
            Search search = new Search(file, Sought.of("1", false), StandardCharsets.UTF_8, before);
            assertEquals(List.of(), search.next(CARDS, 100), "before " + before);
        }
    }

    @Test
    void textIsLookedForInTheLogsCharset() throws Exception {
        Charset gbk = Charset.forName("GBK");
        host.write("/log/a.log", "订单已创建\n其他\n".getBytes(gbk));
        assertEquals(List.of(new Hit(0, "订单已创建")), all(search("已创", false, gbk), null, 100));
        assertEquals(List.of(new Hit(0, "订单已创建")), all(search("^订.+建$", true, gbk), null, 100));
        // the second byte of one character with the first one of the next
        byte[] bytes = "订单".getBytes(gbk);
        String between = new String(new byte[] {bytes[1], bytes[2]}, gbk);
        assertEquals(List.of(), all(search(between, false, gbk), null, 100));
    }
}

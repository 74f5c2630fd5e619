package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.history.LogSearch.SearchHit;
import io.onetail.mask.Mask;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.LogId;
import io.onetail.testing.FakeHost;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSearchTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final Mask CARDS = new Mask(List.of(MaskPattern.builtIn("cards")), StandardCharsets.UTF_8);

    private static final SearchScheduler.SearchWork WORK =
            new SearchScheduler(1, System::nanoTime, time -> {}).of("somebody");

    private final FakeHost host = new FakeHost(() -> 0);

    private LogFile open() throws Exception {
        Catalog catalog = HistoryFixture.catalog("/log/*");
        return LogFile.of(catalog.resolve(new LogId("web", "/log/a.log")), catalog, name -> host);
    }

    private LogSearch search(String text, boolean regex, Charset charset) throws Exception {
        LogFile file = open();
        return new LogSearch(file, LineQuery.of(text, regex), charset, file.size(), WORK);
    }

    private static List<SearchHit> all(LogSearch search, @Nullable Mask mask, int most) throws Exception {
        List<SearchHit> all = new ArrayList<>();
        while (search.place() > 0) {
            all.addAll(search.next(mask, most));
        }
        return all;
    }

    private List<SearchHit> find(String text) throws Exception {
        return all(search(text, false, StandardCharsets.UTF_8), null, 100);
    }

    @Test
    void linesAreFoundWithTheirOffsetsTheLastOneFirst() throws Exception {
        host.write("/log/a.log", "one x\r\ntwo\n\nthree x\nx at the end");
        assertEquals(
                List.of(
                        new SearchHit(20, 20, "x at the end"),
                        new SearchHit(12, 18, "three x"),
                        new SearchHit(0, 4, "one x")),
                find("x"));
        assertEquals(List.of(), find("X"));
        assertEquals(
                List.of(new SearchHit(12, 18, "three x"), new SearchHit(0, 4, "one x")),
                all(search("(?i)\\bX$", true, StandardCharsets.UTF_8), null, 100));
        host.truncate("/log/a.log");
        assertEquals(List.of(), find("x"));
    }

    @Test
    void aSearchThatStopsGoesOnWhereItWas() throws Exception {
        host.write("/log/a.log", "x1\nx2\ny\nx3\nx4\nx5\n");
        LogSearch search = search("x", false, StandardCharsets.UTF_8);
        assertEquals(List.of(new SearchHit(14, 14, "x5"), new SearchHit(11, 11, "x4")), search.next(null, 2));
        assertEquals(11, search.place());
        LogSearch later = new LogSearch(open(), LineQuery.of("x", false), StandardCharsets.UTF_8, search.place(), WORK);
        assertEquals(List.of(new SearchHit(8, 8, "x3"), new SearchHit(3, 3, "x2")), later.next(null, 2));
        assertEquals(List.of(new SearchHit(0, 0, "x1")), later.next(null, 2));
        assertEquals(0, later.place());
    }

    @Test
    void eachLineIsFoundOnceWhereverTheBordersOfBlocksAre() throws Exception {
        StringBuilder text = new StringBuilder();
        List<SearchHit> expected = new ArrayList<>();
        for (int i = 0; text.length() < 5 * LogFile.LEAST; i++) {
            String line = "needle " + i + "-".repeat(i % 700);
            expected.add(0, new SearchHit(text.length(), text.length(), line));
            text.append(line).append('\n');
        }
        host.write("/log/a.log", text.toString());
        assertEquals(expected, all(search("needle", false, StandardCharsets.UTF_8), null, Integer.MAX_VALUE));
        assertEquals(expected, all(search("needle", false, StandardCharsets.UTF_8), CARDS, 7));
    }

    @Test
    void aLongLineIsOneAndItsPartAroundWhatWasFoundIsShown() throws Exception {
        String line = "begin" + "-".repeat(3 * LogFile.LEAST) + "end" + "-".repeat(3 * LogFile.LEAST);
        host.write("/log/a.log", "a\n" + line + "\nz\n");
        SearchHit end = find("end").get(0);
        assertEquals(2, end.offset());
        assertEquals(2 + 5 + 3 * LogFile.LEAST, end.match());
        assertEquals(LogSearch.SHOWN, end.text().length());
        assertTrue(end.text().contains("---end---"), end.text());
        assertTrue(find("begin").get(0).text().startsWith("begin---"));
        assertEquals(1, find("--").size());
    }

    @Test
    void ofALineThatIsTooLongPartsAreLookedAtThatOverlap() throws Exception {
        byte[] line = "-".repeat(2 * LogSearch.LONGEST_LINE + 12_345).getBytes(StandardCharsets.US_ASCII);
        byte[] needle = "needle".getBytes(StandardCharsets.US_ASCII);
        List<Long> expected = new ArrayList<>();
        for (int part = 1; part < 4; part++) { // across the beginnings of parts, counted from the end
            int at = line.length - part * (LogSearch.LONGEST_LINE - (128 << 10)) - 3;
            if (at > 0) {
                System.arraycopy(needle, 0, line, at, needle.length);
                expected.add(at + 2L);
            }
        }
        host.write("/log/a.log", "a\n");
        host.write("/log/a.log", line);
        host.write("/log/a.log", "\n4111 needle z\n");
        expected.add(0, line.length + 8L);
        assertEquals(expected, find("needle").stream().map(SearchHit::match).toList());
        // with a mask, such a line is skipped
        assertEquals(
                List.of(new SearchHit(line.length + 3L, line.length + 8L, "4111 needle z")),
                all(search("needle", false, StandardCharsets.UTF_8), CARDS, 100));
    }

    /** The expected result, from the whole file line by line. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GBK", "ISO-8859-1"})
    void aSearchFindsWhatStandsInTheFileWhereverItStands(String charset) throws Exception {
        Random random = new Random(charset.hashCode());
        for (int round = 0; round < 4; round++) {
            byte[] log = log(random, Charset.forName(charset));
            host.delete("/log/a.log");
            host.write("/log/a.log", log);
            for (String asked : List.of("needle", "nee.?dle$", "^.{0,3}needle", "needle é?$", "(?i)NEEDLE [0-9*]+")) {
                boolean regex = !asked.equals("needle");
                for (Mask mask : Arrays.asList(null, cards(charset))) {
                    List<SearchHit> found =
                            all(search(asked, regex, Charset.forName(charset)), mask, 1 + random.nextInt(500));
                    assertEquals(
                            truth(log, mask, LineQuery.of(asked, regex), Charset.forName(charset)),
                            found.stream()
                                    .map(hit -> hit.offset() + " " + hit.match())
                                    .toList(),
                            asked + " in round " + round + " of " + charset + (mask == null ? "" : ", masked"));
                }
            }
        }
    }

    @Test
    void aFileOfUtf16IsSearchedAndMaskedAsItIsWritten() throws Exception {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            host.delete("/log/a.log");
            host.write(
                    "/log/a.log",
                    ("\uFEFFbegin\r\nĊ订 needle " + CARD + "\r\n" + "-".repeat(300_000) + "needle\r\nend")
                            .getBytes(charset));
            List<SearchHit> hits = all(search("needle", false, StandardCharsets.UTF_8), null, 10);
            assertEquals(List.of(78L, 16L), hits.stream().map(SearchHit::offset).toList());
            assertEquals(
                    List.of(600_078L, 22L), hits.stream().map(SearchHit::match).toList());
            assertEquals("Ċ订 needle " + CARD, hits.get(1).text());
            List<SearchHit> masked = all(search("needle [*]", true, StandardCharsets.UTF_8), CARDS, 10);
            assertEquals(
                    List.of("Ċ订 needle " + "*".repeat(CARD.length())),
                    masked.stream().map(SearchHit::text).toList());
            assertEquals(List.of(), all(search("1", false, StandardCharsets.UTF_8), CARDS, 10));
        }
    }

    private static Mask cards(String charset) {
        return new Mask(List.of(MaskPattern.builtIn("cards")), Charset.forName(charset));
    }

    private static List<String> truth(byte[] log, @Nullable Mask mask, LineQuery lineQuery, Charset charset)
            throws Exception {
        byte[] shown = log.clone();
        int end = log.length;
        if (mask != null) {
            mask.hide(shown, 0, end);
            while (end > 0 && shown[end - 1] != '\n') {
                end--;
            }
        }
        List<String> hits = new ArrayList<>();
        for (int begin = 0; begin < end; ) {
            int next = begin;
            while (next < end && shown[next] != '\n') {
                next++;
            }
            String line = new String(shown, begin, next - begin, charset).replaceAll("\r+$", "");
            int at = lineQuery.find(line, WORK);
            if (at >= 0) {
                hits.add(0, begin + " " + (begin + line.substring(0, at).getBytes(charset).length));
            }
            begin = next + 1;
        }
        return hits;
    }

    /** Short and long lines, with the text also across the beginnings of blocks and pieces. */
    private static byte[] log(Random random, Charset charset) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        boolean wide = charset.newEncoder().canEncode('订');
        int size = 1 + random.nextInt(2 << 20);
        while (log.size() < size) {
            boolean isLong = random.nextInt(200) == 0;
            StringBuilder line = new StringBuilder();
            line.append(
                    (random.nextInt(3) == 0 ? wide ? "订单x" : "éx" : "-").repeat(random.nextInt(isLong ? 1 << 18 : 20)));
            if (random.nextInt(20) == 0 || isLong) {
                line.insert(random.nextInt(line.length() + 1), "needle " + (random.nextBoolean() ? CARD : "12"));
            }
            line.append(random.nextInt(30) == 0 ? "needle" : "").append(random.nextInt(30) == 0 ? "needle é" : "");
            log.writeBytes(
                    line.append(random.nextBoolean() ? "\r\n" : "\n").toString().getBytes(charset));
        }
        if (random.nextBoolean()) {
            log.writeBytes(("needle " + CARD).getBytes(charset)); // without a line feed
        }
        byte[] bytes = log.toByteArray();
        for (int at = bytes.length - (64 << 10); at > 6; at -= 64 << 10) {
            int place = at - random.nextInt(6);
            if (new String(bytes, place, 6, StandardCharsets.ISO_8859_1).equals("------")) {
                System.arraycopy("needle".getBytes(StandardCharsets.US_ASCII), 0, bytes, place, 6);
            }
        }
        return bytes;
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
        List<SearchHit> stars = all(search("paid *** ", false, StandardCharsets.UTF_8), CARDS, 100);
        assertEquals(List.of(), stars);
        List<SearchHit> shown = all(search("paid ****", false, StandardCharsets.UTF_8), CARDS, 100);
        assertEquals("paid " + "*".repeat(CARD.length()) + " ok", shown.get(0).text());
    }

    @Test
    void aMaskHoldsWhereverAClientSaysThatTheSearchBegins() throws Exception {
        host.write("/log/a.log", "paid " + CARD + " ok\n");
        LogFile file = open();
        for (int before = 1; before <= file.size(); before++) {
            LogSearch search = new LogSearch(file, LineQuery.of("1", false), StandardCharsets.UTF_8, before, WORK);
            assertEquals(List.of(), search.next(CARDS, 100), "before " + before);
        }
    }

    @Test
    void textIsLookedForInTheLogsCharset() throws Exception {
        Charset gbk = Charset.forName("GBK");
        host.write("/log/a.log", "订单已创建\n其他\n".getBytes(gbk));
        assertEquals(List.of(new SearchHit(0, 4, "订单已创建")), all(search("已创", false, gbk), null, 100));
        assertEquals(List.of(new SearchHit(0, 0, "订单已创建")), all(search("^订.+建$", true, gbk), null, 100));
        // the second byte of one character and the first one of the next
        byte[] bytes = "订单".getBytes(gbk);
        String between = new String(new byte[] {bytes[1], bytes[2]}, gbk);
        assertEquals(List.of(), all(search(between, false, gbk), null, 100));
    }
}

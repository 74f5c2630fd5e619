package io.onetail.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LineFeed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
    private static final Charset GBK = Charset.forName("GBK");

    private static Mask mask(Charset charset, MaskPattern... patterns) {
        return new Mask(List.of(patterns), charset);
    }

    private static String hide(Mask mask, String text, Charset charset) {
        byte[] bytes = text.getBytes(charset);
        int length = bytes.length;
        mask.hide(bytes, 0, length);
        assertEquals(length, bytes.length);
        return new String(bytes, charset);
    }

    private static String hide(String pattern, String text) {
        return hide(mask(UTF_8, MaskPattern.builtIn(pattern)), text, UTF_8);
    }

    private static String own(String regex, String text) {
        return hide(mask(UTF_8, MaskPattern.of("own", regex)), text, UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "paid with 4111111111111111 ok|paid with **************** ok",
                "4111 1111 1111 1111|*******************",
                "4111-1111-1111-1111,|*******************,",
                "2026 4111 1111 1111 1111|2026 *******************",
                "24-4111111111111111-7|24-****************-7",
                "card=378282246310005|card=***************",
                "6011 0009 9013 9424|*******************",
                "4111111111111112|4111111111111112",
                "41111111111111111|41111111111111111",
                "1764000000000|1764000000000",
                "411111111111|411111111111",
                "4111  1111  1111  1111|4111  1111  1111  1111",
            })
    void cards(String line, String expected) {
        assertEquals(expected, hide("cards", line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "from alice@example.org.|from *****************.",
                "<a.b+c@mail.example.co.uk>|<************************>",
                "user@localhost|user@localhost",
                "@Override|@Override",
                "a@b@c.de|a@******",
                "to alice%40example.org, x|to *******************, x",
                "at foo.bar(Baz.java:1) @ 0x1|at foo.bar(Baz.java:1) @ 0x1",
            })
    void emails(String line, String expected) {
        assertEquals(expected, hide("emails", line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '~',
            value = {
                "password=hunter2 user=bob|password=******* user=bob",
                "{\"client_secret\": \"a b,c\", \"x\": 1}|{\"client_secret\": \"*****\", \"x\": 1}",
                "PWD: s3cr3t;|PWD: ******;",
                "GET /x?access_token=abc.def&y=1|GET /x?access_token=*******&y=1",
                "Authorization: Bearer abcdefgh1234|Authorization: *******************",
                "key AKIAIOSFODNN7EXAMPLE used|key ******************** used",
                "jdbc:postgresql://app:pa55@db/x|jdbc:postgresql://app:****@db/x",
                "t=eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln|t=**********************************",
                "the password was changed|the password was changed",
                // JSON within JSON, as Docker writes it
                "{\"log\":\"{\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1}\\n\"}"
                        + "|{\"log\":\"{\\\"password\\\":\\\"*******\\\",\\\"a\\\":1}\\n\"}",
                "\\\"pwd\\\": \\\"a\\\\\\\"b c\\\\\\\\\\\" d|\\\"pwd\\\": \\\"************\\\" d",
                "\\\\\\\"pwd\\\\\\\":\\\\\\\"a b\\\\\\\",x|\\\\\\\"pwd\\\\\\\":\\\\\\\"***\\\\\\\",x",
                "\"pwd\":\"a\\\\\", b|\"pwd\":\"***\", b",
                "\"pwd\":\"a\\\"b\", c|\"pwd\":\"****\", c",
                "{\"log\":\"pwd=x y\"}|{\"log\":\"pwd=* y\"}",
                // any scheme
                "Authorization: Token abc|Authorization: *********",
                "curl -H 'authorization: ApiKey abc, d' https://x|curl -H 'authorization: *************' https://x",
                "{\"Authorization\": \"Token abc\", \"x\": 1}|{\"Authorization\": \"*********\", \"x\": 1}",
                "{\"log\":\"Authorization: Token a b\",\"x\":1}|{\"log\":\"Authorization: *********\",\"x\":1}",
                "Authorization: Digest username=\"bob\", response=\"6629\"|Authorization: **************************************",
                // separators that are part of the value
                "password=Tr0ub4,dor&3|password=************",
                "password=Tr0ub4;dor&3;4 x|password=************** x",
                "password=x&user=y|password=*&user=y",
                "?token=x&amp;user=y|?token=*****;user=y",
                "password=x,user=y;z|password=*,user=y;z",
                "password=x, y|password=*, y",
                "password=x;|password=*;",
                "password=x,\"user\":1|password=*,\"user\":1",
                "password=x,1=2|password=*****",
                // lists, objects, options, elements, literals
                "{\"password\":{\"value\":\"x\"},\"a\":1}|{\"password\":{***********},\"a\":1}",
                "password=['x'] y|password=[***] y",
                "\"password\":[\"x\"], y|\"password\":[***], y",
                "\"password\":{\"value\":\"x|\"password\":{**********",
                "run --password x --user y|run --password * --user y",
                "run --password --user y|run --password --user y",
                "[\"--password\",\"x\",\"y\"]|[\"--password\",\"*\",\"y\"]",
                "<password>x y</password> z|<password>***</password> z",
                "{'password': b'x y', 'a': 1}|{'password': *****', 'a': 1}",
                "a - password reset|a - password reset",
                // as URLs and programs write them
                "password%3Dx y|password%3D* y",
                "?q=%22password%22%3A%22x%22&y=1|?q=%22password%22%3A%22*%22&y=1",
                "\\x22password\\x22:\\x22x\\x22 y|\\x22password\\x22:\\x22*\\x22 y",
                "password\\u003dx y|password\\u003d* y",
                "&quot;password&quot;:&quot;x&quot; y|&quot;password&quot;:&quot;*&quot; y",
                "\"password\"=>\"x y\", z|\"password\"=>\"***\", z",
                // a value that only begins with a bracket
                "password={noop}SECRET z|password=************ z",
                "password={bcrypt}$2a$10$N9qo8/. z|password=********************** z",
                "userPassword: {SSHA}W6ph5Mm5==, z|userPassword: ****************, z",
                "password=[aB}cD3eFg z|password=********** z",
                "password={a}}SECRET z|password=********** z",
                "Authorization=[Basic] SECRET|Authorization=**************",
                "{a={password={b=[x]}}, c=[y]} z|{a={password={*****}}, c=[y]} z",
                "{Authorization=[Bearer x], Accept=[y]}|{Authorization=[********], Accept=[y]}",
                "f(password=[x]) z|f(password=[*]) z",
                "{\"log\":\"{\\\"password\\\":[1]}\\n\",\"a\":1}|{\"log\":\"{\\\"password\\\":[*]}\\n\",\"a\":1}",
                "{\"log\":\"\\\"password=[1]\\\"\"}|{\"log\":\"\\\"password=[*]\\\"\"}",
                // escapes within escapes
                "%22password%22%3A%22abc%5Cu0022SECRET%22 z|%22password%22%3A%22*****************%22 z",
                // pairs, elements within elements, doubled quotes
                "{\"name\":\"DB_PASSWORD\",\"value\":\"x\"}|{\"name\":\"DB_PASSWORD\",\"value\":\"*\"}",
                "{Name:DB_PASSWORD Value:x y}|{Name:DB_PASSWORD Value:* y}",
                "<a:password><b>c</b><value>x</value></a:password> z|<a:password>************************</a:password> z",
                "password='it''SECRET' z|password='**********' z",
                "password='' z|password='' z",
            })
    void tokens(String line, String expected) {
        assertEquals(expected, hide("tokens", line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^[36mpassword^[0m=hunter2|^[36mpassword^[0m=*******",
                "pass^[0mword=hunter2|pass^[0mword=*******",
                "pass^[1;38:5:3mword^[0m=^[2mhun^[0mter2^[0m, x|pass^[1;38:5:3mword^[0m=^[2m***********^[0m, x",
                "pass^]8;;http://x^\\word=hunter2^[0m x|pass^]8;;http://x^\\word=*******^[0m x",
                "to^(Bken: x y|to^(Bken: * y",
                "pass\u009b0mword=x y|pass\u009b0mword=* y",
                "pass\u009d0;t\u009cword=x|pass\u009d0;t\u009cword=*",
                "a 4111 1111^[0m 1111 1111 b|a *********************** b",
                "a@^[1mexample.org^[0m x|*****************^[0m x",
                "no ^[1msecret^[0m here|no ^[1msecret^[0m here",
            })
    void whatAColourCutsIsFound(String line, String expected) {
        Mask mask = mask(
                UTF_8, MaskPattern.BUILT_IN.stream().map(MaskPattern::builtIn).toArray(MaskPattern[]::new));
        assertEquals(
                expected,
                hide(mask, "x\n" + line.replace('^', '\u001b') + "\ny", UTF_8)
                        .replace('\u001b', '^')
                        .replaceAll("^x\n|\ny$", ""));
    }

    @Test
    void whatAColourCutsIsFoundInEveryCharsetAndByOwnPatterns() {
        MaskPattern own = MaskPattern.of("own", "订单 (\\w+)|order (\\w+)");
        assertEquals("订\u001b[1m单 ** x", hide(mask(GBK, own), "订\u001b[1m单 a1 x", GBK));
        assertEquals("or\u009b1mder ** x", hide(mask(ISO_8859_1, own), "or\u009b1mder a1 x", ISO_8859_1));
    }

    /** Uses the pattern of {@code log/ansi.js}. */
    @Test
    void whatIsNotSeenIsWhatThePageRemoves() {
        java.util.regex.Pattern page = java.util.regex.Pattern.compile(
                "(?:\\x1b\\[|\\x9b)([0-?]*)[ -/]*([@-~])?"
                        + "|(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?|\\x1b[ -/]*[0-~]?");
        String alphabet = "\u001b\u001b\u001b[[]P_X^\\\u0007\u009b\u009d\u009c\u0090\u0091\u00a9;01?m@ /(Bé";
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int k = random.nextInt(14); k >= 0; k--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = line.toString().getBytes(UTF_8);
            byte[] shown =
                    DecodedLine.of(bytes, 0, bytes.length, UTF_8, true).shown().text();
            assertEquals(page.matcher(line).replaceAll(""), new String(shown, UTF_8), line::toString);
        }
    }

    @Test
    void ofAMatchWithGroupsOnlyTheseAreHidden() {
        assertEquals(
                "customer no: ****, total 12",
                own("(?i)customer[-_ ]?(?:no|id)[=: ]+(\\w+)", "customer no: a4b5, total 12"));
        assertEquals("***", own("a|b|c", "abc"));
        assertEquals("x** x**", own("x(\\d)(\\d)?", "x12 x34"));
    }

    @Test
    void eachLineIsLookedAtByItself() {
        assertEquals("a\nb", own("a\\s+b", "a\nb"));
        assertEquals("***\n***\nb", own("a[^c]+b", "a b\na.b\nb"));
        assertEquals("*\n\n*\n", own("(?:^)x(?:$)", "x\n\nx\n"));
    }

    @Test
    void theLengthInBytesStays() {
        assertEquals("中*********中", own("钥匙=?...", "中钥匙xyz中").length() == 11 ? own("钥匙=?...", "中钥匙xyz中") : "?");
        byte[] bytes = "密码:秘密 ok".getBytes(UTF_8);
        mask(UTF_8, MaskPattern.of("own", "密码:(\\S+)")).hide(bytes, 0, bytes.length);
        assertEquals("密码:****** ok", new String(bytes, UTF_8));
    }

    @Test
    void gbkIsTranslatedAndItsSecondBytesAreNotLetters() {
        // the second byte of 誠 in GBK is like 0x5C; a match on bytes would begin in the middle of a character
        Mask own = mask(GBK, MaskPattern.of("own", "秘密=(\\S+)"), MaskPattern.builtIn("emails"));
        assertEquals("用户 秘密=**** ***** 完", hide(own, "用户 秘密=值一 a@b.c 完", GBK));
        for (char c = 0x4e00; c < 0x9fa0; c++) {
            String line = c + "1 token" + c + "=x" + c;
            if (GBK.newEncoder().canEncode(c)) {
                assertEquals(
                        line.replace("1", "*"),
                        hide(mask(GBK, MaskPattern.of("own", "1")), line, GBK),
                        "character " + c);
                assertEquals(line, hide(mask(GBK, MaskPattern.of("own", "[A-Z]|\\\\|\\|")), line, GBK));
            }
        }
    }

    @Test
    void aCharsetWithEscapeSequencesIsTranslatedWhole() {
        Charset jis = Charset.forName("ISO-2022-JP");
        String hidden = hide(mask(jis, MaskPattern.of("own", "\\d{4}")), "日本 1234 日本", jis);
        assertFalse(hidden.contains("1234"), hidden);
    }

    @Test
    void whatIsMalformedHidesNothingFromThePattern() {
        byte[] line = "\u00e94111111111111111\u00f0 4111111111111111 \u0080a@b.de\u00ff".getBytes(ISO_8859_1);
        mask(UTF_8, MaskPattern.builtIn("cards"), MaskPattern.of("own", "[a-z]+@[a-z.]+"))
                .hide(line, 0, line.length);
        assertEquals("\u00e9****************\u00f0 **************** \u0080******\u00ff", new String(line, ISO_8859_1));
        byte[] gbk = "\u00ff\u00ff1234\u0081".getBytes(ISO_8859_1);
        mask(GBK, MaskPattern.of("own", "\\d+")).hide(gbk, 0, gbk.length);
        assertFalse(new String(gbk, ISO_8859_1).contains("1234"));
        byte[] cut = "12\u00e4".getBytes(ISO_8859_1);
        mask(UTF_8, MaskPattern.of("own", "\\d+")).hide(cut, 0, cut.length);
        assertEquals("**\u00e4", new String(cut, ISO_8859_1));
    }

    @Test
    void aPieceIsHiddenLikeTheWholeLineWhereverItIsCut() {
        Mask mask = mask(UTF_8, MaskPattern.builtIn("cards"), MaskPattern.of("own", "secret (\\w+)"));
        String log = "one 4111 1111 1111 1111 x\nsecret abcdef y\n\nplain\n4111111111111111\nsecret end";
        byte[] all = log.getBytes(UTF_8);
        byte[] expected = all.clone();
        mask.hide(expected, 0, expected.length);
        for (int from = 0; from < all.length; from++) {
            for (int to = from + 1; to <= all.length; to++) {
                byte[] copy = all.clone();
                mask.hidePiece(copy, from, to, true, true, LineFeed.BYTE, 0);
                assertEquals(new String(expected, from, to - from, UTF_8), new String(copy, from, to - from, UTF_8));
            }
        }
    }

    /** '上' contains the byte of a line feed; the file may begin anywhere before the array. */
    @Test
    void utf16IsHiddenLikeTheWholeLineWhereverItIsCut() {
        String log = "\ufeffone 4111 1111 1111 1111 上\r\nsecret abcdef y\n\nplain 上上\nsecr\u001b[1met end";
        String hidden = "\ufeffone ******************* 上\r\nsecret ****** y\n\nplain 上上\nsecr\u001b[1met ***";
        for (LineFeed lineFeed : List.of(LineFeed.UTF_16LE, LineFeed.UTF_16BE)) {
            Charset charset = lineFeed.charset(UTF_8);
            Mask mask = mask(UTF_8, MaskPattern.builtIn("cards"), MaskPattern.of("own", "secret (\\w+)"));
            byte[] all = log.getBytes(charset);
            byte[] expected = hidden.getBytes(charset);
            for (int from = 0; from < all.length; from++) {
                for (int to = from + 1; to <= all.length; to++) {
                    byte[] copy = all.clone();
                    mask.hidePiece(copy, from, to, true, true, lineFeed, 1_000);
                    assertArrayEquals(Arrays.copyOfRange(expected, from, to), Arrays.copyOfRange(copy, from, to));
                }
            }
            byte[] odd = Arrays.copyOfRange(all, 1, all.length);
            mask.hidePiece(odd, 0, odd.length, false, true, lineFeed, 1);
            int second = log.indexOf('\n') + 1;
            assertEquals(
                    hidden.substring(second), new String(odd, 2 * second - 1, odd.length - 2 * second + 1, charset));
            assertFalse(new String(odd, 1, odd.length - 1, charset).contains("4111"));
            byte[] whole = all.clone();
            assertTrue(mask.hide(whole, 0, whole.length, lineFeed, 0, Mask.NO_KEY));
            assertArrayEquals(expected, whole);
        }
    }

    @Test
    void inUtf16EscapesAreResolvedAtEachLevelAndWithoutColours() {
        for (String line : List.of("%22password%22%3A%22abc%5Cu0022SECRET%22", "pass\\u001b%5B0mword%3DSECRET")) {
            byte[] bytes = line.getBytes(LineFeed.UTF_16LE.charset(UTF_8));
            mask(UTF_8, MaskPattern.builtIn("tokens")).hide(bytes, 0, bytes.length, LineFeed.UTF_16LE, 0, Mask.NO_KEY);
            String shown = new String(bytes, LineFeed.UTF_16LE.charset(UTF_8));
            assertTrue(shown.contains("word") && !shown.contains("SECRET"), shown);
        }
    }

    @Test
    void coloursThatAreEscapedHideNothingFromAMask() {
        assertEquals(
                "x secret **************** y",
                own("secret (\\w+)", "x secret abc\\u001b[0mdef y").replaceAll("\\*+", "****************"));
        assertEquals("x \\u001b[1msecret\\x1B[0m ***", own("secret (\\w+)", "x \\u001b[1msecret\\x1B[0m abc"));
    }

    @Test
    void whereTheBeginningOrEndOfALineIsNotKnownItsPartIsHidden() {
        Mask mask = mask(UTF_8, MaskPattern.of("own", "nothing"));
        byte[] piece = "abc\ndef\nghi".getBytes(UTF_8);
        mask.hidePiece(piece, 0, piece.length, false, false, LineFeed.BYTE, 0);
        assertEquals("***\ndef\n***", new String(piece, UTF_8));
        piece = "abc".getBytes(UTF_8);
        mask.hidePiece(piece, 0, piece.length, false, true, LineFeed.BYTE, 0);
        assertEquals("***", new String(piece, UTF_8));
        piece = "abc\n".getBytes(UTF_8);
        mask.hidePiece(piece, 0, piece.length, false, true, LineFeed.BYTE, 0);
        assertEquals("***\n", new String(piece, UTF_8));
        piece = "abc\nx".getBytes(UTF_8);
        mask.hidePiece(piece, 1, 2, false, true, LineFeed.BYTE, 0);
        assertEquals("a*c\nx", new String(piece, UTF_8));
    }

    @Test
    void ofALineThatIsTooLongNoPartIsShownThatIsFarFromItsEnds() {
        Mask mask = mask(UTF_8, MaskPattern.of("own", "nothing"));
        byte[] line = "x".repeat(Mask.REACH + 100).getBytes(UTF_8);
        byte[] far = line.clone();
        mask.hidePiece(far, 10, 20, true, true, LineFeed.BYTE, 0);
        assertEquals("*".repeat(10), new String(far, 10, 10, UTF_8));
        far = line.clone();
        mask.hidePiece(far, Mask.REACH + 50, Mask.REACH + 60, true, true, LineFeed.BYTE, 0);
        assertEquals("*".repeat(10), new String(far, Mask.REACH + 50, 10, UTF_8));
        far = line.clone();
        mask.hidePiece(far, Mask.REACH - 10, Mask.REACH, true, true, LineFeed.BYTE, 0);
        assertEquals("x".repeat(10), new String(far, Mask.REACH - 10, 10, UTF_8));
    }

    @Test
    void aPatternWithAMistakeHidesEverything() {
        assertEquals("***\n\n**\n", hide(mask(UTF_8, MaskPattern.everything("broken")), "abc\n\nde\n", UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[a",
                "a**b)",
                "(?=x)",
                "\\1",
                "(?<!a)b",
                "a*",
                "",
                "((a{100}){100}){10}",
                "(?:a?){1000}a{1000}"
            })
    void aPatternThatIsNoneOrTooLargeIsRefused(String regex) {
        assertThrows(IllegalArgumentException.class, () -> MaskPattern.of("own", regex));
        assertThrows(IllegalArgumentException.class, () -> MaskPattern.of("own", "a".repeat(1_001)));
    }

    @Test
    void noPatternTakesExponentialTime() {
        byte[] line = ("a".repeat(20_000) + "!").getBytes(UTF_8);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String regex : List.of("(a+)+$", "(a|a)*b", "(a*)*b|a{1,50}c", "(.*)*x")) {
                mask(UTF_8, MaskPattern.of("own", regex.startsWith("(.*)") ? "(?:.*)*x" : regex.replace(")*b", ")+b")))
                        .hide(line.clone(), 0, line.length);
            }
            mask(UTF_8, MaskPattern.BUILT_IN.stream().map(MaskPattern::builtIn).toArray(MaskPattern[]::new))
                    .hide(
                            ("@".repeat(10_000) + "4 ".repeat(10_000) + "password:".repeat(2_000)).getBytes(UTF_8),
                            0,
                            48_000);
            for (String part : List.of(
                    "password=,a",
                    "authorization=\"",
                    "pwd:\\\\",
                    "\\\"pwd\\\":",
                    "\u001b[",
                    "\u001b]0;",
                    "\u001b[0mpwd=")) {
                byte[] bytes = part.repeat(1 << 16).getBytes(UTF_8);
                mask(UTF_8, MaskPattern.builtIn("tokens")).hide(bytes, 0, bytes.length);
            }
        });
    }

    @Test
    void theWordThatALineMustHoldNeverHidesAMatch() {
        Random random = new Random(5);
        List<String> parts = Stream.of(
                        "abc",
                        "ab?c",
                        "ab*",
                        "ab{0,2}c",
                        "[bc]d",
                        "(?:abc)?",
                        "(ab|c)",
                        "\\w",
                        "a+b",
                        "\\.",
                        ".",
                        "ab",
                        "[]a]b",
                        "(a[)]b)?",
                        "\\[ab",
                        "c{2}")
                .toList();
        String alphabet = "abcd.)[]";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder regex = new StringBuilder(random.nextInt(4) == 0 ? "(?i)" : "");
            for (int k = 1 + random.nextInt(4); k > 0; k--) {
                regex.append(parts.get(random.nextInt(parts.size())));
            }
            if (random.nextInt(6) == 0) {
                regex.append("|").append(parts.get(random.nextInt(parts.size())));
            }
            com.google.re2j.Pattern pattern = com.google.re2j.Pattern.compile(regex.toString());
            KeywordScanner keywordScanner = KeywordScanner.requiredBy(regex.toString());
            for (int t = 0; t < 20; t++) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int k = random.nextInt(9); k >= 0; k--) {
                    line.write(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                if (pattern.matcher(line.toByteArray()).find()) {
                    assertTrue(keywordScanner.find(line.toByteArray(), 0, line.size()) >= 0, regex + " in " + line);
                }
            }
        }
        assertEquals(-1, KeywordScanner.requiredBy("user=(\\d+)").find("nobody".getBytes(UTF_8), 0, 6));
        assertEquals(
                0,
                KeywordScanner.requiredBy("(?i)sky").find("xyz".getBytes(UTF_8), 0, 3),
                "under (?i), s and k match further characters");
        assertEquals(0, KeywordScanner.requiredBy("a|b").find("xyz".getBytes(UTF_8), 0, 3));
    }
}

package io.onetail.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.LineFeed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** However a secret is written, the built-in pattern hides it and shows the text around it. */
class SecretsTest {
    private static final Mask TOKENS = new Mask(List.of(MaskPattern.builtIn("tokens")), StandardCharsets.UTF_8);
    private static final List<String> NAMES = List.of(
            "password",
            "PassWord",
            "DB_PASSWORD",
            "dbPasswd",
            "user.pwd",
            "api-key",
            "apiKey",
            "API_KEY",
            "client_secret",
            "access_token",
            "credentials",
            "x-session-id",
            "private_key",
            "passphrase");

    private final Random random = new Random(7);
    private String secret = "";

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** An assignment of the secret. */
    private String assignment() {
        String name = one(NAMES);
        return switch (random.nextInt(22)) {
            case 0 -> name + "=" + secret;
            case 1 -> name + ": " + secret;
            case 2 -> name + " = '" + secret + " and more'";
            case 3 -> quoted(name) + ":" + quoted(secret);
            case 4 -> quoted(name) + ": " + nested(3);
            case 5 -> name + "=['" + secret + "']";
            case 6 -> "--" + name + " " + secret;
            case 7 -> "-" + name + " \"" + secret + " and more\"";
            case 8 -> "[\"--" + name + "\", \"" + secret + "\"]";
            case 9 -> name + "=b'more " + secret + "'";
            case 10 -> "<" + name + ">" + secret + " and more</" + name + ">";
            case 11 -> "<x:" + name + " type=\"text\">" + secret + "</x:" + name + ">";
            case 12 -> "parameters['" + name + "'] = '" + secret + "'";
            case 13 -> quoted(name) + " => " + quoted("more, " + secret);
            case 14 -> name + "=" + one(List.of("{noop}", "{bcrypt}$2a$10$", "[aB}", "{a}}", "[x]")) + secret;
            case 15 -> "user" + name + ": {SSHA}" + secret + "/a+b==";
            case 16 -> "{\"name\":" + quoted(name) + ", \"value\":" + quoted(secret) + "}";
            case 17 -> "<" + name + "><type>x</type><value>" + secret + "</value></" + name + ">";
            case 18 -> name + "='it''" + secret + "'";
            case 19 -> "{a={" + name + "={b=[" + secret + "]}}}";
            case 20 -> quoted(name) + ":" + quoted("more\\u0022" + secret);
            default -> name + "=[more, " + secret + "]";
        };
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    /** JSON that contains the secret. */
    private String nested(int deepest) {
        String inner = deepest == 0 || random.nextInt(3) == 0 ? quoted(secret) : nested(deepest - 1);
        return switch (random.nextInt(4)) {
            case 0 -> "[" + inner + "]";
            case 1 -> "{\"value\":" + inner + "}";
            case 2 -> "{ \"a\": 1, \"b]\": [true, " + inner + ", \"x}\"] }";
            default -> "[{\"type\":\"plain\",\"value\" : " + inner + "}, 17]";
        };
    }

    /** Escapes a text to put it into another. */
    private String written(String text) {
        return switch (random.nextInt(11)) {
            case 0 -> escaped(text, "%", SecretsTest::percent);
            case 1 -> escaped(escaped(text, "%", SecretsTest::percent), "%", SecretsTest::percent);
            case 2 -> escaped(text, "", c -> String.format("\\x%02X", (int) c.charAt(0)));
            case 3 -> escaped(text, "", c -> String.format("\\u%04x", (int) c.charAt(0)));
            case 4 -> escaped(text, "", c -> "&#" + (int) c.charAt(0) + ";");
            case 5 ->
                text.replace("&", "&amp;")
                        .replace("\"", "&quot;")
                        .replace("'", "&apos;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;");
            case 7 -> escaped(text.replace("\"", "\\\""), "%", SecretsTest::percent);
            case 6 ->
                text.replace("=", "\\u003d")
                        .replace("'", "\\u0027")
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e");
            default -> text;
        };
    }

    private static String percent(String c) {
        return String.format("%%%02X", (int) c.charAt(0));
    }

    private static String escaped(String text, String more, UnaryOperator<String> escape) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            boolean special = "\"'{}[]:=<>, /&\\".indexOf(c) >= 0 || more.indexOf(c) >= 0;
            escaped.append(special ? escape.apply(String.valueOf(c)) : String.valueOf(c));
        }
        return escaped.toString();
    }

    private String line() {
        secret = "S" + Long.toString(Math.abs(random.nextLong()) | 1L << 50, 36) + "x";
        String text = written(assignment());
        String before = "10:00 INFO before ";
        return switch (random.nextInt(3)) {
            case 0 -> "{\"log\":" + quoted(before + inJson(text)) + ",\"behind\":1}";
            case 1 -> "{\"log\":" + quoted(inJson(quoted(before + inJson(text)))) + ",\"behind\":1}";
            default -> before + text + " behind";
        };
    }

    private static String inJson(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String hidden(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        TOKENS.hide(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void noSecretIsShownAndWhatStandsAroundItIs() {
        for (int i = 0; i < 30_000; i++) {
            String line = line();
            String shown = hidden(line);
            assertFalse(shown.contains(secret), () -> line + "\nis shown as\n" + shown);
            assertTrue(shown.contains("before ") && shown.contains("behind"), () -> line + "\nis shown as\n" + shown);
        }
    }

    @Test
    void whereverALogIsCutItsPiecesShowWhatTheWholeDoes() {
        for (int i = 0; i < 60; i++) {
            byte[] log = ("x\n" + line() + "\n" + key("\n", "") + line() + "\r\n").getBytes(StandardCharsets.UTF_8);
            byte[] whole = log.clone();
            TOKENS.hide(whole, 0, whole.length);
            for (int cut = 0; cut <= log.length; cut++) {
                byte[] first = log.clone();
                TOKENS.hidePiece(first, 0, cut, true, true, LineFeed.BYTE, 0);
                byte[] second = log.clone();
                TOKENS.hidePiece(second, cut, log.length, true, true, LineFeed.BYTE, 0);
                System.arraycopy(second, cut, first, cut, log.length - cut);
                assertEquals(
                        new String(whole, StandardCharsets.UTF_8),
                        new String(first, StandardCharsets.UTF_8),
                        "cut at " + cut);
            }
        }
    }

    /** A private key with a part of the secret in each line. */
    private String key(String lineEnd, String before) {
        String kind = one(List.of("", "RSA ", "OPENSSH ", "ENCRYPTED "));
        StringBuilder key = new StringBuilder(before + "-----BEGIN " + kind + "PRIVATE KEY-----" + lineEnd);
        for (int i = 0; i < 5; i++) {
            key.append(before).append("MIIE" + "aB3/".repeat(14) + i + "Q+=").append(lineEnd);
        }
        return key.append(before + "abS=" + lineEnd + before + "-----END " + kind + "PRIVATE KEY-----" + lineEnd)
                .toString();
    }

    @Test
    void ofAPrivateKeyNothingIsShownBetweenItsFirstAndItsLastLine() {
        for (String lineEnd : List.of("\n", "\r\n", "\\n", "%0A", "\\r\\n")) {
            for (String before : List.of("", "2026-11-24T10:00:00Z stdout F ", "Nov 24 web-1 app[7]: ")) {
                String shown = hidden("before\n" + key(lineEnd, before) + "\nbehind\n-----\n----- END\n");
                assertFalse(shown.contains("aB3/") || shown.contains("abS"), shown);
                assertTrue(shown.startsWith("before\n" + before + "-----BEGIN "), shown);
                assertTrue(shown.endsWith("PRIVATE KEY-----" + lineEnd + "\nbehind\n-----\n----- END\n"), shown);
            }
        }
        for (String dash : List.of("%2D", "\\u002d", "&#45;", "%252D")) {
            String shown = hidden(key("%0A", "").replace("-", dash) + " behind");
            assertFalse(shown.contains("aB3/") || shown.contains("abS"), shown);
            assertTrue(shown.startsWith(dash.repeat(5) + "BEGIN ") && shown.endsWith(dash + "%0A behind"), shown);
        }
        String certificate = key("\n", "").replaceAll("[A-Z]* ?PRIVATE KEY", "CERTIFICATE");
        assertEquals(certificate, hidden(certificate));
        assertEquals(
                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n***\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\nx",
                hidden("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nabc\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\nx"));
    }

    @Test
    void inUtf16ItIsTheSame() {
        String log = "before\r\n" + key("\r\n", "") + "password%3Dx behind\r\n";
        String expected = hidden(log);
        for (LineFeed lineFeed : List.of(LineFeed.UTF_16LE, LineFeed.UTF_16BE)) {
            Charset charset = lineFeed.charset(StandardCharsets.UTF_8);
            byte[] all = log.getBytes(charset);
            for (int cut = 0; cut <= all.length; cut += 7) {
                byte[] bytes = all.clone();
                TOKENS.hidePiece(bytes, cut, all.length, true, true, lineFeed, 0);
                assertEquals(
                        expected.substring((cut + 1) / 2),
                        new String(bytes, cut + cut % 2, all.length - cut - cut % 2, charset),
                        "cut at " + cut);
            }
        }
    }

    @Test
    void aKeyWithoutAnEndHidesNoMoreThanAKeyHas() {
        String shown = hidden("no -----BEGIN PRIVATE KEY----- here\n" + "a line\n".repeat(10_000));
        assertTrue(shown.startsWith("no -----BEGIN PRIVATE KEY-----*****\n******\n"), shown.substring(0, 60));
        assertTrue(shown.endsWith("a line\na line\n"));
        assertEquals(PrivateKeyFinder.LONGEST, shown.indexOf("a line") - "no -----BEGIN PRIVATE KEY-----".length(), 7);
    }

    @Test
    void whereNobodyKnowsWhetherAKeyHasBegunWhatLooksLikeOneIsHidden() {
        String key = key("\n", "10:00 ");
        for (int from = key.indexOf('\n') + 1;
                from < key.indexOf("10:00 -----END");
                from = key.indexOf('\n', from) + 1) {
            for (int to = key.indexOf('\n', from) + 1; to > 0 && to < key.length(); to = key.indexOf('\n', to) + 1) {
                byte[] part = (key.substring(from, to) + "10:00 another line\n").getBytes(StandardCharsets.UTF_8);
                TOKENS.hide(part, 0, part.length, Mask.UNKNOWN_KEY);
                String shown = new String(part, StandardCharsets.UTF_8);
                assertFalse(shown.contains("aB3/"), shown);
                assertTrue(shown.endsWith("10:00 another line\n"), shown);
            }
        }
        byte[] harmless = "started\n10:00 a line\n".getBytes(StandardCharsets.UTF_8);
        assertFalse(TOKENS.hide(harmless, 0, harmless.length, Mask.UNKNOWN_KEY));
    }
}

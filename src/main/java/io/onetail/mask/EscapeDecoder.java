package io.onetail.mask;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes escaped characters: {@code %22} in URLs, {@code \x22} in programs, a backslash, {@code u} and four digits in
 * JSON, named and numeric entities in HTML. Text that was logged as part of other text is escaped, possibly more than
 * once. Stateless.
 */
final class EscapeDecoder {
    /** Most backslashes before an escape: each level of nesting doubles them. */
    private static final int MOST_BACKSLASHES = 16;
    /** Levels of nesting that are decoded. */
    private static final int DEEPEST = 3;

    private static final List<byte[]> NAMES =
            List.of(ascii("quot;"), ascii("apos;"), ascii("amp;"), ascii("lt;"), ascii("gt;"));
    /** First characters of the kinds of escapes. */
    private static final String KINDS = "%\\&";

    private static final String NAMED = "\"'&<>";

    private EscapeDecoder() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether an escape begins at an index. For bytes in which ASCII stands for itself. */
    static boolean begins(byte[] bytes, int at, int to) {
        return length(bytes, at, to) > 0;
    }

    private static boolean any(byte[] text, String kinds) {
        for (int i = 0; i < text.length; i++) {
            if (kinds.indexOf(text[i]) >= 0 && begins(text, i, text.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The line with its escapes decoded, once for each level of nesting, and, if it has several kinds, for each kind
     * alone: where too much is decoded, a quote within a value seems to end the value.
     */
    static List<DecodedLine> levels(DecodedLine line) {
        List<DecodedLine> levels = new ArrayList<>();
        DecodedLine next = once(line, KINDS);
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            levels.add(next);
            next = once(next, KINDS);
        }
        for (int i = 0; !levels.isEmpty() && i < KINDS.length(); i++) {
            DecodedLine one = once(line, KINDS.substring(i, i + 1));
            if (one != null && !Arrays.equals(one.text(), levels.get(0).text())) {
                levels.add(one);
            }
        }
        return levels;
    }

    private static @Nullable DecodedLine once(DecodedLine line, String kinds) {
        byte[] text = line.text();
        if (!any(text, kinds)) {
            return null;
        }
        byte[] kept = new byte[text.length];
        int[] begins = new int[text.length + 1];
        int[] ends = new int[text.length];
        int length = 0;
        int i = 0;
        while (i < text.length) {
            int taken = kinds.indexOf(text[i]) < 0 ? 0 : length(text, i, text.length);
            int before = length;
            if (taken == 0) {
                taken = 1;
                kept[length++] = text[i];
            } else if (text[i] != '&' && (text[i + taken - 3] == '%' || text[i + taken - 3] == 'x')) {
                kept[length++] =
                        (byte) shown(hex(text, i + taken - 2, 2)); // may be one of several bytes of a character
            } else {
                for (byte b : Character.toString(shown(value(text, i, taken))).getBytes(StandardCharsets.UTF_8)) {
                    kept[length++] = b;
                }
            }
            Arrays.fill(begins, before, length, line.place(i));
            Arrays.fill(ends, before, length, line.end(i + taken - 1));
            i += taken;
        }
        begins[length] = line.place(text.length);
        return new DecodedLine(DecodedLine.wellFormed(Arrays.copyOf(kept, length)), line.offset(), begins, ends);
    }

    /** Replaces a line feed by a blank, since a line feed would end what continues after it. */
    private static int shown(int character) {
        return character == '\n' || character == '\r' ? ' ' : character;
    }

    /**
     * The length in bytes of the escape that begins here; 0 if none does. An escape is always longer than its character
     * in UTF-8.
     */
    private static int length(byte[] text, int at, int to) {
        int left = to - at;
        switch (text[at]) {
            case '%' -> {
                return left > 2 && hex(text, at + 1, 2) >= 0 ? 3 : 0;
            }
            case '\\' -> {
                int kind = at + 1;
                while (kind < to && kind - at < MOST_BACKSLASHES && text[kind] == '\\') {
                    kind++;
                }
                int digits = kind == to ? 0 : text[kind] == 'x' ? 2 : text[kind] == 'u' ? 4 : 0;
                int end = kind + 1 + digits;
                return digits > 0 && end <= to && hex(text, kind + 1, digits) >= 0 ? end - at : 0;
            }
            case '&' -> {
                return entity(text, at, to);
            }
            default -> {
                return 0;
            }
        }
    }

    private static int entity(byte[] text, int at, int to) {
        if (at + 1 < to && text[at + 1] == '#') {
            int i = at + 2;
            while (i < to && i - at < 8 && text[i] != ';') {
                i++;
            }
            return i < to && text[i] == ';' && number(text, at + 2, i) > 0 ? i + 1 - at : 0;
        }
        int name = name(text, at, to);
        return name < 0 ? 0 : NAMES.get(name).length + 1;
    }

    private static int name(byte[] text, int at, int to) {
        for (int i = 0; i < NAMES.size(); i++) {
            byte[] name = NAMES.get(i);
            if (at + name.length < to && Arrays.equals(text, at + 1, at + 1 + name.length, name, 0, name.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int value(byte[] text, int at, int length) {
        int value = text[at] == '\\'
                ? hex(text, at + length - 4, 4)
                : text[at + 1] == '#'
                        ? number(text, at + 2, at + length - 1)
                        : NAMED.charAt(name(text, at, text.length));
        return value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE ? 1 : value;
    }

    /** The value of a numeric entity; -1 if it is malformed. */
    private static int number(byte[] text, int from, int to) {
        boolean isHex = from < to && (text[from] | 32) == 'x';
        int number = isHex ? hex(text, from + 1, to - from - 1) : from < to ? 0 : -1;
        for (int i = from; !isHex && i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            number = number * 10 + text[i] - '0';
        }
        return number > 0xffff ? -1 : number;
    }

    /** The value of hexadecimal digits; -1 if they are not. */
    private static int hex(byte[] text, int from, int digits) {
        int value = digits == 0 ? -1 : 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}

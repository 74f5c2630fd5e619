package io.onetail.mask;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds private keys in PEM format: the lines between {@code BEGIN … PRIVATE KEY} and its {@code END}. All that matters
 * of the text before a line is how many bytes earlier a key has begun, its age; a key ends after {@link #LONGEST} at
 * the latest. Stateless.
 */
final class PrivateKeyFinder {
    /** No key has begun. */
    static final int NONE = -1;
    /** The longest key in bytes, with what a log writes before each line; limits what a BEGIN without an END hides. */
    static final int LONGEST = 32 << 10;

    /**
     * It is not known whether a key has begun: lines that look like those of a key are hidden, and what precedes the
     * END of one.
     */
    static final int UNKNOWN = -2;

    private static final int FEWEST_DIGITS = 40;
    private static final int DASHES = 4;
    private static final int LONGEST_LABEL = 80;
    private static final byte[] BEGIN = ascii("BEGIN");
    private static final byte[] END = ascii("END");
    private static final byte[] PRIVATE = ascii("PRIVATE");

    /** Finds a key in one line: one with escaped line feeds is visible only after decoding. */
    static final SpanFinder IN_LINE = new SpanFinder() {
        private final KeywordScanner keywordScanner = new KeywordScanner(List.of("private"));

        @Override
        public int candidate(byte[] bytes, int from, int to) {
            return keywordScanner.find(bytes, from, to);
        }

        @Override
        public void find(DecodedLine line, SpanList spanList) {
            SpanList found = new SpanList();
            byte[] text = line.text();
            int end = text.length > 0 && text[text.length - 1] == '\r' ? text.length - 1 : text.length;
            PrivateKeyFinder.find(text, 0, end, NONE, found);
            found.forEach((from, to) -> line.hide(from, to, spanList));
        }
    };

    private PrivateKeyFinder() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * How many bytes before the end of some bytes a key has begun.
     *
     * @param age the same for their beginning
     */
    static int age(byte[] bytes, int from, int to, int age) {
        return find(bytes, from, to, age, null);
    }

    /** Adds what is hidden in some lines, and returns the age of a key at their end. */
    static int find(byte[] bytes, int from, int to, int age, @Nullable SpanList spanList) {
        boolean unknown = age == UNKNOWN;
        int open = unknown ? NONE : age; // the key's age at the place
        int place = from;
        int at = dashes(bytes, from, to);
        while (at < to) {
            int word = at;
            while (word < to && (bytes[word] == '-' || bytes[word] == ' ')) {
                word++;
            }
            int label = label(bytes, word, to);
            if (label > word) {
                boolean begins = bytes[word] == 'B';
                if (unknown) {
                    int first = begins ? from : Math.max(from, at - LONGEST);
                    hide(bytes, first, begins ? similar(bytes, from, at) : at, 0, spanList);
                    unknown = false;
                }
                hide(bytes, place, begins ? label : at, open, spanList);
                open = begins ? 0 : NONE;
                place = begins ? label : at;
            }
            at = dashes(bytes, Math.max(word, label), to);
        }
        if (unknown) {
            int end = similar(bytes, from, to);
            hide(bytes, from, end, 0, spanList);
            return end == to ? UNKNOWN : NONE;
        }
        hide(bytes, place, to, open, spanList);
        return open == NONE || open + to - place > LONGEST ? NONE : open + to - place;
    }

    /** The end of the lines that look like those of a key, apart from what a log writes before each. */
    private static int similar(byte[] bytes, int from, int to) {
        int begin = from;
        while (begin < to) {
            int end = begin;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            int word = end > begin && bytes[end - 1] == '\r' ? end - 1 : end;
            int digits = 0;
            while (word - digits > begin && isDigit(bytes[word - digits - 1])) {
                digits++;
            }
            boolean whole = word - digits == begin && begin > from; // the last line of a key may be short
            if (digits < FEWEST_DIGITS && !whole) {
                return begin;
            }
            begin = Math.min(to, end + 1);
        }
        return to;
    }

    /** A digit of base 64. */
    private static boolean isDigit(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '/'
                || b == '=';
    }

    /** The index of the next row of dashes, or {@code to}. */
    private static int dashes(byte[] bytes, int from, int to) {
        for (int i = from + DASHES - 1; i < to; i += DASHES) { // meets one dash of each row
            if (bytes[i] == '-') {
                int begin = i;
                while (begin > from && bytes[begin - 1] == '-') {
                    begin--;
                }
                int end = i;
                while (end < to && bytes[end] == '-') {
                    end++;
                }
                if (end - begin >= DASHES) {
                    return begin;
                }
            }
        }
        return to;
    }

    /** The index after the BEGIN or END of a private key with its dashes; the index itself if there is none. */
    private static int label(byte[] bytes, int at, int to) {
        if (!startsWith(bytes, at, to, BEGIN) && !startsWith(bytes, at, to, END)) {
            return at;
        }
        boolean secret = false;
        for (int i = at; i < Math.min(to, at + LONGEST_LABEL) && bytes[i] != '\n'; i++) {
            secret |= startsWith(bytes, i, to, PRIVATE);
            if (bytes[i] == '-') {
                while (i < to && bytes[i] == '-') {
                    i++;
                }
                return secret ? i : at;
            }
        }
        return at;
    }

    private static boolean startsWith(byte[] bytes, int at, int to, byte[] word) {
        return at + word.length <= to && Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
    }

    /** Hides a part of a key, except line endings. */
    private static void hide(byte[] bytes, int from, int to, int age, @Nullable SpanList spanList) {
        if (age == NONE || spanList == null) {
            return;
        }
        int end = Math.min(to, from + LONGEST - age);
        for (int begin = from; begin < end; ) {
            int line = begin;
            while (line < end && bytes[line] != '\n') {
                line++;
            }
            int behind = line > begin && line < end && bytes[line - 1] == '\r' ? line - 1 : line;
            if (behind > begin) {
                spanList.add(begin, behind);
            }
            begin = line + 1;
        }
    }
}

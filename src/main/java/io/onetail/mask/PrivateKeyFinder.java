package io.onetail.mask;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PEM has them, over several lines: what stands between the line that says {@code BEGIN … PRIVATE KEY} and its {@code END}. How long one has
 * gone on, in bytes, is all that must be known of what stands before a line; it ends by itself after {@link #LONGEST}. Stateless.
 */
final class PrivateKeyFinder {
    /** No key has begun. */
    static final int NONE = -1;
    /** Bytes, with what a log writes before each line; so a word of one that is left alone hides no more. */
    static final int LONGEST = 32 << 10;

    /** Nobody knows whether one has: then lines that look like those of a key are hidden, and what comes before the end of one. */
    static final int UNKNOWN = -2;

    private static final int FEWEST_DIGITS = 40;
    private static final int DASHES = 4;
    private static final int LONGEST_LABEL = 80;
    private static final byte[] BEGIN = ascii("BEGIN");
    private static final byte[] END = ascii("END");
    private static final byte[] PRIVATE = ascii("PRIVATE");

    /** Finds a key in one line: one that is written with escapes is seen only where these are resolved. */
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
            int end = text.length > 0 && text[text.length - 1] == '\r'
                    ? text.length - 1
                    : text.length; // of the line's end
            PrivateKeyFinder.find(text, 0, end, NONE, found);
            found.forEach((from, to) -> line.hide(from, to, spanList));
        }
    };

    private PrivateKeyFinder() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * How long a key has gone on at the end of some bytes.
     *
     * @param age the same for their begin
     */
    static int age(byte[] bytes, int from, int to, int age) {
        return find(bytes, from, to, age, null);
    }

    /** Adds what is hidden of some lines, and returns how long a key has gone on at their end. */
    static int find(byte[] bytes, int from, int to, int age, @Nullable SpanList spanList) {
        boolean unknown = age == UNKNOWN;
        int open = unknown ? NONE : age; // of the key at the place
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

    /** Where the lines end that look like those of a key, behind whatever a log writes before them. */
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

    /** Of base 64. */
    private static boolean isDigit(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '/'
                || b == '=';
    }

    /** Where the next row of dashes begins, or {@code to}. */
    private static int dashes(byte[] bytes, int from, int to) {
        for (int i = from + DASHES - 1; i < to; i += DASHES) { // one of each row is met
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

    /** Behind the words of a private key's begin or end and their dashes; the place itself if there are none. */
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

    /** Hides a part of a key, but for its line ends. */
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

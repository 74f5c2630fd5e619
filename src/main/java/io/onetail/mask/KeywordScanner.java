package io.onetail.mask;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Searches for keywords of ASCII characters, one of which a line must contain to be examined; case does not matter. A
 * word of length 0 is in every line. Immutable and safe for any thread.
 */
final class KeywordScanner {
    private final List<byte[]> words = new ArrayList<>();
    private final BitSet pairs = new BitSet(1 << 16); // first two bytes of words, in lower case
    private final boolean all;

    KeywordScanner(List<String> words) {
        boolean any = false;
        for (String word : words) {
            byte[] bytes = word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            any |= bytes.length < 2;
            if (bytes.length >= 2) {
                this.words.add(bytes);
                pairs.set(pair(bytes[0], bytes[1]));
            }
        }
        this.all = any;
    }

    /** The index of the first word, or -1. */
    int find(byte[] bytes, int from, int to) {
        if (all) {
            return from < to ? from : -1;
        }
        if (from + 1 >= to) {
            return -1;
        }
        int first = lower(bytes[from]);
        for (int i = from; i + 1 < to; i++) {
            int second = lower(bytes[i + 1]);
            if (pairs.get(first << 8 | second) && lengthAt(bytes, i, to) > 0) {
                return i;
            }
            first = second;
        }
        return -1;
    }

    /** The length of the longest word at an index, which must have at least two bytes after it; 0 for none. */
    int lengthAt(byte[] bytes, int at, int to) {
        int longest = 0;
        for (byte[] word : words) {
            int i = 2;
            if (pair(word[0], word[1]) == (lower(bytes[at]) << 8 | lower(bytes[at + 1])) && at + word.length <= to) {
                while (i < word.length && lower(bytes[at + i]) == word[i]) {
                    i++;
                }
                if (i == word.length && i > longest) {
                    longest = i;
                }
            }
        }
        return longest;
    }

    private static int pair(byte first, byte second) {
        return (first & 0xff) << 8 | (second & 0xff);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff;
    }

    /**
     * Finds the longest word that every match of a regular expression contains, as far as that is simple: plain
     * characters outside groups and classes, without a quantifier that makes them optional. In case of doubt the word
     * has length 0.
     */
    static KeywordScanner requiredBy(String regex) {
        boolean folded = regex.startsWith("(?i)");
        String rest = folded ? regex.substring(4) : regex;
        String longest = "";
        StringBuilder word = new StringBuilder();
        int i = 0;
        while (i < rest.length()) {
            char c = rest.charAt(i);
            int next = i + 1;
            boolean taken = false;
            switch (c) {
                case '\\' -> {
                    if (next < rest.length() && "QEpPx0123456789".indexOf(rest.charAt(next)) >= 0) {
                        return new KeywordScanner(List.of("")); // extends over more than one further character
                    }
                    next++;
                }
                case '[' -> next = classEnd(rest, i);
                case '(' ->
                    next = rest.startsWith("(?", i) && !rest.startsWith("(?:", i) && !rest.startsWith("(?P<", i)
                            ? -1
                            : groupEnd(rest, i);
                case '|' -> next = -1;
                case '{' -> next = Math.max(next, rest.indexOf('}', i) + 1);
                default -> {
                    // under (?i), k and s also match characters outside ASCII
                    boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_-:=@#/<>%&;,~ \"'!".indexOf(c) >= 0);
                    char after = next < rest.length() ? rest.charAt(next) : ' ';
                    taken = plain && "?*{".indexOf(after) < 0 && !(folded && "kKsS".indexOf(c) >= 0);
                }
            }
            if (next < 0) {
                return new KeywordScanner(List.of(""));
            }
            if (taken) {
                word.append(c);
                longest = word.length() > longest.length() ? word.toString() : longest;
            } else {
                word.setLength(0);
            }
            i = next;
        }
        return new KeywordScanner(List.of(longest));
    }

    /** The end of the character class that begins here, or -1. */
    private static int classEnd(String regex, int begin) {
        int i = begin + 1;
        if (regex.startsWith("^", i)) {
            i++;
        }
        for (boolean first = true; i < regex.length(); first = false) {
            char c = regex.charAt(i);
            if (c == ']' && !first) {
                return i + 1;
            }
            if (regex.startsWith("[:", i)) {
                int end = regex.indexOf(":]", i);
                i = end < 0 ? i + 1 : end + 2;
            } else {
                i += c == '\\' ? 2 : 1;
            }
        }
        return -1;
    }

    /** The end of the group that begins here, or -1. */
    private static int groupEnd(String regex, int begin) {
        int depth = 0;
        int i = begin;
        while (i < regex.length()) {
            switch (regex.charAt(i)) {
                case '\\' -> {
                    if (regex.startsWith("\\Q", i)) {
                        return -1;
                    }
                    i += 2;
                }
                case '[' -> {
                    i = classEnd(regex, i);
                    if (i < 0) {
                        return -1;
                    }
                }
                case '(' -> {
                    depth++;
                    i++;
                }
                case ')' -> {
                    i++;
                    if (--depth == 0) {
                        return i;
                    }
                }
                default -> i++;
            }
        }
        return -1;
    }
}

package io.onetail.mask;

/**
 * Control sequences of ECMA-48 (colours, titles, links), which nobody sees. What counts as one is what the page
 * removes, {@code log/ansi.js}, see {@code golden-escapes.json}; one without an end extends to the end of the line.
 * Colours that JSON or Python has escaped count as well.
 */
final class ControlSequences {
    private static final int ESC = 0x1b;
    private static final String[] ESCAPED = {"\\u001b[", "\\u001B[", "\\x1b[", "\\x1B["};

    private ControlSequences() {}

    /**
     * The first index at which a sequence may begin, or -1. For bytes in which ASCII stands for itself.
     *
     * @param single whether controls from 0x80 are single bytes, not UTF-8
     */
    static int find(byte[] bytes, int from, int to, boolean single) {
        for (int i = from; i < to; i++) {
            if (begins(bytes, i, to, single)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a sequence may begin at an index; see {@link #find}. */
    static boolean begins(byte[] bytes, int at, int to, boolean single) {
        byte b = bytes[at];
        return b == ESC
                || (b == '\\' && escaped(bytes, at, to) > at)
                || (b < 0 && (single ? isControl(b) : (b & 0xff) == 0xc2 && at + 1 < to && isControl(bytes[at + 1])));
    }

    /** One of 0x90 to 0x9f. */
    private static boolean isControl(byte b) {
        return (b & 0xf0) == 0x90;
    }

    /** The end of the sequence that begins here in UTF-8 text; the index itself if none does. */
    static int end(byte[] text, int at) {
        if (text[at] == '\\') {
            return escaped(text, at, text.length);
        }
        int begin = at + 1;
        int kind; // the control from 0x80 that it begins with, or stands for
        if (text[at] == ESC) {
            kind = begin < text.length ? text[begin] + 0x40 : 0;
        } else if ((text[at] & 0xff) == 0xc2 && begin < text.length && isControl(text[begin])) {
            kind = text[begin] & 0xff;
        } else {
            return at;
        }
        return switch (kind) {
            case 0x9b -> {
                int i = skip(text, skip(text, begin + 1, '0', '?'), ' ', '/');
                yield i < text.length && text[i] >= '@' && text[i] <= '~' ? i + 1 : i;
            }
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> stringEnd(text, begin + 1);
            default -> {
                if (text[at] != ESC) {
                    yield at;
                }
                int i = skip(text, begin, ' ', '/');
                yield i < text.length && text[i] >= '0' && text[i] <= '~' ? i + 1 : i;
            }
        };
    }

    /** The end of {@code \\u001b[…m} or {@code \\x1b[…m}; the index itself if neither is here. */
    private static int escaped(byte[] text, int at, int to) {
        for (String word : ESCAPED) {
            int begin = at + word.length();
            if (begin <= to && matches(text, at, word)) {
                int end = begin;
                while (end < to && (text[end] >= '0' && text[end] <= ';')) { // digits, colon and semicolon
                    end++;
                }
                return end < to && text[end] == 'm' ? end + 1 : at;
            }
        }
        return at;
    }

    private static boolean matches(byte[] text, int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int stringEnd(byte[] text, int begin) {
        for (int i = begin; i < text.length; i++) {
            boolean more = i + 1 < text.length;
            if (text[i] == 7) {
                return i + 1;
            } else if (text[i] == ESC) {
                return more && text[i + 1] == '\\' ? i + 2 : i;
            } else if ((text[i] & 0xff) == 0xc2 && more && (text[i + 1] & 0xff) == 0x9c) {
                return i + 2;
            }
        }
        return text.length;
    }

    private static int skip(byte[] text, int begin, char first, char last) {
        int i = begin;
        while (i < text.length && text[i] >= first && text[i] <= last) {
            i++;
        }
        return i;
    }
}

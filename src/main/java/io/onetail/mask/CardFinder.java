package io.onetail.mask;

/**
 * Finds numbers of payment cards: 13 to 19 digits, optionally separated by single blanks or hyphens, the first from 2
 * to 6, with a valid check digit (ISO/IEC 7812, Luhn). Stateless.
 */
final class CardFinder implements SpanFinder {
    private static final int FEWEST = 13;
    private static final int MOST = 19;

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (isDigit(b)) {
                if (++digits == FEWEST) {
                    return i;
                }
            } else if (digits > 0 && !(isSeparator(b) && isDigit(bytes[i - 1]))) {
                digits = 0;
            }
        }
        return -1;
    }

    @Override
    public void find(DecodedLine line, SpanList spanList) {
        byte[] text = line.text();
        int i = 0;
        while (i < text.length) {
            if (!isDigit(text[i])) {
                i++;
                continue;
            }
            int end = runEnd(text, i);
            run(line, i, end, spanList);
            i = end;
        }
    }

    /** The end of a run of digits with single separators. */
    private static int runEnd(byte[] text, int begin) {
        int i = begin;
        while (i < text.length
                && (isDigit(text[i]) || (isSeparator(text[i]) && i + 1 < text.length && isDigit(text[i + 1])))) {
            i++;
        }
        return i;
    }

    /** Tries every group of digits as the beginning of a number, so that a date before a number does not conceal it. */
    private static void run(DecodedLine line, int begin, int end, SpanList spanList) {
        byte[] text = line.text();
        for (int from = begin; from < end; from++) {
            boolean starts = isDigit(text[from]) && (from == begin || isSeparator(text[from - 1]));
            if (starts && text[from] >= '2' && text[from] <= '6') {
                int to = longest(text, from, end);
                if (to > from) {
                    line.hide(from, to, spanList);
                }
            }
        }
    }

    /** The end of the longest card number that begins here, or -1. */
    private static int longest(byte[] text, int from, int end) {
        int found = -1;
        int count = 0;
        // checksums for an even and an odd number of digits; which one counts is known only at the end
        int even = 0;
        int odd = 0;
        for (int i = from; i < end && count < MOST; i++) {
            if (!isDigit(text[i])) {
                continue;
            }
            int digit = text[i] - '0';
            int twice = digit > 4 ? 2 * digit - 9 : 2 * digit;
            even += count % 2 == 0 ? twice : digit;
            odd += count % 2 == 0 ? digit : twice;
            count++;
            boolean ends = i + 1 == end || isSeparator(text[i + 1]);
            if (ends && count >= FEWEST && (count % 2 == 0 ? even : odd) % 10 == 0) {
                found = i + 1;
            }
        }
        return found;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isSeparator(byte b) {
        return b == ' ' || b == '-';
    }
}

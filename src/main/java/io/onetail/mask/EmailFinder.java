package io.onetail.mask;

/**
 * Finds e-mail addresses: a local part, an at sign, and a domain with a dot. Non-ASCII characters count as letters.
 * Stateless.
 */
final class EmailFinder implements SpanFinder {
    private static final String LOCAL = "!#$%&'*+-/=?^_`{|}~.";

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '@') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void find(DecodedLine line, SpanList spanList) {
        byte[] text = line.text();
        int left = 0; // an address can't begin before it
        for (int at = 0; at < text.length; at++) {
            if (text[at] != '@') {
                continue;
            }
            int begin = at;
            while (begin > left && isLocal(text[begin - 1])) {
                begin--;
            }
            int end = domainEnd(text, at + 1);
            if (begin < at && end > 0) {
                line.hide(begin, end, spanList);
            }
            left = at + 1;
        }
    }

    /** The end of a domain with a dot inside, or -1. */
    private static int domainEnd(byte[] text, int begin) {
        int end = begin;
        int dots = 0;
        while (end < text.length && (isWord(text[end]) || text[end] == '-' || text[end] == '.')) {
            dots += text[end] == '.' ? 1 : 0;
            end++;
        }
        while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) { // punctuation of the sentence
            dots -= text[end - 1] == '.' ? 1 : 0;
            end--;
        }
        return dots > 0 && end > begin && text[begin] != '.' ? end : -1;
    }

    private static boolean isLocal(byte b) {
        return isWord(b) || LOCAL.indexOf(b) >= 0;
    }

    private static boolean isWord(byte b) {
        return b < 0 || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }
}

package io.onetail.mask;

import java.util.List;

/**
 * Finds what several finders find. Lines in which none of them can find anything are excluded in one pass. Immutable.
 */
final class CombinedFinder implements SpanFinder {
    private final KeywordScanner keywordScanner;
    private final List<SpanFinder> finders;

    /** @param keywordScanner the keywords of all finders */
    CombinedFinder(KeywordScanner keywordScanner, SpanFinder... finders) {
        this.keywordScanner = keywordScanner;
        this.finders = List.of(finders);
    }

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        return keywordScanner.find(bytes, from, to);
    }

    @Override
    public void find(DecodedLine line, SpanList spanList) {
        byte[] text = line.text();
        for (SpanFinder finder : finders) {
            if (finder.candidate(text, 0, text.length) >= 0) {
                finder.find(line, spanList);
            }
        }
    }
}

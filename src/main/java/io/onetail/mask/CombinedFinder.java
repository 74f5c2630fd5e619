package io.onetail.mask;

import java.util.List;

/** Finds what several find; lines in which none of them would find anything are sorted out in one go. */
final class CombinedFinder implements SpanFinder {
    private final KeywordScanner keywordScanner;
    private final List<SpanFinder> finders;

    /** @param keywordScanner all of those that the finders look for */
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

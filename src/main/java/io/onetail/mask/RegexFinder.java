package io.onetail.mask;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Finds what a regular expression or its groups match, in lines that contain a keyword. Immutable. */
final class RegexFinder implements SpanFinder {
    private final Pattern pattern;
    private final KeywordScanner keywordScanner;

    /** @param keywordScanner keywords, one of which is in every line that the pattern matches */
    RegexFinder(Pattern pattern, KeywordScanner keywordScanner) {
        this.pattern = pattern;
        this.keywordScanner = keywordScanner;
    }

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        return keywordScanner.find(bytes, from, to);
    }

    @Override
    public void find(DecodedLine line, SpanList spanList) {
        Matcher matcher = pattern.matcher(line.text());
        int groups = pattern.groupCount();
        while (matcher.find()) {
            for (int group = groups == 0 ? 0 : 1; group <= groups; group++) {
                if (matcher.start(group) >= 0) {
                    line.hide(matcher.start(group), matcher.end(group), spanList);
                }
            }
        }
    }
}

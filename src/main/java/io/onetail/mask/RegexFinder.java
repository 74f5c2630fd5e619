package io.onetail.mask;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/** Finds what regular expressions match, or their groups, in lines that hold one of some words. */
final class RegexFinder implements Finder {
    private final List<Pattern> patterns;
    private final Words words;

    /** @param words one of which is in every line that one of the patterns matches */
    RegexFinder(List<Pattern> patterns, Words words) {
        this.patterns = List.copyOf(patterns);
        this.words = words;
    }

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        return words.find(bytes, from, to);
    }

    @Override
    public void find(Line line, Spans spans) {
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(line.text());
            while (matcher.find()) {
                int groups = pattern.groupCount();
                for (int group = groups == 0 ? 0 : 1; group <= groups; group++) {
                    if (matcher.start(group) >= 0) {
                        line.hide(matcher.start(group), matcher.end(group), spans);
                    }
                }
            }
        }
    }
}

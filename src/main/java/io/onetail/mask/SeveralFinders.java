package io.onetail.mask;

import java.util.List;

/** Finds what several find; lines in which none of them would find anything are sorted out in one go. */
final class SeveralFinders implements Finder {
    private final Words words;
    private final List<Finder> finders;

    /** @param words all of those that the finders look for */
    SeveralFinders(Words words, Finder... finders) {
        this.words = words;
        this.finders = List.of(finders);
    }

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        return words.find(bytes, from, to);
    }

    @Override
    public void find(Line line, Spans spans) {
        byte[] text = line.text();
        for (Finder finder : finders) {
            if (finder.candidate(text, 0, text.length) >= 0) {
                finder.find(line, spans);
            }
        }
    }
}

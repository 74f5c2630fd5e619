package io.onetail.protocol;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the reader of a host can't promise, of all that its viewers rely on; {@code src/site/markdown/reader.md} has the words. What else a reader lacks,
 * such as speed, nobody can miss a line by.
 */
public enum ReaderLimit {
    /** Files that come and go between two looks are lost without a word. */
    ORDER(true),
    /** A file that was written again with the same beginning is not told from one that has grown. */
    CUT(true),
    /** What is written to a file that has lost its name, or was not read before it was deleted, is lost without a word. */
    LATE(true),
    /** Lines of a command's two outputs come in another order than they were written in. */
    OUTPUTS(false);

    private final boolean ofFiles;

    ReaderLimit(boolean ofFiles) {
        this.ofFiles = ofFiles;
    }

    /** As the reader and the protocol spell it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it concerns files, else commands. */
    public boolean isOfFiles() {
        return ofFiles;
    }

    /** Those that are spelled so; words of which nothing is known here are passed over. */
    public static Set<ReaderLimit> of(Collection<String> words) {
        return Arrays.stream(values())
                .filter(readerLimit -> words.contains(readerLimit.word()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The words of some, in the order in which they stand here. */
    public static List<String> words(Set<ReaderLimit> some) {
        return Arrays.stream(values())
                .filter(some::contains)
                .map(ReaderLimit::word)
                .toList();
    }
}

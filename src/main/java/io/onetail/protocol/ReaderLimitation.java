package io.onetail.protocol;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A guarantee that viewers rely on and that the reader of a host can't give; {@code src/site/markdown/reader.md} lists
 * them. Other limitations of a reader, such as its speed, can't lose lines.
 */
public enum ReaderLimitation {
    /** Files that appear and disappear between two checks are lost without notice. */
    ORDER(true),
    /** A file that was rewritten with the same beginning is mistaken for one that has grown. */
    CUT(true),
    /**
     * What is written to a file that has lost its name, or was not read before it was deleted, is lost without notice.
     */
    LATE(true),
    /** Lines of a command's two outputs may arrive in a different order than they were written. */
    OUTPUTS(false);

    private final boolean ofFiles;

    ReaderLimitation(boolean ofFiles) {
        this.ofFiles = ofFiles;
    }

    /** The limit as the reader and the protocol spell it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it concerns files; otherwise it concerns commands. */
    public boolean isOfFiles() {
        return ofFiles;
    }

    /** The limits with these spellings; unknown words are ignored. */
    public static Set<ReaderLimitation> of(Collection<String> words) {
        return Arrays.stream(values())
                .filter(readerLimitation -> words.contains(readerLimitation.word()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The spellings of some limits, in the order of this type. */
    public static List<String> words(Set<ReaderLimitation> some) {
        return Arrays.stream(values())
                .filter(some::contains)
                .map(ReaderLimitation::word)
                .toList();
    }
}

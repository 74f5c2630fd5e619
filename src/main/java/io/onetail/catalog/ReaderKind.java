package io.onetail.catalog;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The language of the reader that runs on a host. */
public enum ReaderKind {
    /** The first of them that the host has. */
    AUTO,
    PERL,
    PYTHON,
    /** Wherever there is a POSIX shell; it promises less. */
    SH;

    /** As the configuration spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that the configuration spells so, or null. */
    public static @Nullable ReaderKind of(String word) {
        return Stream.of(values())
                .filter(kind -> kind.word().equals(word))
                .findAny()
                .orElse(null);
    }
}

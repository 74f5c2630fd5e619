package io.onetail.catalog;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The language of the reader that runs on a host. */
public enum ReaderKind {
    /** The first of these that the host can run. */
    AUTO,
    PERL,
    PYTHON,
    /** Runs in any POSIX shell; guarantees less. */
    SH;

    /** The kind as the configuration spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this spelling, or null. */
    public static @Nullable ReaderKind of(String word) {
        return Stream.of(values())
                .filter(kind -> kind.word().equals(word))
                .findAny()
                .orElse(null);
    }
}

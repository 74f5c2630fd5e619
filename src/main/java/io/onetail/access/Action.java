package io.onetail.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule can allow. */
public enum Action {
    /** To see that a log is there, and its lines. The base of the next three, which count only where this is allowed too. */
    VIEW,
    /** To search in what is older. */
    SEARCH,
    /** To take a log away as a file. */
    DOWNLOAD,
    /** To see what masks hide from others. */
    UNMASKED,
    /** To see who does what, and why somebody may; not about single logs, and no right to view any. */
    ADMINISTER;

    /** As rules spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Action> named(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Action::word).collect(Collectors.joining(", "));
    }
}

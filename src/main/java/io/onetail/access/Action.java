package io.onetail.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule can allow. */
public enum Action {
    /**
     * To see that a log exists, and to view its lines. The next three have an effect only where this is allowed too.
     */
    VIEW,
    /** To search a log's files. */
    SEARCH,
    /** To download a log as a file. */
    DOWNLOAD,
    /** To see what masks hide from others. */
    UNMASKED,
    /** To see who does what, and why they may. Does not refer to single logs and gives no right to view any. */
    ADMINISTER;

    /** The action as rules spell it. */
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

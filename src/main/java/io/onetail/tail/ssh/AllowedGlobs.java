package io.onetail.tail.ssh;

import io.onetail.catalog.DatedPath;
import java.util.List;

/** What of a host's settings a reader is told. It knows nothing of {@code %d}; the server does, and checks what it is told of again. Stateless. */
final class AllowedGlobs {
    private static final String DATE = "%d";

    private AllowedGlobs() {}

    /** A host's globs, those with a date such that they stand for its files too. */
    static List<String> of(List<String> globs) {
        return globs.stream()
                .map(glob -> DatedPath.of(glob) == null ? glob : replaced(glob, "*"))
                .toList();
    }

    /** A log's name as one that those globs allow, and with which the names of its files begin. */
    static String log(String path) {
        return DatedPath.of(path) == null ? path : replaced(path, "");
    }

    private static String replaced(String text, String by) {
        int at = text.indexOf(DATE, text.lastIndexOf('/') + 1);
        return text.substring(0, at) + by + text.substring(at + DATE.length());
    }
}

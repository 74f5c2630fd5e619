package io.onetail.tail.ssh;

import io.onetail.catalog.DatedPath;
import java.util.List;

/**
 * What a reader is told of a host's globs. A reader does not know {@code %d}; the server does, and checks again what the reader reports.
 * Stateless.
 */
final class AllowedGlobs {
    private static final String DATE = "%d";

    private AllowedGlobs() {}

    /** A host's globs; one with a date is widened so that it matches the files with dates. */
    static List<String> of(List<String> globs) {
        return globs.stream()
                .map(glob -> DatedPath.of(glob) == null ? glob : replaced(glob, "*"))
                .toList();
    }

    /** A log's name in a form that those globs match, and with which the names of its files begin. */
    static String log(String path) {
        return DatedPath.of(path) == null ? path : replaced(path, "");
    }

    private static String replaced(String text, String by) {
        int at = text.indexOf(DATE, text.lastIndexOf('/') + 1);
        return text.substring(0, at) + by + text.substring(at + DATE.length());
    }
}

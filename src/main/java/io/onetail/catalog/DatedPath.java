package io.onetail.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a log whose files carry dates, such as {@code /var/log/app-%d.log}: {@code %d} stands for a date that
 * begins with the year, so that names sort by time. Immutable and safe for any thread.
 */
public final class DatedPath {
    private static final String MARK = "%d";

    private final String before;
    private final String after;
    private final Pattern pattern;

    private DatedPath(String before, String after) {
        this.before = before;
        this.after = after;
        this.pattern = Pattern.compile(Pattern.quote(before) + FileDates.YEAR_FIRST + Pattern.quote(after));
    }

    /** Reads a path; null if its last segment has no {@code %d}. */
    public static @Nullable DatedPath of(String path) {
        int at = path.indexOf(MARK, path.lastIndexOf('/') + 1);
        return at < 0 ? null : new DatedPath(path.substring(0, at), path.substring(at + MARK.length()));
    }

    /** The path as configured. */
    public String name() {
        return before + MARK + after;
    }

    /** The text before the date. All the log's files, and their rotated ones, begin with it. */
    public String before() {
        return before;
    }

    /** A glob that matches all its files, and possibly others. */
    public String glob() {
        return Glob.escaped(before) + "[0-9]*" + Glob.escaped(after);
    }

    /** Whether this is one of its files. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The date in the name of one of its files, for {@link FileDates#ORDER}. */
    public String date(String path) {
        return path.substring(before.length(), path.length() - after.length());
    }

    /** The matching path with the latest date, or null if none matches. */
    public @Nullable String newest(List<String> paths) {
        return paths.stream()
                .filter(this::matches)
                .max(Comparator.comparing(this::date, FileDates.ORDER))
                .orElse(null);
    }
}

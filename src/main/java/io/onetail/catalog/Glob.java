package io.onetail.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A pattern for absolute paths: {@code *} and {@code ?} within a name, {@code [a-z]} and {@code [!a-z]} for one
 * character, {@code {a,b}} for one of several, {@code **} as a whole segment for any number of directories, also none;
 * a backslash takes the next character as it is. A leading dot is a character like any other, and case counts.
 *
 * <p>Immutable and safe for any thread. A match takes time linear in the path's length, whatever the pattern.
 */
public final class Glob {
    private final String text;
    private final GlobParser parsed;

    private Glob(String text, GlobParser parsed) {
        this.text = text;
        this.parsed = parsed;
    }

    /** @throws IllegalArgumentException if it is no such pattern; the message is a sentence that says why */
    public static Glob of(String text) {
        return new Glob(text, GlobParser.parse(text));
    }

    /** The pattern that stands for exactly this text. */
    public static String escaped(String text) {
        return text.replaceAll("[*?\\[\\]{}\\\\,]", "\\\\$0");
    }

    /** Whether the path, absolute and normalised, is one that the pattern stands for. */
    public boolean matches(String path) {
        return parsed.program().run(path).accepted();
    }

    /**
     * Whether a path beneath this directory, absolute and normalised, can match; what a walk needs to know before it
     * goes in.
     */
    public boolean leadsInto(String directory) {
        return parsed.program()
                .run(directory.equals("/") ? "/" : directory + "/")
                .alive();
    }

    /** The one path that the pattern stands for, or null if it has a wildcard. */
    public @Nullable String path() {
        return parsed.path();
    }

    /** The deepest directory that every match lies beneath, without wildcards; {@code /} at least. */
    public String directory() {
        return parsed.directory();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Glob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was given. */
    @Override
    public String toString() {
        return text;
    }
}

package io.onetail.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A pattern for absolute paths: {@code *} and {@code ?} within a name, {@code [a-z]} and {@code [!a-z]} for one
 * character, {@code {a,b}} for one of several, {@code **} as a whole segment for any number of directories, including
 * none; a backslash makes the next character literal. A leading dot is not special, and case matters.
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

    /** @throws IllegalArgumentException if the text is not a glob; the message is a sentence that says why */
    public static Glob of(String text) {
        return new Glob(text, GlobParser.parse(text));
    }

    /** The pattern that matches exactly this text. */
    public static String escaped(String text) {
        return text.replaceAll("[*?\\[\\]{}\\\\,]", "\\\\$0");
    }

    /** Whether the pattern matches a path, which must be absolute and normalised. */
    public boolean matches(String path) {
        return parsed.program().run(path).accepted();
    }

    /**
     * Whether some path beneath this directory, which must be absolute and normalised, can match. A walk asks before it
     * descends.
     */
    public boolean leadsInto(String directory) {
        return parsed.program()
                .run(directory.equals("/") ? "/" : directory + "/")
                .alive();
    }

    /** The only path that the pattern matches, or null if it has a wildcard. */
    public @Nullable String path() {
        return parsed.path();
    }

    /** The deepest directory that all matches are beneath; at least {@code /}. */
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

    /** The pattern as given. */
    @Override
    public String toString() {
        return text;
    }
}

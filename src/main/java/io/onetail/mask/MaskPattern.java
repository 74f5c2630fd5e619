package io.onetail.mask;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A named pattern of what is hidden. Immutable, safe for any thread; equal if name and expression are. */
public final class MaskPattern {
    /** Names of the built-in patterns. */
    public static final List<String> BUILT_IN = List.of("cards", "emails", "tokens");

    private final String name;
    private final @Nullable String regex;
    private final SpanFinder finder;

    private MaskPattern(String name, @Nullable String regex, SpanFinder finder) {
        this.name = name;
        this.regex = regex;
        this.finder = finder;
    }

    /**
     * One of {@link #BUILT_IN}: {@code cards} finds numbers of payment cards with a valid check digit, {@code emails}
     * e-mail addresses, {@code tokens} values that are called a password, secret or token, well-known kinds of tokens,
     * and private keys.
     *
     * @throws IllegalArgumentException if there is no built-in pattern with this name
     */
    public static MaskPattern builtIn(String name) {
        return switch (name) {
            case "cards" -> new MaskPattern(name, null, new CardFinder());
            case "emails" -> new MaskPattern(name, null, new EmailFinder());
            case "tokens" -> new MaskPattern(name, null, TokenPattern.FINDER);
            default ->
                throw new IllegalArgumentException(
                        "'" + name + "' is not a built-in pattern, expected one of " + BUILT_IN);
        };
    }

    /**
     * Makes a pattern from a regular expression. If it has groups, what they match is hidden, else the whole match.
     *
     * @throws IllegalArgumentException as {@link LinearPattern#compile}; the message is the end of a sentence
     */
    public static MaskPattern of(String name, String regex) {
        Pattern pattern = LinearPattern.compile(regex);
        return new MaskPattern(name, regex, new RegexFinder(pattern, KeywordScanner.requiredBy(regex)));
    }

    /** Hides whole lines; used in place of a pattern with a mistake. */
    public static MaskPattern everything(String name) {
        return new MaskPattern(name, "", new SpanFinder() {
            @Override
            public int candidate(byte[] bytes, int from, int to) {
                return from;
            }

            @Override
            public void find(DecodedLine line, SpanList spanList) {
                line.hide(0, line.text().length, spanList);
            }
        });
    }

    /** The pattern's name. */
    public String name() {
        return name;
    }

    /** Whether it also hides private keys, which extend over several lines; see {@link PrivateKeyFinder}. */
    boolean hidesKeys() {
        return finder == TokenPattern.FINDER;
    }

    SpanFinder finder() {
        return finder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MaskPattern pattern
                && pattern.name.equals(name)
                && Objects.equals(pattern.regex, regex);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return regex == null ? name : name + " " + regex;
    }
}

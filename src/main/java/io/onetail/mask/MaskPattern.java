package io.onetail.mask;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pattern with a name: what is hidden. Immutable, safe for any thread; equal if it was made of the same. */
public final class MaskPattern {
    /** Names of the patterns that are there without being configured. */
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
     * One of {@link #BUILT_IN}: {@code cards} are numbers of payment cards with a right check digit, {@code emails} e-mail addresses,
     * {@code tokens} what is called a password, secret or token, well-known kinds of them, and private keys.
     */
    public static MaskPattern builtIn(String name) {
        return switch (name) {
            case "cards" -> new MaskPattern(name, null, new CardFinder());
            case "emails" -> new MaskPattern(name, null, new EmailFinder());
            case "tokens" -> new MaskPattern(name, null, TokenPattern.FINDER);
            default -> throw new IllegalArgumentException("there is no pattern '" + name + "' but " + BUILT_IN);
        };
    }

    /**
     * A pattern of one's own. If it has groups, what they match is hidden, else all of a match.
     *
     * @throws IllegalArgumentException if it is no regular expression that RE2 knows, or too large; the message is the end of a sentence
     */
    public static MaskPattern of(String name, String regex) {
        Pattern pattern = LinearPattern.compile(regex);
        return new MaskPattern(name, regex, new RegexFinder(pattern, KeywordScanner.requiredBy(regex)));
    }

    /** Hides all of every line: what stands in the place of a pattern with a mistake. */
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

    public String name() {
        return name;
    }

    /** Whether it also hides {@link PrivateKeyFinder}, which have several lines. */
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

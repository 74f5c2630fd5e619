package io.onetail.mask;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Compiles regular expressions from untrusted people: compiling takes little time and memory, and matching takes time
 * linear in the text. Stateless.
 */
public final class LinearPattern {
    /** Maximum length of an expression, in characters. */
    public static final int LONGEST = 1_000;

    /** Maximum size of a compiled expression, in steps: matching a line costs its length times these. */
    private static final int MOST_STEPS = 500;
    /** Maximum number of steps while compiling: RE2/J expands repetitions before their number can be checked. */
    private static final long MOST_WRITTEN_OUT = 50_000;

    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("(?s)(?<=(.))\\{(\\d+)(?:,(\\d*))?\\}");

    private LinearPattern() {}

    /**
     * @throws IllegalArgumentException if it is not an expression of RE2, too large, or matches the empty text; the
     *     message is the end of a sentence
     */
    public static Pattern compile(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("it has " + regex.length() + " characters, expected at most " + LONGEST);
        }
        if (writtenOut(regex) > MOST_WRITTEN_OUT) {
            throw new IllegalArgumentException("it is too large; use fewer or shorter repetitions");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("expected a regular expression of RE2 (" + e.getMessage() + ")", e);
        }
        if (pattern.programSize() > MOST_STEPS) {
            throw new IllegalArgumentException("it is compiled to " + pattern.programSize()
                    + " steps, expected at most " + MOST_STEPS + "; use fewer or shorter repetitions");
        }
        if (pattern.matches("")) {
            throw new IllegalArgumentException(
                    "it matches the empty text, expected an expression that needs at least one character");
        }
        return pattern;
    }

    /**
     * An upper bound of the steps after repetitions are expanded, without parsing the expression: a repetition of more
     * than one character may be nested in any other such one.
     */
    private static double writtenOut(String regex) {
        double nested = 1;
        double single = 1;
        for (MatchResult one : (Iterable<MatchResult>) REPETITION.matcher(regex).results()::iterator) {
            char before = one.group(1).charAt(0);
            double count = Math.max(1, Math.max(number(one.group(2)), number(one.group(3))));
            // a letter may end a class, as in \d, but E may also end \Q…\E after a group
            if (before == ']' || before == '.' || (Character.isLetterOrDigit(before) && before != 'E')) {
                single = Math.max(single, count);
            } else {
                nested *= count;
            }
        }
        return nested * single * regex.length();
    }

    private static double number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }
}

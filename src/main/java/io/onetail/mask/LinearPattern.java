package io.onetail.mask;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Makes regular expressions that anybody may give: compiling one takes little time and memory, and matching takes time linear in the text. Stateless.
 */
public final class LinearPattern {
    /** Most characters. */
    public static final int LONGEST = 1_000;

    /** Most steps that one may be compiled to: a line costs its length times these. */
    private static final int MOST_STEPS = 500;
    /** Most steps that there may be on the way; RE2/J writes repetitions out before anybody can ask how many they are. */
    private static final long MOST_WRITTEN_OUT = 50_000;

    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("(?s)(?<=(.))\\{(\\d+)(?:,(\\d*))?\\}");

    private LinearPattern() {}

    /** @throws IllegalArgumentException if RE2 does not know it, or it is too large; the message is the end of a sentence */
    public static Pattern compile(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("it has " + regex.length() + " characters, expected at most " + LONGEST);
        }
        if (writtenOut(regex) > MOST_WRITTEN_OUT) {
            throw new IllegalArgumentException("its repetitions make it too large; let it repeat less");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("expected a regular expression of RE2 (" + e.getMessage() + ")", e);
        }
        if (pattern.programSize() > MOST_STEPS) {
            throw new IllegalArgumentException("it is compiled to " + pattern.programSize()
                    + " steps, expected at most " + MOST_STEPS + "; let it repeat less");
        }
        if (pattern.matches("")) {
            throw new IllegalArgumentException("it matches the empty text, expected one that finds something");
        }
        return pattern;
    }

    /**
     * No fewer steps than it has when its repetitions are written out, found without understanding it: what repeats more than one character may
     * stand within any other that does so.
     */
    private static double writtenOut(String regex) {
        double nested = 1;
        double single = 1;
        for (MatchResult one : (Iterable<MatchResult>) REPETITION.matcher(regex).results()::iterator) {
            char before = one.group(1).charAt(0);
            double count = Math.max(1, Math.max(number(one.group(2)), number(one.group(3))));
            // a letter may end a class as in \d, but E also the \Q…\E behind a group
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

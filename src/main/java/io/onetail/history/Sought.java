package io.onetail.history;

import com.google.re2j.Pattern;
import io.onetail.mask.LinearPattern;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.util.function.Predicate;

/** What is looked for in a line. Immutable, safe for any thread; takes time linear in the line. */
public final class Sought {
    private final Predicate<String> found;

    private Sought(Predicate<String> found) {
        this.found = found;
    }

    /**
     * @param regex whether the text is a regular expression, in RE2's syntax
     * @throws LogException bad-request, with what is wrong
     */
    public static Sought of(String text, boolean regex) throws LogException {
        if (text.length() > LinearPattern.LONGEST) {
            throw bad("it has " + text.length() + " characters, expected at most " + LinearPattern.LONGEST);
        }
        if (text.isEmpty() || text.indexOf('\n') >= 0) {
            throw bad(text.isEmpty() ? "it is empty" : "it holds a line feed, but each line is looked at by itself");
        }
        if (!regex) {
            return new Sought(line -> line.contains(text));
        }
        try {
            Pattern pattern = LinearPattern.compile(text);
            return new Sought(line -> pattern.matcher(line).find());
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static LogException bad(String reason) {
        return new LogException(Failure.BAD_REQUEST, "'text' can't be looked for: " + reason + ".");
    }

    boolean in(String line) {
        return found.test(line);
    }
}

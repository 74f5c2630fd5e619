package io.onetail.history;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.onetail.mask.LinearPattern;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.util.function.ToIntFunction;

/** What is looked for in a line. Immutable, safe for any thread; takes time linear in the line. */
public final class Sought {
    private final ToIntFunction<String> place;

    private Sought(ToIntFunction<String> place) {
        this.place = place;
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
            return new Sought(line -> line.indexOf(text));
        }
        try {
            Pattern pattern = LinearPattern.compile(text);
            return new Sought(line -> {
                Matcher matcher = pattern.matcher(line);
                return matcher.find() ? matcher.start() : -1;
            });
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static LogException bad(String reason) {
        return new LogException(Failure.BAD_REQUEST, "'text' can't be looked for: " + reason + ".");
    }

    /** Where the first match begins in a line, or -1. */
    int find(String line) {
        return place.applyAsInt(line);
    }
}

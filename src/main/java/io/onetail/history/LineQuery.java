package io.onetail.history;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.onetail.mask.LinearPattern;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.util.function.ToIntBiFunction;

/** What a search looks for in a line. Immutable, safe for any thread; takes time linear in the line. */
public final class LineQuery {
    /** Number of characters that an expression reads between two steps of the work. */
    private static final int STEP = 1024;

    private final ToIntBiFunction<String, SearchScheduler.SearchWork> place;

    private LineQuery(ToIntBiFunction<String, SearchScheduler.SearchWork> place) {
        this.place = place;
    }

    /**
     * Makes a query.
     *
     * @param regex whether the text is a regular expression, in RE2's syntax
     * @throws LogException bad-request if the text can't be searched for
     */
    public static LineQuery of(String text, boolean regex) throws LogException {
        if (text.length() > LinearPattern.LONGEST) {
            throw bad("it has " + text.length() + " characters, expected at most " + LinearPattern.LONGEST);
        }
        if (text.isEmpty() || text.indexOf('\n') >= 0) {
            throw bad(text.isEmpty() ? "it is empty" : "it contains a line feed, but lines are searched one by one");
        }
        if (!regex) {
            return new LineQuery((line, work) -> line.indexOf(text));
        }
        try {
            Pattern pattern = LinearPattern.compile(text);
            return new LineQuery((line, work) -> {
                Matcher matcher = pattern.matcher(line.length() < STEP ? line : new PacedText(line, work));
                return matcher.find() ? matcher.start() : -1;
            });
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static LogException bad(String reason) {
        return new LogException(FailureCode.BAD_REQUEST, "'text' can't be searched for: " + reason + ".");
    }

    /**
     * The index of the first match in a line, or -1. An expression may take long, so the work gives others their turns
     * meanwhile.
     */
    int find(String line, SearchScheduler.SearchWork work) throws InterruptedException {
        try {
            return place.applyAsInt(line, work);
        } catch (SearchInterruptedException e) {
            throw new InterruptedException();
        }
    }

    /** A text that lets the work pause while a matcher reads it, since a matcher can't be paused itself. */
    private static final class PacedText implements CharSequence {
        private final String text;
        private final SearchScheduler.SearchWork work;
        private int left = STEP;

        PacedText(String text, SearchScheduler.SearchWork work) {
            this.text = text;
            this.work = work;
        }

        @Override
        public char charAt(int index) {
            if (--left == 0) {
                left = STEP;
                try {
                    work.step();
                } catch (InterruptedException e) {
                    throw new SearchInterruptedException(e);
                }
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class SearchInterruptedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SearchInterruptedException(InterruptedException cause) {
            super(cause);
        }
    }
}

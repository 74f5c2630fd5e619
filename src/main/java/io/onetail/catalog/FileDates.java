package io.onetail.catalog;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Recognises and compares dates that tools write into names of files. Only plausible values count: {@code 31} is a
 * number, and {@code 2-2026-01-31} is not a date. Stateless.
 */
public final class FileDates {
    private static final String YEAR = "(?:19|20)[0-9]{2}";
    private static final String MONTH = "(?:0[1-9]|1[0-2])";
    private static final String DAY = "(?:0[1-9]|[12][0-9]|3[01])";
    private static final String HOUR = "(?:[01][0-9]|2[0-3])";
    private static final String SIXTY = "[0-5][0-9]";
    private static final String ZONE = "(?:Z|[+-][0-9]{2}:?[0-9]{2})";
    private static final String TIME =
            "[._T:-]?" + HOUR + "(?:[._:-]?" + SIXTY + "(?:[._:-]?" + SIXTY + "(?:[.,][0-9]{1,9})?)?)?" + ZONE + "?";
    private static final String MONTH_OR_MORE =
            "(?:[._-]?(?:W[0-5][0-9]|" + MONTH + "(?:[._-]?" + DAY + "(?:" + TIME + ")?)?))";
    private static final String INDEX = "(?:[._-][0-9]{1,10})?";
    private static final String SECONDS = "1[0-9]{9}";

    /**
     * Begins with the year, so that names sort by time: the year alone, or up to fractions of a second, with an
     * optional index.
     */
    static final String YEAR_FIRST = "(?:" + YEAR + MONTH_OR_MORE + "?" + INDEX + "|" + SECONDS + INDEX + ")";

    private static final Pattern ORDERED = Pattern.compile("(?:" + YEAR + MONTH_OR_MORE + "|" + SECONDS + ")" + INDEX);
    private static final Pattern ANY = Pattern.compile("(?:" + DAY + "[._-]" + DAY + "[._-]" + YEAR + "|" + DAY
            + "[._-]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[._-]?" + YEAR + ")?)(?:" + TIME + ")?"
            + INDEX);

    /** Orders names of one log by date, then by index. Digits count as numbers: {@code .10} comes after {@code .9}. */
    public static final Comparator<String> ORDER = FileDates::compare;

    private FileDates() {}

    /** Whether the whole text is a date; a year alone is not. */
    public static boolean isDate(String text) {
        return isOrdered(text) || ANY.matcher(text).matches();
    }

    /** Whether the whole text is a date that begins with the year, or seconds since 1970: such names sort by time. */
    static boolean isOrdered(String text) {
        return ORDERED.matcher(text).matches();
    }

    private static int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endI = digits(one, i);
            int endJ = digits(other, j);
            int order = endI > i && endJ > j
                    ? new BigInteger(one.substring(i, endI)).compareTo(new BigInteger(other.substring(j, endJ)))
                    : Character.compare(one.charAt(i), other.charAt(j));
            if (order != 0) {
                return order;
            }
            i = Math.max(endI, i + 1);
            j = Math.max(endJ, j + 1);
        }
        return Integer.compare(one.length() - i, other.length() - j);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}

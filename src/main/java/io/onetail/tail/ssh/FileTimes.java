package io.onetail.tail.ssh;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** Times of files as hosts print them: seconds since 1970, with a fraction where the host has one. Stateless. */
final class FileTimes {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int LONGEST = 40;

    private FileTimes() {}

    /**
     * To the nanosecond. File systems keep any number, so one that no calendar has becomes the first or last moment that all have.
     *
     * @throws NumberFormatException if it is no number
     */
    static Instant parse(String text) {
        if (text.length() > LONGEST || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new NumberFormatException("seconds since 1970 expected, got '" + text + "'");
        }
        BigDecimal time = new BigDecimal(text.replace(',', '.'));
        if (time.compareTo(BigDecimal.valueOf(FIRST.getEpochSecond())) < 0) {
            return FIRST;
        }
        if (time.compareTo(BigDecimal.valueOf(LAST.getEpochSecond())) > 0) {
            return LAST;
        }
        BigDecimal second = time.setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                second.longValueExact(), time.subtract(second).movePointRight(9).intValue());
    }
}

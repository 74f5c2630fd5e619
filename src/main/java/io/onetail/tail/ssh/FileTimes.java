package io.onetail.tail.ssh;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/** Parses times of files as hosts print them: seconds since 1970, with a fraction if the host has one. Stateless. */
final class FileTimes {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int LONGEST = 40;

    private FileTimes() {}

    /**
     * Parses a time to the nanosecond. File systems store any number; a time outside the years 1 to 9999 becomes the first or the last
     * moment of them.
     *
     * @throws NumberFormatException if the text is not a number
     */
    static Instant parse(String text) {
        if (text.length() > LONGEST || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new NumberFormatException("'" + text + "' was found, expected seconds since 1970");
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

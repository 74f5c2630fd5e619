package io.onetail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The lines of the benchmark's logs: 120 bytes each, with number and time of writing at fixed places, so that a viewer
 * finds them by offset. Stateless.
 */
final class LogLine {
    static final int LENGTH = 120;
    static final int NUMBER_AT = 51;
    static final int NUMBER_DIGITS = 10;
    static final int TIME_AT = 64;
    static final int TIME_DIGITS = 19;

    private static final byte[] PATTERN =
            ("2026-11-24 00:45:31,928 INFO  [exec-44] OrderSvc n=0000000000 t=0000000000000000000 "
                            + "customer=440914 basket paid, shippe\n")
                    .getBytes(US_ASCII);

    private LogLine() {}

    /** Lines with these numbers and a time by {@link System#nanoTime}, which is the same in all processes on Linux. */
    static byte[] lines(long first, int count, long nanos) {
        byte[] lines = new byte[count * LENGTH];
        byte[] line = PATTERN.clone();
        digits(nanos, line, TIME_AT, TIME_DIGITS);
        for (int i = 0; i < count; i++) {
            digits(first + i, line, NUMBER_AT, NUMBER_DIGITS);
            System.arraycopy(line, 0, lines, i * LENGTH, LENGTH);
        }
        return lines;
    }

    private static void digits(long number, byte[] into, int at, int digits) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}

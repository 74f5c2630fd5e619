package io.onetail.system.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/**
 * The endless text that is written to a log: lines 1, 2, 3 … Each byte follows from its place, so the text can be
 * compared without being kept. Lines have 16 different lengths. Stateless.
 */
final class NumberedText {
    private static final int PERIOD = 16;
    private static final int NUMBER = 10; // digits
    private static final byte[] REST =
            "the quick brown fox jumps over the lazy dog; ".repeat(6).getBytes(US_ASCII);
    private static final long BLOCK = block();

    private NumberedText() {}

    private static int length(long line) {
        return NUMBER + 2 + 5 + (int) (line * 7 % PERIOD) * 11; // number, space, rest, line feed
    }

    private static long block() {
        long block = 0;
        for (int i = 1; i <= PERIOD; i++) {
            block += length(i);
        }
        return block;
    }

    /** Where a line begins in the text; the first line is 1. */
    static long start(long line) {
        long whole = (line - 1) / PERIOD;
        long start = whole * BLOCK;
        for (long i = whole * PERIOD + 1; i < line; i++) {
            start += length(i);
        }
        return start;
    }

    /** The number of the line at a place. */
    static long lineAt(long place) {
        long line = place / BLOCK * PERIOD + 1;
        while (start(line + 1) <= place) {
            line++;
        }
        return line;
    }

    static byte[] lines(long first, long last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long i = first; i <= last; i++) {
            out.writeBytes(line(i));
        }
        return out.toByteArray();
    }

    private static byte[] line(long number) {
        byte[] line = new byte[length(number)];
        byte[] digits = String.format("%0" + NUMBER + "d ", number).getBytes(US_ASCII);
        System.arraycopy(digits, 0, line, 0, digits.length);
        System.arraycopy(REST, 0, line, digits.length, line.length - digits.length - 1);
        line[line.length - 1] = '\n';
        return line;
    }

    /** How many bytes are equal to the text from {@code place} on. */
    static int same(long place, byte[] bytes) {
        long number = lineAt(place);
        byte[] line = line(number);
        int at = (int) (place - start(number));
        for (int i = 0; i < bytes.length; i++) {
            if (at == line.length) {
                line = line(++number);
                at = 0;
            }
            if (bytes[i] != line[at++]) {
                return i;
            }
        }
        return bytes.length;
    }

    /** How many bytes at the end are too few digits of a line's number to show their place. */
    static int unplaced(byte[] bytes) {
        int digits = 0;
        while (digits < bytes.length && bytes[bytes.length - 1 - digits] != '\n') {
            digits++;
        }
        return digits <= NUMBER ? digits : 0;
    }

    /** The place of bytes in the text, or -1 if it is not clear. */
    static long find(byte[] bytes) {
        for (int i = 0; i + NUMBER < bytes.length; i++) {
            if (i == 0 || bytes[i - 1] == '\n') {
                long number = number(bytes, i);
                if (number > 0 && start(number) >= i) {
                    long place = start(number) - i;
                    return place;
                }
            }
        }
        return -1;
    }

    /** The number at an index, or -1. */
    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = at; i < at + NUMBER; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return bytes[at + NUMBER] == ' ' ? number : -1;
    }
}

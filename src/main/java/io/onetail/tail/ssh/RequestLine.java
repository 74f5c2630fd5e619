package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds the lines that a reader reads as requests. Stateless. */
final class RequestLine {
    /** The most bytes of a line. */
    static final int MOST = 1024 * 1024;

    private static final String PLAIN = "_./:@=+,-";
    private static final String HEX = "0123456789ABCDEF";

    private RequestLine() {}

    /**
     * A request with fields that are made by this server and need no escaping: words without spaces, and numbers.
     *
     * @param id the request's number, or 0
     */
    static byte[] of(String verb, long id, Object... fields) {
        StringBuilder line = new StringBuilder(verb).append(' ').append(id);
        for (Object field : fields) {
            line.append(' ');
            append(line, field.toString());
        }
        return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A request with fields that come from outside.
     *
     * @throws LogException bad-request if a field contains a NUL character, which no file name can contain, or the line is too long
     */
    static byte[] checked(String verb, long id, List<?> fields) throws LogException {
        for (Object field : fields) {
            if (field.toString().indexOf('\0') >= 0) {
                throw new LogException(
                        FailureCode.BAD_REQUEST,
                        "'" + field.toString().replace('\0', '?')
                                + "' contains a NUL character, which no file name can contain.");
            }
        }
        byte[] line = of(verb, id, fields.toArray());
        if (line.length > MOST) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "A request to the host has " + line.length + " bytes, expected at most " + MOST + ".");
        }
        return line;
    }

    private static void append(StringBuilder line, String field) {
        if (field.isEmpty()) {
            line.append('%');
        }
        for (byte b : field.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || PLAIN.indexOf(b) >= 0;
            if (plain) {
                line.append((char) b);
            } else {
                line.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            }
        }
    }
}

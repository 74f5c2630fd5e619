package io.onetail.tail;

import io.onetail.catalog.StderrMode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Converts a command's standard error to what its log shows of it, and keeps the last line. For one thread. */
final class StderrLines {
    private static final byte[] MARK = "[stderr] ".getBytes(StandardCharsets.US_ASCII);
    /** A longer line is cut into several. */
    private static final int LONGEST = 64 << 10;

    private static final int MOST_WORDS = 300;

    private final StderrMode errors;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String last = "";

    StderrLines(StderrMode errors) {
        this.errors = errors;
    }

    /** What the log shows of it, in whole lines; may be empty. */
    byte[] take(byte[] bytes, int length) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            if (bytes[i] != '\n') {
                line.write(bytes[i]);
            }
            if (bytes[i] == '\n' || line.size() >= LONGEST) {
                end(shown);
            }
        }
        return shown.toByteArray();
    }

    /** The unfinished last line, with a line feed. */
    byte[] rest() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        if (line.size() > 0) {
            end(shown);
        }
        return shown.toByteArray();
    }

    private void end(ByteArrayOutputStream shown) {
        if (errors == StderrMode.MARK) {
            shown.writeBytes(MARK);
            shown.writeBytes(line.toByteArray());
            shown.write('\n');
        }
        last = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
    }

    /** The last line: the bytes of the command's charset, as ISO-8859-1. */
    String words() {
        String words = last.strip();
        return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS);
    }
}

package io.onetail.tail.suite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What a log's writer writes: lines that no log has twice. For one thread. */
final class UniqueLines {
    private final String log;
    private final Random random;
    private int lines;

    UniqueLines(String log, Random random) {
        this.log = log;
        this.random = random;
    }

    byte[] line() {
        return (log + " " + ++lines + " " + "x".repeat(random.nextInt(60)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    byte[] lines(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(line());
        }
        return all.toByteArray();
    }

    /** The beginning of a line, or all of it. */
    byte[] piece() {
        byte[] line = line();
        return Arrays.copyOf(line, 1 + random.nextInt(line.length));
    }

    /** This many bytes, of which the last line may be incomplete. */
    byte[] exactly(int size) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < size) {
            all.writeBytes(line());
        }
        return Arrays.copyOf(all.toByteArray(), size);
    }
}

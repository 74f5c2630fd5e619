package io.onetail.tail.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The cases of {@code golden-frames.txt}, which describes its own syntax. */
final class GoldenFrames {
    private GoldenFrames() {}

    /** @param bytes what a reader writes, or a request with its line feed */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Golden(String line, byte[] bytes, List<String> words) {}

    static List<Golden> frames() {
        return cases("frame: ");
    }

    static List<Golden> requests() {
        return cases("request: ");
    }

    private static List<Golden> cases(String kind) {
        List<Golden> cases = new ArrayList<>();
        String last = "";
        for (String line : text().lines().toList()) {
            if (line.startsWith("means: ") && last.startsWith(kind)) {
                String written = last.substring(kind.length());
                byte[] bytes =
                        kind.startsWith("frame") ? bytes(written) : (written + "\n").getBytes(StandardCharsets.UTF_8);
                cases.add(new Golden(written, bytes, words(line.substring(7))));
            }
            last = line;
        }
        return cases;
    }

    private static String text() {
        try (InputStream in = GoldenFrames.class.getResourceAsStream("golden-frames.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String[] parts = written.split("\"", -1); // text and what is between alternate
        for (int i = 0; i < parts.length; i++) {
            bytes.writeBytes(
                    i % 2 == 0
                            ? HexFormat.of().parseHex(parts[i].replace(" ", ""))
                            : parts[i].replace("\\0", "\0").replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> words(String meaning) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < meaning.length(); i++) {
            char c = meaning.charAt(i);
            if (c == '\\') {
                char escaped = meaning.charAt(++i);
                word.append(escaped == 'n' ? '\n' : escaped);
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}

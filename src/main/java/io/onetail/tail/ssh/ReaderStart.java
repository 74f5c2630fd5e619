package io.onetail.tail.ssh;

import io.onetail.catalog.ReaderKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What starts one reader: a command line that any login shell accepts, since nothing in it needs quoting, and {@code start.sh} after a mark
 * that nobody can guess. Immutable.
 *
 * @param line the command line
 * @param input what is written to standard input first
 * @param mark what the reader prints when the login's greeting is over; its first character occurs only once in it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReaderStart(String line, byte[] input, String mark) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern PERL_USE = Pattern.compile("use ([A-Z][A-Za-z:]*)\\b.*;");
    private static final Pattern PYTHON_IMPORT = Pattern.compile("import ([a-z_, ]+)");

    static ReaderStart of(ReaderKind kind, boolean sudo) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String mark = "@" + HexFormat.of().formatHex(random);
        String input = "m=" + mark + "\nkind=" + kind.word() + "\nmodules='"
                + needed("reader.pl", PERL_USE, "-M", " ") + "'\nimports='"
                + needed("reader.py", PYTHON_IMPORT, ",", "") + "'\n" + text("start.sh");
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        String line =
                (sudo ? "exec sudo -n" : "exec") + " sh -c 'eval \"$(head -c " + bytes.length + ")\"' onetail-reader";
        return new ReaderStart(line, bytes, mark);
    }

    /**
     * The program in a language, preceded by its length.
     *
     * @param word the language, as {@code start.sh} reports it
     * @return null if there is no program in that language
     */
    static byte @Nullable [] program(String word) {
        String name = switch (word) {
            case "perl" -> "reader.pl";
            case "python" -> "reader.py";
            case "sh" -> "reader.sh";
            default -> null;
        };
        if (name == null) {
            return null;
        }
        byte[] text = text(name).getBytes(StandardCharsets.UTF_8);
        byte[] length = (text.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] program = new byte[length.length + text.length];
        System.arraycopy(length, 0, program, 0, length.length);
        System.arraycopy(text, 0, program, length.length, text.length);
        return program;
    }

    /** The modules that a program needs, from the statements at the beginning of its lines. */
    private static String needed(String name, Pattern pattern, String before, String between) {
        return text(name)
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(found -> before + found.group(1))
                .distinct()
                .collect(Collectors.joining(between));
    }

    /** A program without its comment lines, which need not be sent. */
    private static String text(String name) {
        try (InputStream in = ReaderStart.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program " + name + " is not in the archive");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("the program " + name + " can't be read", e);
        }
    }
}

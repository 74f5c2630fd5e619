package io.onetail.tail.ssh;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts that run on hosts, and how they are called with arguments that are never read as shell. */
final class Scripts {
    static final String FOLLOW = load("open.sh", "follow.sh", "watch.sh");
    static final String RUN = load("run.sh", "watch.sh");
    static final String PROBE = load("open.sh", "probe.sh");
    static final String PROBE_PACKED = load("open.sh", "unpack.sh", "probe.sh");
    static final String FIND = load("find.sh");
    static final String RANGE = load("open.sh", "unpack.sh", "range.sh");
    static final String COPIES = load("open.sh", "unpack.sh", "copies.sh");
    static final String COPY = load("open.sh", "unpack.sh", "copy.sh");

    private Scripts() {}

    /**
     * The command line that runs a script; the login shell may be any that knows single quotes.
     *
     * @throws LogException bad-request if an argument holds a NUL character, which no file name can
     */
    static byte[] command(boolean sudo, String script, String... arguments) throws LogException {
        StringBuilder line = new StringBuilder(script.length() + 256);
        // sudo's own time-outs and pseudo terminals don't matter: nothing is asked (-n), and all is passed by pipes.
        line.append(sudo ? "sudo -n sh -c " : "exec sh -c ");
        line.append(quote(script)).append(" onetail");
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new LogException(
                        Failure.BAD_REQUEST,
                        "'" + argument.replace('\0', '?') + "' holds a NUL character, which no file name can.");
            }
            line.append(' ').append(quote(argument));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One shell word: within single quotes nothing but the single quote itself has a meaning. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String load(String... names) {
        return Stream.of(names).map(Scripts::load).collect(Collectors.joining());
    }

    /** The script without its comment lines, which need not travel. */
    private static String load(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not in the archive");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("the script " + name + " can't be read", e);
        }
    }
}

package io.onetail.tail.ssh;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
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

    private static final String ONCE = load("once.sh");
    /** Begins with a character that is nowhere else in it. */
    private static final String MARK = "<onetail ";

    private static final SecureRandom RANDOM = new SecureRandom();

    private Scripts() {}

    /**
     * A script with its arguments, ready to be run.
     *
     * @param line the command line: one that any login shell takes, csh and fish too, since there is nothing in it to be quoted
     * @param input what has to go to standard input first: the script itself
     * @param mark what it prints first on standard output and standard error, which nothing else does: whatever comes before it is a login's greeting
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(byte[] line, byte[] input, String mark) {}

    /**
     * A script that ends when its answer is complete, or nobody waits for it any more.
     *
     * @param limit when it has to end in any case
     * @throws LogException bad-request if an argument holds a NUL character, which no file name can
     */
    static Call once(boolean sudo, Duration limit, String script, String... arguments) throws LogException {
        String bounds = "limit=" + (limit.toSeconds() + 1) + "\nleader=" + (sudo ? "$PPID" : "") + "\n";
        return call(sudo, bounds + ONCE + script, arguments);
    }

    /**
     * A script that reads ticks from standard input until there are none.
     *
     * @throws LogException as {@link #once}
     */
    static Call call(boolean sudo, String script, String... arguments) throws LogException {
        String mark = MARK + HexFormat.of().toHexDigits(RANDOM.nextLong());
        StringBuilder input = new StringBuilder(script.length() + 256);
        input.append("printf %s '")
                .append(mark)
                .append("'\nprintf %s '")
                .append(mark)
                .append("' >&2\nset --");
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new LogException(
                        Failure.BAD_REQUEST,
                        "'" + argument.replace('\0', '?') + "' holds a NUL character, which no file name can.");
            }
            input.append(' ').append(quote(argument));
        }
        input.append('\n').append(script);
        byte[] bytes = input.toString().getBytes(StandardCharsets.UTF_8);
        // sudo's own time-outs and pseudo terminals don't matter: nothing is asked (-n), and all is passed by pipes.
        String line = (sudo ? "exec sudo -n" : "exec") + " sh -c 'eval \"$(head -c " + bytes.length + ")\"'";
        return new Call(line.getBytes(StandardCharsets.US_ASCII), bytes, mark);
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

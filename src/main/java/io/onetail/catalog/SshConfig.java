package io.onetail.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenSSH client configuration says about a host: address, port, user, key file, jump and known hosts, by the
 * rules of ssh_config(5): the first value that applies counts, {@code Host} takes several patterns with {@code *},
 * {@code ?} and {@code !}, {@code Include} is followed. {@code Match} blocks are skipped, except {@code Match all},
 * because their conditions may run programs; each is noted. Every other keyword is ignored. Immutable.
 */
public final class SshConfig {
    /** An empty configuration. */
    public static final SshConfig NONE = new SshConfig(List.of(), List.of());

    private final List<ConfigBlock> blocks;
    private final List<String> notes;

    /**
     * What the configuration says about one host; null where it says nothing.
     *
     * @param port as written
     * @param jump {@code [user@]host[:port]}, several separated by commas, the first hop first
     */
    public record HostConfig(
            @Nullable String address,
            @Nullable String port,
            @Nullable String user,
            @Nullable Path keyFile,
            @Nullable String jump,
            @Nullable Path knownHosts) {}

    /**
     * Lines under the same conditions.
     *
     * @param conditions pattern lists, each of which must match the host's name; more than one for an included file
     * @param values the first value of each keyword; keywords are in lower case
     */
    record ConfigBlock(List<List<String>> conditions, Map<String, String> values) {
        ConfigBlock(List<List<String>> conditions) {
            this(conditions, new TreeMap<>());
        }

        boolean appliesTo(String host) {
            return conditions.stream().allMatch(patterns -> matches(patterns, host));
        }

        private static boolean matches(List<String> patterns, String host) {
            boolean found = false;
            for (String pattern : patterns) {
                boolean not = pattern.startsWith("!");
                if (wild(not ? pattern.substring(1) : pattern, host)) {
                    if (not) {
                        return false;
                    }
                    found = true;
                }
            }
            return found;
        }

        /** OpenSSH's own patterns: {@code *} and {@code ?} only, and case does not matter in a host's name. */
        private static boolean wild(String pattern, String host) {
            GlobProgram program = new GlobProgram();
            pattern.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
                if (c == '*') {
                    int leave = program.fork();
                    program.take(any -> true);
                    program.jump(leave);
                    program.patch(leave, program.here());
                } else {
                    program.take(c == '?' ? any -> true : found -> found == c);
                }
            });
            return program.run(host.toLowerCase(Locale.ROOT)).accepted();
        }
    }

    SshConfig(List<ConfigBlock> blocks, List<String> notes) {
        this.blocks = List.copyOf(blocks);
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads the file and the files that it includes; what can't be read or is not understood is in {@link #notes}.
     * Blocks on the disk.
     */
    public static SshConfig read(Path file) {
        return SshConfigReader.read(file, Path.of(System.getProperty("user.home", "/")));
    }

    /** What was skipped and why, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** What {@code ssh NAME} would use. */
    public HostConfig about(String name) {
        Map<String, String> values = new TreeMap<>();
        for (ConfigBlock block : blocks) {
            if (block.appliesTo(name)) {
                block.values.forEach(values::putIfAbsent);
            }
        }
        String address = values.get("hostname");
        String user = values.get("user");
        String real = address == null ? name : expand(address, token -> token == 'h' ? name : null);
        Function<Character, @Nullable String> tokens = token -> switch (token) {
            case 'h' -> real;
            case 'n' -> name;
            case 'r' -> user == null ? System.getProperty("user.name") : user;
            case 'u' -> System.getProperty("user.name");
            case 'd' -> System.getProperty("user.home");
            case 'p' -> values.getOrDefault("port", "22");
            default -> null;
        };
        String jump = values.get("proxyjump");
        return new HostConfig(
                address == null ? null : real,
                values.get("port"),
                user,
                file(values.get("identityfile"), tokens),
                jump == null || jump.equalsIgnoreCase("none") ? null : jump,
                file(values.get("userknownhostsfile"), tokens));
    }

    private static @Nullable Path file(@Nullable String text, Function<Character, @Nullable String> tokens) {
        if (text == null || text.equalsIgnoreCase("none")) {
            return null;
        }
        String home = System.getProperty("user.home", "/");
        Path path = Path.of(expand(text.startsWith("~/") ? home + text.substring(1) : text, tokens));
        return path.isAbsolute() ? path : Path.of(home).resolve(path);
    }

    /** Replaces {@code %x} by its value and {@code %%} by a percent sign; an unknown token is left as it is. */
    private static String expand(String text, Function<Character, @Nullable String> tokens) {
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%' || i + 1 == text.length()) {
                expanded.append(c);
                continue;
            }
            char token = text.charAt(++i);
            String value = token == '%' ? "%" : tokens.apply(token);
            expanded.append(value == null ? "%" + token : value);
        }
        return expanded.toString();
    }
}

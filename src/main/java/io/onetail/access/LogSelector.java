package io.onetail.access;

import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the logs that a rule or a mask applies to, by conditions on the host's name, its labels and the source, all
 * of which must hold. Immutable and safe for any thread. A match takes time linear in the text matched, whatever the
 * patterns. Equal if written alike.
 */
public final class LogSelector {
    /** Selects every log. */
    public static final LogSelector ANY = new LogSelector("", List.of());

    private final String text;
    private final List<SelectorCondition> conditions;

    /** What a condition looks at. */
    enum ConditionKind {
        HOST,
        LABEL,
        SOURCE
    }

    /**
     * Holds if one of the patterns matches, or, with {@code not}, if none does.
     *
     * @param not whether the condition is inverted
     */
    record SelectorCondition(ConditionKind kind, boolean not, List<SelectorPattern> patterns) {
        boolean holds(Host host, String source) {
            return not != patterns.stream().anyMatch(pattern -> pattern.matches(kind, host, source));
        }

        /** Whether the condition may hold for one of the glob's files; true if in doubt. */
        boolean mayHold(Host host, Glob logs) {
            if (kind != ConditionKind.SOURCE) {
                return holds(host, "");
            }
            String path = logs.path();
            if (path != null) {
                return holds(host, path);
            }
            return not || patterns.stream().anyMatch(pattern -> pattern.overlaps(logs));
        }
    }

    /**
     * @param label name of the label, null for other kinds of conditions
     * @param glob null for anything; for a name, the glob begins with a slash nevertheless, since globs are for paths
     * @param path whether the pattern is for paths
     */
    record SelectorPattern(@Nullable String label, @Nullable Glob glob, boolean path) {
        boolean matches(ConditionKind kind, Host host, String source) {
            return switch (kind) {
                case HOST -> matchesName(host.name());
                case LABEL -> matchesLabel(host.labels());
                case SOURCE -> matchesSource(source);
            };
        }

        private boolean matchesLabel(Map<String, String> labels) {
            String value = label == null ? null : labels.get(label);
            return value != null && matchesName(flat(value));
        }

        boolean matchesSource(String source) {
            return source.startsWith("/") ? glob == null || (path && glob.matches(source)) : matchesName(source);
        }

        private boolean matchesName(String name) {
            return glob == null || (!path && glob.matches("/" + name));
        }

        /** Whether some path may match both; true if in doubt. */
        boolean overlaps(Glob logs) {
            if (glob == null || !path) {
                return glob == null;
            }
            String one = glob.path();
            return one != null ? logs.matches(one) : within(glob.directory(), logs.directory());
        }

        private static boolean within(String one, String other) {
            String a = one.equals("/") ? one : one + "/";
            String b = other.equals("/") ? other : other + "/";
            return a.startsWith(b) || b.startsWith(a);
        }
    }

    /** Replaces slashes by a look-alike, since {@code *} does not match a slash. */
    static String flat(String text) {
        return text.replace('/', '\u2215');
    }

    LogSelector(String text, List<SelectorCondition> conditions) {
        this.text = text;
        this.conditions = List.copyOf(conditions);
    }

    /**
     * Reads conditions such as {@code host web-* source /var/log/nginx/**}; none means every log.
     *
     * @throws IllegalArgumentException if the text is anything else; the message is the end of a sentence that says
     *     what was found and what was expected
     */
    static LogSelector parse(String text) {
        RuleParser parser = new RuleParser(text);
        LogSelector selector = parser.selector();
        parser.end();
        return selector;
    }

    /** Whether the log is selected; {@code source} is a path or a command's name. */
    boolean matches(Host host, String source) {
        return conditions.stream().allMatch(condition -> condition.holds(host, source));
    }

    /** Whether one of the host's logs may be selected, without asking the host; true if in doubt. */
    boolean mayMatch(Host host) {
        return host.commands().keySet().stream().anyMatch(command -> matches(host, command))
                || host.globs().stream().anyMatch(logs -> mayMatch(host, logs));
    }

    /** Whether a file that matches the glob may be selected; true if in doubt. */
    boolean mayMatch(Host host, Glob logs) {
        return conditions.stream().allMatch(condition -> condition.mayHold(host, logs));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogSelector selector && selector.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The conditions as written. */
    @Override
    public String toString() {
        return text;
    }
}

package io.onetail.catalog;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The hosts and what may be viewed on each: a snapshot of the configuration. Immutable. */
public final class Catalog {
    /** Linux' {@code PATH_MAX}. */
    private static final int LONGEST_PATH = 4096;

    /** What bytes that are not UTF-8 are decoded to. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final Map<String, HostEntry> entries;
    private final List<Host> hosts;
    private final List<String> problems;
    private final Set<String> faulty;

    /** A host with the globs of its charsets compiled. */
    private record HostEntry(Host host, Map<Glob, Charset> charsets) {
        static HostEntry of(Host host) {
            return new HostEntry(
                    host,
                    host.charsets().entrySet().stream()
                            .collect(Collectors.toMap(
                                    e -> Glob.of(e.getKey()), Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new)));
        }

        Charset charset(String source) {
            return charsets.entrySet().stream()
                    .filter(e -> e.getKey().matches(source))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(host.charset());
        }
    }

    /** Without hosts. */
    public Catalog() {
        this(List.of(), List.of());
    }

    /**
     * @param problems mistakes in the configuration of hosts, a sentence each
     * @throws IllegalArgumentException if the name of a host or command or a glob is not well-formed, or two hosts have
     *     the same name
     */
    public Catalog(Collection<Host> hosts, List<String> problems) {
        this(hosts, problems, Set.of());
    }

    /**
     * @param problems mistakes in the configuration of hosts, a sentence each
     * @param faulty names of the listed hosts that can't be used, because their own settings have a mistake
     * @throws IllegalArgumentException as {@link #Catalog(Collection, List)}
     */
    public Catalog(Collection<Host> hosts, List<String> problems, Set<String> faulty) {
        TreeMap<String, HostEntry> byName = new TreeMap<>();
        for (Host host : hosts) {
            if (!hostName(host.name())) {
                throw new IllegalArgumentException(
                        "'" + SafeText.shown(host.name()) + "' is not a valid name of a host;"
                                + " expected letters, digits, '.', '_' and '-', beginning with a letter or digit.");
            }
            for (String command : host.commands().keySet()) {
                if (!commandName(command)) {
                    throw new IllegalArgumentException(
                            "'" + SafeText.shown(command) + "' is not a valid name of a command;"
                                    + " expected letters, digits, '_' and '-', beginning with a letter or digit.");
                }
            }
            if (byName.put(host.name(), HostEntry.of(host)) != null) {
                throw new IllegalArgumentException("There are two hosts '" + host.name() + "'.");
            }
        }
        this.entries = byName;
        this.hosts = byName.values().stream().map(HostEntry::host).toList();
        this.problems = List.copyOf(problems);
        this.faulty = Set.copyOf(faulty);
    }

    /** Whether a host may have this name. */
    public static boolean hostName(String name) {
        return HOST.matcher(name).matches();
    }

    /** Whether a command may have this name. */
    public static boolean commandName(String name) {
        return COMMAND.matcher(name).matches();
    }

    /** All hosts in the order of their names, also those that can't be used. */
    public List<Host> hosts() {
        return hosts;
    }

    /** Mistakes in the configuration of hosts, a sentence each; they name the hosts that can't be used. */
    public List<String> problems() {
        return problems;
    }

    /** The host, or null if it does not exist or can't be used. */
    public @Nullable Host usable(String name) {
        HostEntry entry = entries.get(name);
        return entry == null || faulty.contains(name) ? null : entry.host;
    }

    /** @throws LogException not-found if it does not exist; unreachable if it can't be used */
    public Host host(String name) throws LogException {
        return host(name, Visibility.ALL);
    }

    /** @throws LogException not-found if it does not exist or is not seen; unreachable if it can't be used */
    public Host host(String name, Visibility visibility) throws LogException {
        return entry(name, visibility).host;
    }

    /**
     * What a log's name stands for.
     *
     * @throws LogException not-found for an unknown host or command; unreachable for a host that can't be used;
     *     bad-request for a source that is neither an absolute, normalised path nor a command's name; forbidden for a
     *     path that matches none of the host's globs
     */
    public LogSource resolve(LogId log) throws LogException {
        return resolve(log, Visibility.ALL);
    }

    /**
     * What a log's name stands for, as seen through a person's rights.
     *
     * @throws LogException as {@link #resolve(LogId)}; for what is not seen, exactly as for what does not exist
     */
    public LogSource resolve(LogId log, Visibility visibility) throws LogException {
        HostEntry entry = entry(log.host(), visibility);
        return log.source().startsWith("/")
                ? file(entry, log.source(), visibility)
                : command(entry, log.source(), visibility);
    }

    /**
     * Checks where a file really is.
     *
     * @param resolved its path with symbolic links resolved
     * @throws LogException forbidden if that path matches none of the host's globs
     */
    public void checkResolved(LogSource.FileSource file, String resolved) throws LogException {
        if (resolved.equals(file.path())) {
            return; // resolve() has allowed it
        }
        HostEntry entry = entry(file.host().name(), Visibility.ALL);
        if (fault(resolved) != null || !entry.host.allows(resolved)) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    "'" + file.path() + "' on host '" + entry.host.name() + "' leads through a symbolic link to '"
                            + SafeText.shown(resolved)
                            + "', which is not among the logs that the configuration allows for this host.");
        }
    }

    private HostEntry entry(String name, Visibility visibility) throws LogException {
        HostEntry entry = entries.get(name);
        if (entry == null || !visibility.sees(entry.host)) {
            throw new LogException(
                    FailureCode.NOT_FOUND,
                    "There is no host '" + SafeText.shown(name) + "' in the configuration, or none that you may see.");
        }
        if (faulty.contains(name)) {
            throw new LogException(
                    FailureCode.UNREACHABLE,
                    "Host '" + name + "' can't be used: its configuration has a mistake, which the server's log and"
                            + " api/status describe. It can be used as soon as an administrator has corrected it.");
        }
        return entry;
    }

    private static LogSource file(HostEntry entry, String path, Visibility visibility) throws LogException {
        String fault = fault(path);
        if (fault != null) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "'" + SafeText.shown(path) + "' is not a path that can be viewed: " + fault + ".");
        }
        if (!entry.host.allows(path) || !visibility.sees(entry.host, path)) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    "'" + SafeText.shown(path) + "' is not among the logs that the configuration allows you for host '"
                            + entry.host.name() + "'.");
        }
        boolean exact = entry.host.globs().stream().anyMatch(glob -> path.equals(glob.path()));
        return new LogSource.FileSource(entry.host, path, entry.charset(path), exact);
    }

    private static LogSource command(HostEntry entry, String name, Visibility visibility) throws LogException {
        if (!commandName(name)) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "'" + SafeText.shown(name)
                            + "' is neither an absolute path, which begins with '/', nor the name of a command.");
        }
        String command = entry.host.commands().get(name);
        if (command == null || !visibility.sees(entry.host, name)) {
            throw new LogException(
                    FailureCode.NOT_FOUND,
                    "There is no command '" + SafeText.shown(name) + "' in the configuration of host '"
                            + entry.host.name() + "', or none that you may see. A file is named by its absolute path.");
        }
        return new LogSource.CommandSource(entry.host, name, command, entry.host.charset());
    }

    /** Why an absolute path is refused whatever the configuration allows, or null. */
    private static @Nullable String fault(String path) {
        if (path.length() > LONGEST_PATH) {
            return "it has " + path.length() + " characters, at most " + LONGEST_PATH + " are allowed";
        }
        if (!SafeText.printable(path)) {
            return "it has a control character, such as a tab or a line feed, or half of a surrogate pair;"
                    + " rename the file";
        }
        if (path.indexOf(REPLACEMENT) >= 0) {
            return "its name has bytes that are not UTF-8, shown as '" + REPLACEMENT + "'; rename the file";
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty()) {
                return "it has an empty segment, that is, a '/' too many";
            }
            if (segment.equals(".") || segment.equals("..")) {
                return "it has a segment '" + segment + "'; write the normalised path";
            }
        }
        return null;
    }

    /** Catalogs are equal if their hosts, problems and unusable hosts are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Catalog catalog
                && catalog.hosts.equals(hosts)
                && catalog.problems.equals(problems)
                && catalog.faulty.equals(faulty);
    }

    @Override
    public int hashCode() {
        return hosts.hashCode() + problems.hashCode();
    }
}

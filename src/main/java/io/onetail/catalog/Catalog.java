package io.onetail.catalog;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
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

/** The hosts and what may be viewed on each, as the configuration says at one moment. Immutable. */
public final class Catalog {
    /** Linux' {@code PATH_MAX}. */
    private static final int LONGEST_PATH = 4096;

    /** What bytes that are not UTF-8 have become. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern COMMAND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final Map<String, Entry> entries;
    private final List<Host> hosts;
    private final List<String> problems;
    private final Set<String> faulty;

    /** A host with the globs of its charsets compiled. */
    private record Entry(Host host, Map<Glob, Charset> charsets) {
        static Entry of(Host host) {
            return new Entry(
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

    public Catalog() {
        this(List.of(), List.of());
    }

    /**
     * @param problems what is wrong in the configuration of hosts, a sentence each
     * @throws IllegalArgumentException if a host's or command's name or a glob is not well-formed, or a name is there
     *     twice
     */
    public Catalog(Collection<Host> hosts, List<String> problems) {
        this(hosts, problems, Set.of());
    }

    /**
     * @param problems what is wrong in the configuration of hosts, a sentence each
     * @param faulty names of those hosts that are in the list but can't be used: a mistake is in what they say of themselves
     * @throws IllegalArgumentException as {@link #Catalog(Collection, List)}
     */
    public Catalog(Collection<Host> hosts, List<String> problems, Set<String> faulty) {
        TreeMap<String, Entry> byName = new TreeMap<>();
        for (Host host : hosts) {
            if (!hostName(host.name())) {
                throw new IllegalArgumentException(
                        "'" + Words.shown(host.name())
                                + "' can't name a host: letters, digits, '.', '_' and '-' are allowed, a letter or digit first.");
            }
            for (String command : host.commands().keySet()) {
                if (!commandName(command)) {
                    throw new IllegalArgumentException(
                            "'" + Words.shown(command)
                                    + "' can't name a command: letters, digits, '_' and '-' are allowed, a letter or digit first.");
                }
            }
            if (byName.put(host.name(), Entry.of(host)) != null) {
                throw new IllegalArgumentException("There are two hosts '" + host.name() + "'.");
            }
        }
        this.entries = byName;
        this.hosts = byName.values().stream().map(Entry::host).toList();
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

    /** What is wrong in the configuration of hosts, a sentence each; hosts that can't be used are named here. */
    public List<String> problems() {
        return problems;
    }

    /** The host if it is there and can be used, so as it was configured without a mistake; or null. */
    public @Nullable Host usable(String name) {
        Entry entry = entries.get(name);
        return entry == null || faulty.contains(name) ? null : entry.host;
    }

    /** @throws LogException not-found, naming the host; unreachable if it can't be used */
    public Host host(String name) throws LogException {
        return host(name, Sight.ALL);
    }

    /** @throws LogException not-found, naming the host, also if it is not seen; unreachable if it can't be used */
    public Host host(String name, Sight sight) throws LogException {
        return entry(name, sight).host;
    }

    /**
     * What a log's name stands for.
     *
     * @throws LogException not-found for an unknown host or command; unreachable for a host that can't be used; bad-request for a
     *     source that is neither an absolute, normalised path nor a command's name; forbidden for a path under no allowed glob
     */
    public Source resolve(LogId log) throws LogException {
        return resolve(log, Sight.ALL);
    }

    /**
     * What a log's name stands for, to somebody who may not see every log.
     *
     * @throws LogException as {@link #resolve(LogId)}; for what is not seen, exactly as if it were not there
     */
    public Source resolve(LogId log, Sight sight) throws LogException {
        Entry entry = entry(log.host(), sight);
        return log.source().startsWith("/") ? file(entry, log.source(), sight) : command(entry, log.source(), sight);
    }

    /** @throws LogException forbidden if a path, links resolved, is under no allowed glob of the file's host */
    public void checkResolved(Source.File file, String resolved) throws LogException {
        if (resolved.equals(file.path())) {
            return; // resolve() has allowed it
        }
        Entry entry = entry(file.host().name(), Sight.ALL);
        if (fault(resolved) != null || !entry.host.allows(resolved)) {
            throw new LogException(
                    Failure.FORBIDDEN,
                    "'" + file.path() + "' on host '" + entry.host.name() + "' leads by a symbolic link to '"
                            + Words.shown(resolved)
                            + "', which is not among the logs that the configuration allows for this host.");
        }
    }

    private Entry entry(String name, Sight sight) throws LogException {
        Entry entry = entries.get(name);
        if (entry == null || !sight.sees(entry.host)) {
            throw new LogException(
                    Failure.NOT_FOUND,
                    "There is no host '" + Words.shown(name) + "' in the configuration, or none that you may see.");
        }
        if (faulty.contains(name)) {
            throw new LogException(
                    Failure.UNREACHABLE,
                    "Host '" + name + "' can't be used: its configuration has a mistake, which the server's log and"
                            + " api/status name. It can be used as soon as an administrator has mended that.");
        }
        return entry;
    }

    private static Source file(Entry entry, String path, Sight sight) throws LogException {
        String fault = fault(path);
        if (fault != null) {
            throw new LogException(
                    Failure.BAD_REQUEST,
                    "'" + Words.shown(path) + "' is not a path that can be viewed: " + fault + ".");
        }
        if (!entry.host.allows(path) || !sight.sees(entry.host, path)) {
            throw new LogException(
                    Failure.FORBIDDEN,
                    "'" + Words.shown(path) + "' is not among the logs that the configuration allows you for host '"
                            + entry.host.name() + "'.");
        }
        boolean exact = entry.host.globs().stream().anyMatch(glob -> path.equals(glob.path()));
        return new Source.File(entry.host, path, entry.charset(path), exact);
    }

    private static Source command(Entry entry, String name, Sight sight) throws LogException {
        if (!commandName(name)) {
            throw new LogException(
                    Failure.BAD_REQUEST,
                    "'" + Words.shown(name)
                            + "' is neither an absolute path, which begins with '/', nor the name of a command.");
        }
        String command = entry.host.commands().get(name);
        if (command == null || !sight.sees(entry.host, name)) {
            throw new LogException(
                    Failure.NOT_FOUND,
                    "There is no command '" + Words.shown(name) + "' in the configuration of host '" + entry.host.name()
                            + "', or none that you may see. A file is named by its absolute path.");
        }
        return new Source.Command(entry.host, name, command, entry.host.charset());
    }

    /** Why an absolute path is refused whatever is allowed, or null. */
    private static @Nullable String fault(String path) {
        if (path.length() > LONGEST_PATH) {
            return "it has " + path.length() + " characters, at most " + LONGEST_PATH + " are allowed";
        }
        if (!Words.printable(path)) {
            return "it holds a control character, such as a tab or a line feed, or a broken one; rename the file";
        }
        if (path.indexOf(REPLACEMENT) >= 0) {
            return "its name holds bytes that are not UTF-8 where '" + REPLACEMENT + "' is shown; rename the file";
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty()) {
                return "it has an empty segment, so a '/' too many";
            }
            if (segment.equals(".") || segment.equals("..")) {
                return "it has a segment '" + segment + "'; write the path that it means";
            }
        }
        return null;
    }

    /** Two catalogs are equal if they say the same. */
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

package io.onetail.config;

import static io.onetail.config.HostSetting.COMMAND;
import static io.onetail.config.HostSetting.HOSTS;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.SshConfig;
import io.onetail.protocol.LineFeed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hosts. Mistakes are among {@link Catalog#problems()}. A host with a mistake stays as it was, and a new one
 * is listed but can't be used; other hosts are not affected. For one thread and one pass.
 */
public final class HostsReader {
    static final String LIST = "onetail.hosts";
    static final String SSH = "onetail.ssh.config";

    private final SettingsReader reader;
    private final List<String> notes = new ArrayList<>();
    /** Names of commands by host, as found in keys. */
    private final Map<String, TreeSet<String>> commands = new TreeMap<>();
    /** By host: mistakes that are new in the settings of a host that was usable before. */
    private final Map<String, List<String>> strange = new TreeMap<>();

    private final @Nullable Catalog before;

    private HostsReader(SettingsReader reader, @Nullable Catalog before) {
        this.reader = reader;
        this.before = before;
    }

    /**
     * Reads the hosts, the ssh_config file included. Blocks on the disk.
     *
     * @param problem why the configuration file can't be used, or null
     * @param before the catalog in effect until now, or null for none
     */
    public static Catalog read(SettingsReader reader, @Nullable String problem, @Nullable Catalog before) {
        HostsReader hosts = new HostsReader(reader, before);
        if (problem != null) {
            hosts.notes.add(problem);
        }
        return hosts.read();
    }

    /** Whether a key is read here; mistakes in keys within {@code onetail.host.} are reported here too. */
    static boolean knows(String key) {
        return key.startsWith(HOSTS)
                || key.equals(LIST)
                || key.equals(SSH)
                || key.equals(FileConfigSource.KEY)
                || Arrays.stream(HostSetting.values())
                        .anyMatch(host -> host.common && host.ofAll().equals(key));
    }

    private Catalog read() {
        Set<String> names = names();
        SshConfig config = ssh(names);
        LoginReader logins = new LoginReader(reader, config, names);
        notes.addAll(reader.problems());
        HostFallback fallback = new HostFallback(before);
        List<Host> hosts = new ArrayList<>();
        for (String name : names) {
            reader.problems().clear();
            reader.problems().addAll(strange.getOrDefault(name, List.of()));
            Set<HostSetting> unclear = EnumSet.noneOf(HostSetting.class);
            Host host = host(name, logins, unclear);
            hosts.add(reader.problems().isEmpty() ? host : fallback.of(host, unclear, reader.problems()));
        }
        notes.addAll(fallback.notes());
        return new Catalog(hosts, notes, fallback.faulty());
    }

    /** Reads ssh_config; while it can't be read, the hosts that may depend on it stay as they were. */
    private SshConfig ssh(Set<String> names) {
        int mistakes = reader.problems().size();
        Path ssh = reader.path(SSH);
        SshConfig config = ssh == null ? SshConfig.NONE : SshConfig.read(ssh);
        List<String> unread = ssh == null || Files.isReadable(ssh)
                ? List.copyOf(
                        reader.problems().subList(mistakes, reader.problems().size()))
                : config.notes();
        if (before != null && !unread.isEmpty()) {
            before.hosts().stream()
                    .filter(host -> host.login() != null && names.contains(host.name()))
                    .forEach(host -> report(host.name(), unread.get(0), names));
        }
        config.notes().stream()
                .filter(note -> !reader.problems().contains(note)
                        && strange.values().stream().noneMatch(told -> told.contains(note)))
                .forEach(notes::add);
        return config;
    }

    private Set<String> names() {
        int mistakes = reader.problems().size();
        TreeSet<String> names = new TreeSet<>(reader.names(LIST));
        if (reader.problems().size() > mistakes && before != null) {
            String unread = reader.problems().get(mistakes);
            before.hosts().forEach(host -> report(host.name(), unread, names));
        }
        for (String key : reader.names()) {
            if (key.startsWith(HOSTS)) {
                name(key, key.substring(HOSTS.length()), names);
            }
        }
        names.removeIf(name -> {
            boolean bad = !Catalog.hostName(name);
            if (bad) {
                reader.problem("'" + name + "' is not a valid name of a host;"
                        + " expected letters, digits, '.', '_' and '-', beginning with a letter or digit.");
            }
            return bad;
        });
        return names;
    }

    /** Splits what follows {@code onetail.host.}; a host's name may contain dots, a command's may not. */
    private void name(String key, String rest, Set<String> names) {
        int last = rest.lastIndexOf('.');
        String host = last < 0 ? "" : rest.substring(0, last);
        String word = rest.substring(last + 1);
        if (host.endsWith("." + COMMAND)) {
            host = host.substring(0, host.length() - COMMAND.length() - 1);
            if (Catalog.commandName(word)) {
                commands.computeIfAbsent(host, absent -> new TreeSet<>()).add(word);
            } else {
                report(
                        host,
                        key + ": '" + word + "' is not a valid name of a command;"
                                + " expected letters, digits, '_' and '-', beginning with a letter or digit.",
                        names);
            }
        } else if (host.isEmpty() || HostSetting.named(word).isEmpty()) {
            report(host, SpellingHint.unknown(key, word, "a host", HostSetting.all()), names);
            return;
        }
        names.add(host);
    }

    /**
     * Reports a mistake. If the host was usable without it, the mistake counts as the host's own, and the host stays as
     * it was.
     */
    private void report(String host, String problem, Set<String> names) {
        if (before == null || before.usable(host) == null || before.problems().contains(problem)) {
            if (!reader.problems().contains(problem)) {
                reader.problem(problem);
            }
        } else {
            strange.computeIfAbsent(host, absent -> new ArrayList<>()).add(problem);
            names.add(host);
        }
    }

    /** @param unclear receives the keys that have a mistake, as far as {@link HostFallback} needs to know */
    private Host host(String name, LoginReader logins, Set<HostSetting> unclear) {
        boolean local = Boolean.TRUE.equals(flag(name, HostSetting.LOCAL));
        SettingsReader.FoundSetting address = reader.find(HostSetting.ADDRESS.of(name));
        if (local && address != null) {
            reader.problem(address.key() + " is given, but " + HostSetting.LOCAL.of(name)
                    + " is 'true', expected only one of the two: the server's own files need no address.");
        }
        SettingsReader.FoundSetting description = reader.find(HostSetting.DESCRIPTION.of(name));
        Charset charset = reader.parse(find(name, HostSetting.CHARSET), CHARSET, HostsReader::charset);
        Map<String, String> commands = part(HostSetting.COMMANDS, unclear, () -> commands(name));
        return new Host(
                name,
                description == null ? null : description.value(),
                part(HostSetting.LABELS, unclear, () -> pairs(find(name, HostSetting.LABELS))),
                local ? null : logins.read(name),
                part(HostSetting.LOGS, unclear, () -> logs(find(name, HostSetting.LOGS))),
                commands,
                charset == null ? StandardCharsets.UTF_8 : charset,
                charsets(find(name, HostSetting.CHARSETS)),
                part(HostSetting.SUDO, unclear, () -> Boolean.TRUE.equals(flag(name, HostSetting.SUDO))),
                new StderrModeReader(reader)
                        .read(
                                find(name, HostSetting.STDERR),
                                commands.keySet(),
                                unclear.contains(HostSetting.COMMANDS) ? "" : HostSetting.STDERR.of(name)));
    }

    private <V> V part(HostSetting key, Set<HostSetting> unclear, Supplier<V> read) {
        int mistakes = reader.problems().size();
        V value = read.get();
        if (reader.problems().size() > mistakes) {
            unclear.add(key);
        }
        return value;
    }

    private SettingsReader.@Nullable FoundSetting find(String host, HostSetting key) {
        return key.common ? reader.find(key.of(host), key.ofAll()) : reader.find(key.of(host));
    }

    private @Nullable Boolean flag(String host, HostSetting key) {
        return reader.parse(find(host, key), "'true' or 'false'", SettingsReader::flag);
    }

    private List<String> logs(SettingsReader.@Nullable FoundSetting found) {
        List<String> globs = found == null ? List.of() : SettingParser.list(found.value());
        return globs.stream()
                .filter(glob -> check(found, glob) && dated(found, glob))
                .toList();
    }

    /** Refuses a date in a directory's name, which would never match. */
    private boolean dated(SettingsReader.@Nullable FoundSetting found, String glob) {
        boolean directory = glob.lastIndexOf('/') > 0
                && glob.substring(0, glob.lastIndexOf('/')).contains("%d");
        if (directory) {
            reader.problem((found == null ? "" : found.key() + ": ")
                    + "'" + glob + "' has %d in the name of a directory, expected it in the last segment only."
                    + " Write * there: the file in each directory is then a log of its own.");
        }
        return !directory;
    }

    private boolean check(SettingsReader.@Nullable FoundSetting found, String glob) {
        try {
            Glob.of(glob);
            return true;
        } catch (IllegalArgumentException e) {
            reader.problem((found == null ? "" : found.key() + ": ") + e.getMessage());
            return false;
        }
    }

    private Map<String, String> commands(String host) {
        TreeSet<String> names = new TreeSet<>(commands.getOrDefault(host, new TreeSet<>()));
        SettingsReader.FoundSetting listed = find(host, HostSetting.COMMANDS);
        if (listed != null) {
            for (String name : SettingParser.list(listed.value())) {
                if (Catalog.commandName(name)) {
                    names.add(name);
                } else {
                    reader.problem(listed.key() + ": '" + name + "' is not a valid name of a command.");
                }
            }
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            String key = HOSTS + host + "." + COMMAND + "." + name;
            int mistakes = reader.problems().size();
            SettingsReader.FoundSetting command = reader.find(key);
            if (command == null && reader.problems().size() == mistakes) {
                reader.problem(key + " is missing or empty, expected a command line.");
            } else if (command != null) {
                found.put(name, command.value());
            }
        }
        return found;
    }

    private Map<String, Charset> charsets(SettingsReader.@Nullable FoundSetting found) {
        Map<String, Charset> charsets = new LinkedHashMap<>();
        pairs(found, entry -> check(found, entry)).forEach((glob, name) -> {
            Charset charset = reader.parse(
                    found == null ? null : new SettingsReader.FoundSetting(found.key() + " for " + glob, name),
                    CHARSET,
                    HostsReader::charset);
            if (charset != null) {
                charsets.put(glob, charset);
            }
        });
        return charsets;
    }

    private Map<String, String> pairs(SettingsReader.@Nullable FoundSetting found) {
        return pairs(found, key -> true);
    }

    private Map<String, String> pairs(SettingsReader.@Nullable FoundSetting found, Predicate<String> check) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : found == null ? List.<String>of() : SettingParser.list(found.value())) {
            int equals = entry.lastIndexOf('=');
            if (equals < 1) {
                reader.problem((found == null ? "" : found.key()) + " contains '" + entry + "', expected NAME=VALUE.");
            } else {
                String name = entry.substring(0, equals).strip();
                if (check.test(name)) {
                    pairs.putIfAbsent(name, entry.substring(equals + 1).strip());
                }
            }
        }
        return pairs;
    }

    private static final String CHARSET =
            "a charset of Java in which a line feed is the single byte 10, such as UTF-8, ISO-8859-1 or GBK,"
                    + " or UTF-16LE or UTF-16BE";

    private static @Nullable Charset charset(String name) {
        Charset charset = Charset.forName(name);
        // Lines are split as bytes, which rules out EBCDIC.
        return charset.canEncode()
                        && (LineFeed.of(charset) != LineFeed.BYTE
                                || Arrays.equals("\n".getBytes(charset), new byte[] {'\n'}))
                ? charset
                : null;
    }
}

package io.onetail.runtime;

import io.onetail.catalog.Algorithms;
import io.onetail.catalog.Host.Login;
import io.onetail.catalog.Secret;
import io.onetail.catalog.SshConfig;
import io.onetail.runtime.SettingsReader.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a host is reached. For each value counts, in this order, the host's own setting, what ssh_config says about
 * its address, the setting for all hosts, the default.
 */
final class LoginReader {
    private static final Pattern JUMP = Pattern.compile("(?:([^@\\s]+)@)?(\\[[^\\]\\s]+]|[^:@\\s]+)(?::(\\d{1,9}))?");

    private final SettingsReader reader;
    private final SshConfig ssh;
    private final Set<String> hosts;

    /** @param hosts names of all configured hosts */
    LoginReader(SettingsReader reader, SshConfig ssh, Set<String> hosts) {
        this.reader = reader;
        this.ssh = ssh;
        this.hosts = hosts;
    }

    /** The host's login, null if it has a mistake, which is reported. */
    @Nullable
    Login read(String host) {
        Found address = reader.find(HostKey.ADDRESS.of(host));
        return login(new Target(host, address == null ? host : address.value(), null, null), new LinkedHashSet<>());
    }

    /**
     * What is to be reached.
     *
     * @param host its configured name, or null for a jump that is given by address
     * @param user and port: given with the address, or null
     */
    private record Target(
            @Nullable String host,
            String address,
            @Nullable Found user,
            @Nullable Found port) {}

    private @Nullable Login login(Target target, Set<String> way) {
        SshConfig.Answer answer = ssh.about(target.address);
        Found port = pick(HostKey.PORT, target, target.port, answer.port());
        Integer number = reader.parse(port, "a port from 1 to 65535", text -> SettingsReader.integer(text, 1, 65535));
        Found user = pick(HostKey.USER, target, target.user, answer.user());
        Found keyFile = pick(HostKey.KEY_FILE, target, null, text(answer.keyFile()));
        Secret passphrase = secret(HostKey.KEY_PASSPHRASE, target);
        Secret password = secret(HostKey.PASSWORD, target);
        String name = target.host == null ? target.address : target.host;
        if (keyFile == null && password == null) {
            reader.problem("There is neither a key file nor a password for '" + name + "', expected "
                    + (target.host == null ? HostKey.KEY_FILE.ofAll() : HostKey.KEY_FILE.of(target.host))
                    + ", a password, or an IdentityFile in ssh_config.");
        }
        Path knownHosts = path(pick(HostKey.KNOWN_HOSTS, target, null, text(answer.knownHosts())));
        Duration timeout = reader.parse(
                pick(HostKey.TIMEOUT, target, null, null),
                SettingsReader.durationBetween("1s", "5m"),
                LoginReader::timeout);
        Integer channels = reader.parse(
                pick(HostKey.CHANNELS, target, null, null),
                "a whole number from 1 to 1000",
                text -> SettingsReader.integer(text, 1, 1000));
        Algorithms algorithms = reader.parse(
                pick(HostKey.ALGORITHMS, target, null, null),
                "names of SSH algorithms with commas in between, such as +ssh-rsa",
                Algorithms::parse);
        Login jump = jump(target, answer.jump(), way);
        return new Login(
                answer.address() == null ? target.address : answer.address(),
                number == null ? 22 : number,
                user == null ? System.getProperty("user.name") : user.value(),
                path(keyFile),
                passphrase,
                password,
                knownHosts == null ? Path.of(System.getProperty("user.home"), ".ssh", "known_hosts") : knownHosts,
                jump,
                timeout == null ? Duration.ofSeconds(10) : timeout,
                channels == null ? 10 : channels,
                algorithms == null ? Algorithms.USUAL : algorithms);
    }

    private static @Nullable Duration timeout(String text) {
        Duration timeout = SettingsText.duration(text);
        return timeout.toMillis() < 1000 || timeout.toMinutes() > 5 ? null : timeout;
    }

    private @Nullable Found pick(HostKey key, Target target, @Nullable Found given, @Nullable String ssh) {
        Found own = given != null || target.host == null ? given : reader.find(key.of(target.host));
        if (own != null) {
            return own;
        }
        return ssh != null
                ? new Found(key.word() + " of '" + target.address + "' in ssh_config", ssh)
                : reader.find(key.ofAll());
    }

    private @Nullable Secret secret(HostKey key, Target target) {
        Found found = pick(key, target, null, null);
        return found == null ? null : new Secret(found.value());
    }

    private @Nullable Path path(@Nullable Found found) {
        return reader.parse(found, SettingsReader.PATH, SettingsReader::absolute);
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    /** The jumps before a target; {@code way} holds the hosts that are being reached by then. */
    private @Nullable Login jump(Target target, @Nullable String ssh, Set<String> way) {
        Found found = pick(HostKey.JUMP, target, null, ssh);
        if (found == null || found.value().equals("none")) {
            return null;
        }
        Set<String> further = new LinkedHashSet<>(way);
        further.add(target.host == null ? target.address : target.host);
        Login before = null;
        List<String> hops = SettingsText.list(found.value());
        for (int i = 0; i < hops.size(); i++) {
            Target hop = target(found, hops.get(i));
            if (hop == null) {
                return null;
            }
            String name = hop.host == null ? hop.address : hop.host;
            if (further.contains(name)) {
                if (!found.key().equals(HostKey.JUMP.ofAll())) {
                    reader.problem(found.key() + " is '" + found.value() + "', which leads in a circle: "
                            + String.join(" → ", further) + " → " + name + ".");
                }
                return null; // a jump for all hosts is not for the jump itself
            }
            Login login = login(hop, further);
            if (login == null) {
                return null;
            }
            before = i == 0 ? login : via(login, before);
        }
        return before;
    }

    private @Nullable Target target(Found jump, String hop) {
        if (hosts.contains(hop)) {
            Found address = reader.find(HostKey.ADDRESS.of(hop));
            return new Target(hop, address == null ? hop : address.value(), null, null);
        }
        Matcher matcher = JUMP.matcher(hop);
        if (!matcher.matches()) {
            reader.problem(
                    jump.key() + " is '" + jump.value()
                            + "', expected the name of a configured host or user@address:port, several with commas, or 'none'.");
            return null;
        }
        String address = matcher.group(2);
        return new Target(
                null,
                address.startsWith("[") ? address.substring(1, address.length() - 1) : address,
                matcher.group(1) == null ? null : new Found(jump.key(), matcher.group(1)),
                matcher.group(3) == null ? null : new Found(jump.key(), matcher.group(3)));
    }

    private static Login via(Login login, @Nullable Login jump) {
        return new Login(
                login.address(),
                login.port(),
                login.user(),
                login.keyFile(),
                login.passphrase(),
                login.password(),
                login.knownHosts(),
                jump,
                login.timeout(),
                login.channels(),
                login.algorithms());
    }
}

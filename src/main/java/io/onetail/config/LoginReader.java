package io.onetail.config;

import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.Secret;
import io.onetail.catalog.SshAlgorithms;
import io.onetail.catalog.SshConfig;
import io.onetail.config.SettingsReader.FoundSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how to log in to a host. The order of precedence is: the host's own setting, what ssh_config says about its
 * address, the setting for all hosts, the default.
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

    /** The host's login; null after a mistake in a jump. Mistakes are reported. */
    @Nullable
    SshLogin read(String host) {
        FoundSetting address = reader.find(HostSetting.ADDRESS.of(host));
        return login(
                new LoginTarget(host, address == null ? host : address.value(), null, null), new LinkedHashSet<>());
    }

    /**
     * The machine to log in to.
     *
     * @param host the configured name, or null for a jump given by its address
     * @param user and {@code port}: as given with the address, or null
     */
    private record LoginTarget(
            @Nullable String host,
            String address,
            @Nullable FoundSetting user,
            @Nullable FoundSetting port) {}

    private @Nullable SshLogin login(LoginTarget target, Set<String> way) {
        SshConfig.HostConfig hostConfig = ssh.about(target.address);
        FoundSetting port = pick(HostSetting.PORT, target, target.port, hostConfig.port());
        Integer number = reader.parse(port, "a port from 1 to 65535", text -> SettingsReader.integer(text, 1, 65535));
        FoundSetting user = pick(HostSetting.USER, target, target.user, hostConfig.user());
        FoundSetting keyFile = pick(HostSetting.KEY_FILE, target, null, text(hostConfig.keyFile()));
        Secret passphrase = secret(HostSetting.KEY_PASSPHRASE, target);
        Secret password = secret(HostSetting.PASSWORD, target);
        String name = target.host == null ? target.address : target.host;
        if (keyFile == null && password == null) {
            reader.problem("'" + name + "' has neither a key file nor a password, expected "
                    + (target.host == null ? HostSetting.KEY_FILE.ofAll() : HostSetting.KEY_FILE.of(target.host))
                    + ", a password, or an IdentityFile in ssh_config.");
        }
        Path knownHosts = path(pick(HostSetting.KNOWN_HOSTS, target, null, text(hostConfig.knownHosts())));
        Duration timeout = reader.parse(
                pick(HostSetting.TIMEOUT, target, null, null),
                SettingsReader.durationBetween("1s", "5m"),
                LoginReader::timeout);
        ReaderKind kind =
                reader.parse(pick(HostSetting.READER, target, null, null), "auto, perl, python or sh", ReaderKind::of);
        SshAlgorithms algorithms = reader.parse(
                pick(HostSetting.ALGORITHMS, target, null, null),
                "names of SSH algorithms separated by commas, such as +ssh-rsa",
                SshAlgorithms::parse);
        SshLogin jump = jump(target, hostConfig.jump(), way);
        return new SshLogin(
                hostConfig.address() == null ? target.address : hostConfig.address(),
                number == null ? 22 : number,
                user == null ? System.getProperty("user.name") : user.value(),
                path(keyFile),
                passphrase,
                password,
                knownHosts == null ? Path.of(System.getProperty("user.home"), ".ssh", "known_hosts") : knownHosts,
                jump,
                timeout == null ? Duration.ofSeconds(10) : timeout,
                kind == null ? ReaderKind.AUTO : kind,
                algorithms == null ? SshAlgorithms.USUAL : algorithms);
    }

    private static @Nullable Duration timeout(String text) {
        Duration timeout = SettingParser.duration(text);
        return timeout.toMillis() < 1000 || timeout.toMinutes() > 5 ? null : timeout;
    }

    private @Nullable FoundSetting pick(
            HostSetting key, LoginTarget target, @Nullable FoundSetting given, @Nullable String ssh) {
        FoundSetting own = given != null || target.host == null ? given : reader.find(key.of(target.host));
        if (own != null) {
            return own;
        }
        return ssh != null
                ? new FoundSetting(key.word() + " of '" + target.address + "' in ssh_config", ssh)
                : reader.find(key.ofAll());
    }

    private @Nullable Secret secret(HostSetting key, LoginTarget target) {
        FoundSetting found = pick(key, target, null, null);
        return found == null ? null : new Secret(found.value());
    }

    private @Nullable Path path(@Nullable FoundSetting found) {
        return reader.parse(found, SettingsReader.PATH, SettingsReader::absolute);
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    /** The jumps on the way to a target; {@code way} has the targets that are being resolved already. */
    private @Nullable SshLogin jump(LoginTarget target, @Nullable String ssh, Set<String> way) {
        FoundSetting found = pick(HostSetting.JUMP, target, null, ssh);
        if (found == null || found.value().equals("none")) {
            return null;
        }
        Set<String> further = new LinkedHashSet<>(way);
        further.add(target.host == null ? target.address : target.host);
        SshLogin before = null;
        List<String> hops = SettingParser.list(found.value());
        for (int i = 0; i < hops.size(); i++) {
            LoginTarget hop = target(found, hops.get(i));
            if (hop == null) {
                return null;
            }
            String name = hop.host == null ? hop.address : hop.host;
            if (further.contains(name)) {
                if (!found.key().equals(HostSetting.JUMP.ofAll())) {
                    reader.problem(found.key() + " is '" + found.value() + "', which leads in a circle: "
                            + String.join(" → ", further) + " → " + name + ".");
                }
                return null; // a jump for all hosts does not apply to the jump itself
            }
            SshLogin login = login(hop, further);
            if (login == null) {
                return null;
            }
            before = i == 0 ? login : via(login, before);
        }
        return before;
    }

    private @Nullable LoginTarget target(FoundSetting jump, String hop) {
        if (hosts.contains(hop)) {
            FoundSetting address = reader.find(HostSetting.ADDRESS.of(hop));
            return new LoginTarget(hop, address == null ? hop : address.value(), null, null);
        }
        Matcher matcher = JUMP.matcher(hop);
        if (!matcher.matches()) {
            reader.problem(jump.key() + " is '" + jump.value() + "', expected names of configured hosts"
                    + " or user@address:port, separated by commas, or 'none'.");
            return null;
        }
        String address = matcher.group(2);
        return new LoginTarget(
                null,
                address.startsWith("[") ? address.substring(1, address.length() - 1) : address,
                matcher.group(1) == null ? null : new FoundSetting(jump.key(), matcher.group(1)),
                matcher.group(3) == null ? null : new FoundSetting(jump.key(), matcher.group(3)));
    }

    private static SshLogin via(SshLogin login, @Nullable SshLogin jump) {
        return new SshLogin(
                login.address(),
                login.port(),
                login.user(),
                login.keyFile(),
                login.passphrase(),
                login.password(),
                login.knownHosts(),
                jump,
                login.timeout(),
                login.reader(),
                login.algorithms());
    }
}

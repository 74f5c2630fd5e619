package io.onetail.config;

import io.onetail.catalog.Secret;
import io.onetail.signon.AccessSettings;
import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.signon.AddressRange;
import io.onetail.signon.OidcSettings;
import io.onetail.signon.ProxySettings;
import io.onetail.signon.SessionSettings;
import io.onetail.signon.UserLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads who may come in, and how people sign in. Here a default never silently replaces a bad value: every mistake is
 * among the {@link AccessSettings#mistakes}, and while there is one, nobody is let in.
 */
final class AccessSettingsReader {
    private static final String ACCESS = "onetail.access";
    private static final String MODE = "onetail.access.mode";
    private static final String CONTAINER = "onetail.access.container.";
    private static final String PROXY = "onetail.access.proxy.";
    private static final String OIDC = "onetail.access.oidc.";
    private static final String PUBLIC_URL = "onetail.access.public-url";

    private AccessSettingsReader() {}

    /**
     * @param file why the configuration file can't be used, so that what it says about access is unknown; null if it
     *     can be used
     */
    static AccessSettings read(SettingsReader reader, @Nullable String file) {
        int before = reader.problems().size();
        AccessMode mode = reader.choice(MODE, AccessMode.TOKEN);
        URI publicUrl = url(reader, PUBLIC_URL);
        SessionSettings sessions = new SessionSettings(
                reader.duration("onetail.access.session-lifetime", "12h", "1s", "30d"),
                reader.duration("onetail.access.session-idle", "1h", "1s", "30d"));
        UserLimits limits = new UserLimits(
                reader.integer("onetail.access.max-connections", "50", 1, 100_000),
                reader.integer("onetail.access.max-views", "500", 1, 1_000_000),
                reader.integer("onetail.access.max-reads", "3", 1, 1_000),
                reader.integer("onetail.access.max-sessions", "20", 1, 1_000),
                reader.integer("onetail.access.requests-per-second", "20", 1, 100_000));
        List<AddressRange> proxies = reader.list(
                PROXY + "addresses",
                "127.0.0.1, ::1",
                "IP addresses, or ranges such as 10.0.0.0/8, separated by commas",
                AddressRange::parse);
        ProxySettings proxy = proxy(reader, proxies, mode == AccessMode.PROXY);
        OidcSettings oidc = oidc(reader, mode == AccessMode.OIDC);
        if (mode == AccessMode.OIDC && publicUrl == null) {
            reader.problem("onetail.access.mode is 'oidc', which needs " + PUBLIC_URL
                    + ", the URL at which people open Onetail; nobody can sign in.");
        }
        List<String> roles = reader.names(CONTAINER + "groups");
        contradictions(reader, mode, publicUrl);
        List<String> mistakes = new ArrayList<>(
                reader.problems().subList(before, reader.problems().size()));
        mistakes.addAll(unknown(reader));
        if (file != null) {
            mistakes.add(file);
        }
        return new AccessSettings(mode, publicUrl, sessions, limits, proxy, oidc, roles, mistakes, proxies);
    }

    /** Settings of a way to sign in that contradict the mode. */
    private static void contradictions(SettingsReader reader, AccessMode mode, @Nullable URI publicUrl) {
        List<String> others = reader.known().keySet().stream()
                .filter(key -> key.equals(PUBLIC_URL)
                        || key.startsWith(PROXY)
                        || key.startsWith(OIDC)
                        || key.startsWith(CONTAINER))
                .filter(reader::isGiven)
                .toList();
        if (!reader.isGiven(MODE) && !others.isEmpty()) {
            reader.problem(MODE + " is not set, expected 'oidc', 'proxy' or 'container', because there is a value for "
                    + others.get(0) + "; nobody is let in.");
        } else if ((mode == AccessMode.NONE || mode == AccessMode.TOKEN)
                && publicUrl != null
                && !AccessSettings.isThisMachine(publicUrl.getHost())) {
            reader.problem(
                    MODE + " is '" + mode.name().toLowerCase(Locale.ROOT) + "', which serves this machine only, but "
                            + PUBLIC_URL + " is " + publicUrl + "; nobody is let in.");
        }
    }

    /** Misspelt names: the person who wrote them believes that they have an effect. */
    private static List<String> unknown(SettingsReader reader) {
        Set<String> variables =
                reader.known().keySet().stream().map(SettingsNames::variable).collect(Collectors.toSet());
        return Stream.concat(
                        reader.names().stream()
                                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(ACCESS))
                                .filter(name -> !reader.known().containsKey(name)),
                        reader.variables(SettingsNames.variable(ACCESS)).stream()
                                .filter(name -> !variables.contains(name)))
                .map(name -> name + " is not a setting of Onetail.")
                .toList();
    }

    private static @Nullable ProxySettings proxy(SettingsReader reader, List<AddressRange> addresses, boolean chosen) {
        Secret secret = reader.secret(PROXY + "secret");
        String secretHeader = header(reader, PROXY + "secret-header", "X-Onetail-Secret");
        String user = header(reader, PROXY + "user-header", "X-Forwarded-User");
        String name = header(reader, PROXY + "name-header", "X-Forwarded-Preferred-Username");
        String groups = header(reader, PROXY + "groups-header", "X-Forwarded-Groups");
        String separator = reader.text(PROXY + "groups-separator", ",");
        String logout = reader.optional(PROXY + "logout");
        Duration recheck = reader.duration(PROXY + "recheck", "10m", "1s", "1d");
        if (secret == null) {
            if (chosen) {
                reader.problem("onetail.access.mode is 'proxy', which needs " + PROXY
                        + "secret, which the proxy sends with each request; nobody can sign in.");
            }
            return null;
        }
        return new ProxySettings(addresses, secret, secretHeader, user, name, groups, separator, logout, recheck);
    }

    private static @Nullable OidcSettings oidc(SettingsReader reader, boolean chosen) {
        URI issuer = url(reader, OIDC + "issuer");
        String client = reader.optional(OIDC + "client-id");
        Secret secret = reader.secret(OIDC + "client-secret");
        String scopes = reader.text(OIDC + "scopes", "openid profile email");
        String user = reader.text(OIDC + "user-claim", "preferred_username");
        String name = reader.text(OIDC + "name-claim", "name");
        String groups = reader.text(OIDC + "groups-claim", "groups");
        boolean userinfo = reader.flag(OIDC + "userinfo", false);
        boolean verified = reader.flag(OIDC + "verified-email", true);
        boolean http = reader.flag(OIDC + "allow-http", false);
        Duration skew = reader.duration(OIDC + "clock-skew", "30s", "0s", "10m");
        Duration timeout = reader.duration(OIDC + "timeout", "5s", "100ms", "1m");
        if (issuer == null || client == null) {
            if (chosen) {
                reader.problem("onetail.access.mode is 'oidc', which needs " + OIDC + "issuer and " + OIDC
                        + "client-id; nobody can sign in.");
            }
            return null;
        }
        OidcSettings settings = new OidcSettings(
                issuer, client, secret, scopes, user, name, groups, userinfo, verified, http, skew, timeout);
        if (!settings.isTrusted(issuer)) {
            reader.problem(OIDC + "issuer is '" + issuer + "', expected https://,"
                    + " because anyone who can alter plain http can sign in as anybody;"
                    + " set " + OIDC + "allow-http = true to accept it nevertheless.");
        }
        return settings;
    }

    private static String header(SettingsReader reader, String key, String fallback) {
        return reader.name(key, fallback, "the name of a header: letters, digits and '-'", "[A-Za-z0-9-]{1,100}");
    }

    private static @Nullable URI url(SettingsReader reader, String key) {
        return reader.optional(key, "a URL that begins with https:// or http://, without '?' or '#'", text -> {
            URI url = URI.create(
                    text.endsWith("/") && key.equals(PUBLIC_URL) ? text.substring(0, text.length() - 1) : text);
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            return web && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null
                    ? url
                    : null;
        });
    }
}

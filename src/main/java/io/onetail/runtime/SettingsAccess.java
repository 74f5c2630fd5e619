package io.onetail.runtime;

import io.onetail.access.signon.AccessSettings;
import io.onetail.access.signon.AccessSettings.Mode;
import io.onetail.access.signon.AddressRange;
import io.onetail.access.signon.OidcSettings;
import io.onetail.access.signon.ProxySettings;
import io.onetail.access.signon.SessionSettings;
import io.onetail.access.signon.UserLimits;
import io.onetail.catalog.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads who may come in, and how people are known. */
final class SettingsAccess {
    private static final String PROXY = "onetail.access.proxy.";
    private static final String OIDC = "onetail.access.oidc.";
    private static final String PUBLIC_URL = "onetail.access.public-url";

    private SettingsAccess() {}

    static AccessSettings read(SettingsReader reader) {
        Mode mode = reader.choiceOrNone("onetail.access.mode", Mode.class);
        URI publicUrl = url(reader, PUBLIC_URL);
        SessionSettings sessions = new SessionSettings(
                reader.duration("onetail.access.session-lifetime", "12h", "1s", "30d"),
                reader.duration("onetail.access.session-idle", "1h", "1s", "30d"));
        UserLimits limits = new UserLimits(
                reader.integer("onetail.access.max-connections", "50", 1, 100_000),
                reader.integer("onetail.access.max-views", "500", 1, 1_000_000),
                reader.integer("onetail.access.max-reads", "3", 1, 1_000),
                reader.integer("onetail.access.requests-per-second", "20", 1, 100_000));
        ProxySettings proxy = proxy(reader, mode == Mode.PROXY);
        OidcSettings oidc = oidc(reader, mode == Mode.OIDC);
        if (mode == Mode.OIDC && publicUrl == null) {
            reader.problem("onetail.access.mode is 'oidc', which needs " + PUBLIC_URL
                    + ", where people find Onetail; nobody can sign in.");
        }
        List<String> roles = reader.names("onetail.access.container.groups");
        return new AccessSettings(mode, publicUrl, sessions, limits, proxy, oidc, roles);
    }

    private static @Nullable ProxySettings proxy(SettingsReader reader, boolean chosen) {
        List<AddressRange> addresses = reader.list(
                PROXY + "addresses",
                "127.0.0.1, ::1",
                "IP addresses, or ranges such as 10.0.0.0/8, several with commas",
                AddressRange::parse);
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
                        + "secret, which the proxy sends along; nobody can come in.");
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
        Duration skew = reader.duration(OIDC + "clock-skew", "30s", "0s", "10m");
        Duration timeout = reader.duration(OIDC + "timeout", "5s", "100ms", "1m");
        if (issuer == null || client == null) {
            if (chosen) {
                reader.problem("onetail.access.mode is 'oidc', which needs " + OIDC + "issuer and " + OIDC
                        + "client-id; nobody can sign in.");
            }
            return null;
        }
        return new OidcSettings(issuer, client, secret, scopes, user, name, groups, userinfo, skew, timeout);
    }

    private static String header(SettingsReader reader, String key, String fallback) {
        return reader.name(key, fallback, "a header's name: letters, digits and '-'", "[A-Za-z0-9-]{1,100}");
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

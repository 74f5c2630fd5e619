package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.signon.AccessSettings;
import io.onetail.signon.AccessSettings.AccessMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a mistake in a setting of access never lets more people in. */
class AccessSettingsReaderTest {
    /** Valid settings of each mode. */
    private static final List<Map<String, String>> GOOD = List.of(
            Map.of(),
            Map.of("mode", "token"),
            Map.of("mode", "none"),
            Map.of("mode", "none", "public-url", "http://localhost:8080/onetail"),
            Map.of("mode", "container", "container.groups", "ops"),
            Map.of("mode", "proxy", "proxy.secret", "s", "public-url", "https://logs.example.org/"),
            Map.of(
                    "mode", "oidc",
                    "oidc.issuer", "https://sso.example.org",
                    "oidc.client-id", "onetail",
                    "public-url", "https://logs.example.org/onetail"));

    private static AccessSettings read(Map<String, String> settings, Map<String, String> environment) {
        Map<String, String> named = new TreeMap<>();
        settings.forEach((key, value) -> named.put(key.startsWith("onetail.") ? key : "onetail.access." + key, value));
        return Settings.read(new SettingsReader(ConfigFixture.of(named, environment)))
                .access();
    }

    private static AccessSettings with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.put(key, value);
        return read(changed, Map.of());
    }

    private static void assertClosed(AccessSettings access, String word) {
        assertFalse(access.complete(), word);
        assertFalse(access.loopbackOnly(), "nor is everybody on this machine let in");
        assertTrue(access.mistakes().toString().contains(word), word + ": " + access.mistakes());
    }

    static List<String> keys() {
        SettingsReader reader = new SettingsReader(ConfigFixture.of());
        Settings.read(reader);
        return reader.known().keySet().stream()
                .filter(key -> key.startsWith("onetail.access."))
                .map(key -> key.substring("onetail.access.".length()))
                .toList();
    }

    @Test
    void whatIsGoodLetsPeopleIn() {
        for (Map<String, String> good : GOOD) {
            AccessSettings access = read(good, Map.of());
            assertEquals(List.of(), access.mistakes());
            assertTrue(access.complete(), good.toString());
        }
        assertEquals(AccessMode.TOKEN, read(Map.of(), Map.of()).mode());
        assertEquals(AccessMode.OIDC, with(GOOD.get(6), "mode", " oidc ").mode());
        assertEquals(
                AccessMode.NONE,
                read(Map.of(), Map.of("ONETAIL_ACCESS_MODE", "none")).mode());
        assertTrue(
                read(Map.of("session-idle", "5m", "max-views", "7"), Map.of()).complete(), "not a setting of sign-on");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aSettingWithoutItsValueOrWithALetterTooFewLetsNobodyIn(String key) {
        for (Map<String, String> good : GOOD) {
            assertClosed(with(good, key, "${nobody-has-said}"), key);
            for (int i = 0; i < key.length(); i++) {
                String typed = key.substring(0, i) + key.substring(i + 1);
                if (!typed.isEmpty() && !typed.endsWith(".") && !keys().contains(typed)) {
                    assertClosed(with(good, typed, "1"), typed);
                }
            }
            assertClosed(with(good, key.toUpperCase(java.util.Locale.ROOT), "1"), "is not a setting of Onetail");
            String variable = SettingsNames.variable("onetail.access." + key) + "S";
            assertClosed(read(good, Map.of(variable, "1")), variable);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode|OIDC",
                "mode|None",
                "mode|open",
                "mode|none,oidc",
                "mode|'\u00a0oidc'",
                "public-url|logs.example.org",
                "public-url|ftp://logs.example.org",
                "public-url|https://logs.example.org/?a",
                "session-lifetime|12",
                "session-idle|0s",
                "max-connections|0",
                "max-views|many",
                "max-reads|-1",
                "max-sessions|0",
                "oidc.verified-email|on",
                "oidc.allow-http|perhaps",
                "requests-per-second|1.5",
                "proxy.addresses|10.0.0.0/33",
                "proxy.addresses|proxy.example.org",
                "proxy.secret-header|X Secret",
                "proxy.user-header|X-User:",
                "proxy.name-header|名",
                "proxy.groups-header|a_b",
                "proxy.recheck|never",
                "oidc.issuer|sso.example.org",
                "oidc.userinfo|yes",
                "oidc.clock-skew|1h",
                "oidc.timeout|0",
            })
    void aBadValueLetsNobodyInWhateverTheMode(String key, String value) {
        for (Map<String, String> good : GOOD) {
            assertClosed(with(good, key, value), "onetail.access." + key + " is '" + value.strip() + "', expected ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public-url|https://logs.example.org/onetail",
                "public-url|http://localhost:8080/onetail",
                "oidc.issuer|https://sso.example.org",
                "oidc.client-id|onetail",
                "oidc.client-secret|s",
                "proxy.secret|s",
                "proxy.user-header|X-User",
                "container.groups|ops",
            })
    void whatIsSaidOfSignOnWithoutAModeLetsNobodyIn(String setting) {
        String key = setting.substring(0, setting.indexOf('|'));
        assertClosed(with(Map.of(), key, setting.substring(key.length() + 1)), "onetail.access.mode is not set");
    }

    @Test
    void aPublicAddressWithAModeForThisMachineLetsNobodyIn() {
        for (String mode : List.of("none", "token")) {
            assertClosed(
                    read(Map.of("mode", mode, "public-url", "https://logs.example.org/onetail"), Map.of()),
                    "which serves this machine only");
        }
    }

    @Test
    void aProviderIsAskedOverPlainHttpOnThisMachineOrWhereThatIsSaid() {
        assertTrue(with(GOOD.get(6), "oidc.issuer", "http://127.0.0.1:9000/realms/staff")
                .complete());
        Map<String, String> plain = new TreeMap<>(GOOD.get(6));
        plain.put("oidc.allow-http", "true");
        assertTrue(with(plain, "oidc.issuer", "http://sso.example.org").complete());
        assertClosed(with(GOOD.get(6), "oidc.issuer", "http://sso.example.org"), "expected https://");
    }

    @Test
    void aModeThatLacksWhatItNeedsLetsNobodyIn() {
        assertClosed(read(Map.of("mode", "oidc"), Map.of()), "which needs onetail.access.public-url");
        assertClosed(read(Map.of("mode", "proxy"), Map.of()), "which needs onetail.access.proxy.secret");
    }

    /** The configuration file, which may contain a mode. */
    @Test
    void aFileThatCantBeReadAtTheStartLetsNobodyIn() {
        SettingsReader reader = new SettingsReader(ConfigFixture.of("onetail.access.mode", "none"));
        assertClosed(AccessSettingsReader.read(reader, "The configuration file can't be used."), "can't be used");
    }

    @Test
    void otherMistakesKeepNobodyOut() {
        assertTrue(read(Map.of("mode", "none", "onetail.tail.lease", "soon", "onetail.nonsense", "1"), Map.of())
                .complete());
    }
}

package io.onetail.config;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Onetail's settings that are given somewhere, as the configuration's sources list them. For one pass.
 *
 * @param given names that begin with {@code onetail.}, sorted. WildFly's source of environment variables also lists
 *     {@code ONETAIL_HOST_WEB_1_PORT} as {@code onetail.host.web.1.port}, which would be an unintended host; Payara's
 *     does not. Such duplicates are dropped, so on both servers a host that only the environment describes must be
 *     listed in {@code onetail.hosts}
 * @param variables names of environment variables that begin with {@code ONETAIL_}
 * @param fingerprint changes when a value does, before expressions are expanded; equal fingerprints do not prove that
 *     nothing has changed
 */
record SettingsNames(Set<String> given, Set<String> variables, int fingerprint) {
    private static final String PREFIX = "onetail.";

    static SettingsNames of(Config config) {
        Set<String> given = new TreeSet<>();
        Set<String> variables = new HashSet<>();
        int fingerprint = 0;
        for (ConfigSource source : config.getConfigSources()) {
            Set<String> names = new TreeSet<>(source.getPropertyNames());
            for (String name : names) {
                String plain = plain(name);
                if (plain.startsWith(PREFIX) && !names.contains(variable(name))) {
                    given.add(plain);
                    fingerprint = 31 * fingerprint + Objects.hash(source.getOrdinal(), name, source.getValue(name));
                } else if (name.startsWith("ONETAIL_")) {
                    variables.add(name);
                }
            }
        }
        return new SettingsNames(given, variables, fingerprint);
    }

    /**
     * Whether a setting may have a value. Saves lookups, since on Payara one for a setting that is not given costs 0.3
     * ms.
     */
    boolean mayHold(String name) {
        return given.contains(name) || variables.contains(variable(name));
    }

    /** The environment variable that stands for a name. */
    static String variable(String name) {
        // no regular expression: this runs for a thousand names every few seconds
        char[] variable = name.toCharArray();
        for (int i = 0; i < variable.length; i++) {
            char next = variable[i];
            boolean lower = next >= 'a' && next <= 'z';
            boolean stays = (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9');
            variable[i] = lower ? (char) (next - 'a' + 'A') : stays ? next : '_';
        }
        return new String(variable);
    }

    /** The name without its configuration profile, as in {@code %test.onetail.hosts}. */
    private static String plain(String name) {
        return name.startsWith("%") ? name.substring(name.indexOf('.') + 1) : name;
    }
}

package io.onetail.runtime;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The names of all settings of ours that are given somewhere. */
final class SettingsNames {
    private SettingsNames() {}

    /**
     * Names that begin with {@code onetail.}. WildFly's source of environment variables also lists
     * {@code ONETAIL_HOST_WEB_1_PORT} as {@code onetail.host.web.1.port}, which would be a host that nobody meant, and
     * Payara's does not; such echoes are left out, so a host that only the environment describes must be in
     * {@code onetail.hosts} on both.
     */
    static Set<String> of(Config config) {
        Set<String> ours = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            Set<String> names = new HashSet<>(source.getPropertyNames());
            for (String name : names) {
                if (name.startsWith("onetail.") && !names.contains(variable(name))) {
                    ours.add(name);
                }
            }
        }
        return ours;
    }

    /** The environment variable that stands for a name. */
    static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}

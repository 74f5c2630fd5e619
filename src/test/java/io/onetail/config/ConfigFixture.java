package io.onetail.config;

import io.onetail.catalog.Catalog;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Makes a real MicroProfile Config with given values. */
final class ConfigFixture {
    private ConfigFixture() {}

    /** Keys and values in turn. */
    static Config of(String... keysAndValues) {
        return of(map(keysAndValues), Map.of());
    }

    static Config of(Map<String, String> values, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "test", 101), new EnvConfigSource(environment, 300))
                .build();
    }

    /** A configuration that reads a map, which may change. */
    static Config live(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new ConfigSource() {
                    @Override
                    public Set<String> getPropertyNames() {
                        return values.keySet();
                    }

                    @Override
                    public String getValue(String name) {
                        return values.get(name);
                    }

                    @Override
                    public String getName() {
                        return "live";
                    }
                })
                .build();
    }

    static Catalog catalog(Config config) {
        return HostsReader.read(new SettingsReader(config), null, null);
    }

    static Map<String, String> map(String... keysAndValues) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}

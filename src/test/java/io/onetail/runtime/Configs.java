package io.onetail.runtime;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Makes a real MicroProfile Config of given values. */
final class Configs {
    private Configs() {}

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

    static Map<String, String> map(String... keysAndValues) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}

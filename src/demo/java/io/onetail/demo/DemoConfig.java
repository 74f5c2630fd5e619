package io.onetail.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Onetail's settings for the demo: four names of one host, and the application server's own log. */
final class DemoConfig {
    private DemoConfig() {}

    /** @param keycloak the Keycloak at which people sign in, or null for no sign-on */
    static void write(Path file, DemoHost host, int redisPort, Path logs, Path serverLog, Keycloak keycloak)
            throws IOException {
        StringBuilder config =
                new StringBuilder("# Written by the demo at each start; a change is noticed while it runs.\n");
        put(config, "onetail.redis.nodes", "127.0.0.1:" + redisPort);
        host(config, "web-1", "Shop, first web server", "tier=web,site=berlin", host, logs);
        host(config, "web-2", "Shop, second web server", "tier=web,site=shanghai", host, logs);
        host(config, "db-1", "Orders database", "tier=db,site=berlin", host, logs);
        put(config, "onetail.host.db-1.charsets", logs.resolve("db-1/*gbk*.log") + "=GBK");
        host(config, "batch-1", "Night jobs", "tier=batch,site=berlin", host, logs);
        put(config, "onetail.host.batch-1.command.disk", "while date && df -h . && echo; do sleep 5; done");
        put(config, "onetail.host.local.description", "The application server of this demo");
        put(config, "onetail.host.local.local", "true");
        put(config, "onetail.host.local.logs", serverLog.toString());
        if (keycloak == null) {
            put(config, "onetail.access.mode", "none");
        } else {
            keycloak.settings().forEach((key, value) -> put(config, key, value));
            put(config, "onetail.role.shop.groups", "shop");
            put(config, "onetail.role.shop.allow", "view, search, download host web-1, web-2 source /**/shop/**");
            put(config, "onetail.role.ops.groups", "ops");
            put(config, "onetail.role.ops.allow", "everything");
        }
        Files.writeString(file, config);
    }

    private static void host(
            StringBuilder config, String name, String description, String labels, DemoHost host, Path logs) {
        String key = "onetail.host." + name + ".";
        put(config, key + "description", description);
        put(config, key + "labels", labels);
        put(config, key + "address", "127.0.0.1");
        put(config, key + "port", Integer.toString(host.port()));
        put(config, key + "user", DemoHost.USER);
        put(config, key + "key-file", host.keyFile().toString());
        put(config, key + "known-hosts", host.knownHosts().toString());
        put(config, key + "logs", logs.resolve(name) + "/**");
    }

    private static void put(StringBuilder config, String key, String value) {
        config.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n');
    }
}

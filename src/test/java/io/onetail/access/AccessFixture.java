package io.onetail.access;

import io.onetail.catalog.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hosts and people for tests of rights. */
final class AccessFixture {
    static final Host WEB = host("web-1", Map.of("env", "prod"), "/var/log/**");
    static final Host DB = host("db-1", Map.of("env", "test", "team", "a/b"), "/var/log/*.log", "/srv/data.log");

    private AccessFixture() {}

    static Host host(String name, Map<String, String> labels, String... logs) {
        return new Host(
                name,
                null,
                labels,
                null,
                List.of(logs),
                Map.of("journal", "journalctl -f"),
                StandardCharsets.UTF_8,
                Map.of(),
                false);
    }

    static Person person(String name, String... groups) {
        return new Person(name, name, Set.of(groups));
    }
}

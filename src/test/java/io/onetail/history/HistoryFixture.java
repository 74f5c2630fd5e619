package io.onetail.history;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The catalog for tests of what is read from files. */
final class HistoryFixture {
    private HistoryFixture() {}

    /** One host, {@code web}, with logs of these globs and a command, {@code cmd}. */
    static Catalog catalog(String... globs) {
        Map<String, String> commands = Map.of("cmd", "true");
        return new Catalog(
                List.of(new Host(
                        "web",
                        null,
                        Map.of(),
                        null,
                        List.of(globs),
                        commands,
                        StandardCharsets.UTF_8,
                        Map.of(),
                        false)),
                List.of());
    }
}

package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    Path dir;

    private long nanos;
    private final Map<String, String> values =
            new TreeMap<>(Map.of("onetail.hosts", "a", "onetail.default.key-file", "/k", "my.user", "one"));
    private final ConfigReader<Catalog> reader = new ConfigReader<>(
            ConfigFixture.live(values), (settings, before) -> HostsReader.read(settings, null, before), () -> nanos);

    private static List<String> names(Catalog catalog) {
        return catalog.hosts().stream().map(Host::name).toList();
    }

    @Test
    void readsAgainWhenAValueHasChanged() {
        reader.get();
        Catalog second = reader.get(); // a change is read twice
        assertSame(second, reader.get());
        values.put("onetail.hosts", "a,b");
        assertEquals(List.of("a", "b"), names(reader.get()));
        values.put("onetail.host.c.local", "true");
        assertEquals(List.of("a", "b", "c"), names(reader.get()));
        values.remove("onetail.host.c.local");
        assertEquals(List.of("a", "b"), names(reader.get()));
    }

    @Test
    void readsWhatCantBeSeenInTheSettingsEveryHalfMinute() throws IOException {
        Path ssh = Files.writeString(dir.resolve("config"), "Host a\nPort 1\n");
        values.put("onetail.ssh.config", ssh.toString());
        values.put("onetail.host.a.user", "${my.user}");
        reader.get();
        Catalog first = reader.get();
        Files.writeString(ssh, "Host a\nPort 2\n");
        values.put("my.user", "two");
        nanos += 29_000_000_000L;
        assertSame(first, reader.get());
        nanos += 1_000_000_000L;
        Catalog second = reader.get();
        assertNotSame(first, second);
        assertEquals(2, second.hosts().get(0).login().port());
        assertEquals("two", second.hosts().get(0).login().user());
    }
}

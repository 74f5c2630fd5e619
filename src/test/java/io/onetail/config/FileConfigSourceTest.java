package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileConfigSourceTest {
    @TempDir
    Path dir;

    @AfterEach
    void forget() {
        System.clearProperty(FileConfigSource.KEY);
        FileConfigSource.locate(ConfigFixture.of());
    }

    private Path file(String... lines) throws IOException {
        return Files.write(dir.resolve("onetail.properties"), java.util.List.of(lines));
    }

    @Test
    void isFoundByTheServiceLoaderAndLiesBetweenTheWarAndTheOperator() throws IOException {
        System.setProperty(
                FileConfigSource.KEY,
                file("onetail.tail.lease=9s", "onetail.tail.linger=8s").toString());
        System.setProperty("onetail.tail.linger", "7s");
        try {
            Config config = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .addDiscoveredSources()
                    .build();
            assertEquals("9s", config.getValue("onetail.tail.lease", String.class));
            assertEquals("7s", config.getValue("onetail.tail.linger", String.class));
            // what makes Payara see a changed file at once
            assertEquals("1000", config.getValue("mp.config.cache.duration", String.class));
        } finally {
            System.clearProperty("onetail.tail.linger");
        }
        assertEquals(101, new FileConfigSource().getOrdinal());
    }

    @Test
    void theFilesNameMayStandInAnySetting() throws IOException {
        Path file = file("a=1");
        FileConfigSource.locate(ConfigFixture.of(Map.of(), Map.of("ONETAIL_CONFIG_FILE", file.toString())));
        assertEquals("1", new FileConfigSource().getValue("a"));
        assertNull(FileConfigSource.problem());
    }

    @Test
    void theFileCanGiveItsOrdinalButNotAnotherFile() throws IOException {
        System.setProperty(
                FileConfigSource.KEY,
                file("config_ordinal=250", "onetail.config.file=/other").toString());
        assertEquals(250, new FileConfigSource().getOrdinal());
        assertNull(new FileConfigSource().getValue(FileConfigSource.KEY));
    }
}

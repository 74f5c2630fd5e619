package io.onetail.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path dir;

    private @Nullable Path path;
    private long nanos;
    private long written;
    private final ConfigFile file = new ConfigFile(() -> path, () -> nanos);

    @BeforeEach
    void setUp() {
        path = dir.resolve("onetail.properties");
    }

    private void write(String text) throws IOException {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(Path to, byte[] bytes) throws IOException {
        Files.write(to, bytes);
        Files.setLastModifiedTime(to, FileTime.fromMillis(1_700_000_000_000L + ++written));
    }

    private Map<String, String> secondLater() {
        nanos += 1_000_000_000L;
        return file.values();
    }

    @Test
    void readsPropertiesInUtf8() throws IOException {
        write("\uFEFFa=日本\n# no\nb = x \\\n  y\n");
        assertEquals(Map.of("a", "日本", "b", "x y"), file.values());
        assertNull(file.problem());
    }

    @Test
    void noFileIsNoValuesAndNoProblem() {
        path = null;
        assertEquals(Map.of(), file.values());
        assertNull(file.problem());
    }

    @Test
    void aChangeIsTakenAtTheSecondLookThatFindsItTheSame() throws IOException {
        write("a=1");
        assertEquals(Map.of("a", "1"), file.values());
        write("a=2");
        assertEquals(Map.of("a", "1"), file.values(), "less than a second has gone by");
        assertEquals(Map.of("a", "1"), secondLater(), "may still be being written");
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTakenHalf() throws IOException {
        write("a=1\nb=1");
        file.values();
        write("");
        secondLater();
        write("a=2");
        assertEquals(Map.of("a", "1", "b", "1"), secondLater());
        write("a=2\nb=2");
        assertEquals(Map.of("a", "1", "b", "1"), secondLater());
        assertEquals(Map.of("a", "2", "b", "2"), secondLater());
    }

    @Test
    void aFileMovedInItsPlaceIsSeenThoughTimeAndSizeAreTheSame() throws IOException {
        write("a=1");
        file.values();
        Path other = dir.resolve("other");
        Files.writeString(other, "a=2");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        secondLater();
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aBrokenFileLeavesTheLastGoodValuesInForceAndSaysSo() throws IOException {
        write("a=1");
        file.values();
        write("a=\\u00zz");
        secondLater();
        assertEquals(Map.of("a", "1"), secondLater());
        String problem = file.problem();
        assertTrue(problem.contains(path.toString()) && problem.contains("no properties file"), problem);
        assertTrue(problem.contains("stay in force"), problem);

        write("a=3");
        secondLater();
        assertEquals(Map.of("a", "3"), secondLater());
        assertNull(file.problem());
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        write(path, new byte[] {'a', '=', (byte) 0xE4});
        assertEquals(Map.of(), file.values());
        assertTrue(file.problem().contains("not in UTF-8"), file.problem());
        assertTrue(file.problem().contains("no earlier values"), file.problem());
    }

    @Test
    void aFileThatIsGoneForAWhileLeavesItsValuesInForce() throws IOException {
        write("a=1");
        file.values();
        Path away = dir.resolve("away");
        Files.move(path, away);
        assertEquals(Map.of("a", "1"), secondLater());
        assertTrue(file.problem().contains("NoSuchFileException"), file.problem());
        Files.move(away, path);
        assertEquals(Map.of("a", "1"), secondLater());
        assertNull(file.problem());
    }

    @Test
    void aFileThatComesLaterIsRead() throws IOException {
        assertEquals(Map.of(), file.values());
        write("a=1");
        assertEquals(Map.of("a", "1"), secondLater());
    }

    @Test
    void anotherFileIsReadAtOnce() throws IOException {
        write("a=1");
        file.values();
        Path other = dir.resolve("other");
        write(other, "a=9".getBytes(StandardCharsets.UTF_8));
        path = other;
        assertEquals(Map.of("a", "9"), file.values());
        path = null;
        assertEquals(Map.of(), file.values());
    }
}

package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Logger LOG = Logger.getLogger("io.onetail.config");

    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.SEVERE); // thousands of truncated files
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

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
        write("a=1\n");
        assertEquals(Map.of("a", "1"), file.values());
        write("a=2\n");
        assertEquals(Map.of("a", "1"), file.values(), "less than a second has passed");
        assertEquals(Map.of("a", "1"), secondLater(), "may still be being written");
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTakenHalf() throws IOException {
        write("a=1\nb=1\n");
        file.values();
        write("");
        secondLater();
        write("a=2\n");
        assertEquals(Map.of("a", "1", "b", "1"), secondLater());
        write("a=2\nb=2\n");
        assertEquals(Map.of("a", "1", "b", "1"), secondLater());
        assertEquals(Map.of("a", "2", "b", "2"), secondLater());
    }

    /** Another file, written at that time, gets the place of the configuration. */
    private void moveInPlace(String text, FileTime written) throws IOException {
        Path other = Files.writeString(dir.resolve("other"), text);
        Files.setLastModifiedTime(other, written);
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFileMovedInItsPlaceIsSeenThoughTimeAndSizeAreTheSame() throws IOException {
        write("a=1\n");
        file.values();
        moveInPlace("a=2", Files.getLastModifiedTime(path));
        secondLater();
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aBrokenFileLeavesTheLastGoodValuesInEffectAndSaysSo() throws IOException {
        write("a=1\n");
        file.values();
        write("a=\\u00zz\n");
        secondLater();
        assertEquals(Map.of("a", "1"), secondLater());
        String problem = file.problem();
        assertTrue(problem.contains(path.toString()) && problem.contains("not a properties file"), problem);
        assertTrue(problem.contains("stay in effect"), problem);

        write("a=3\n");
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
    void aFileThatIsGoneForAWhileLeavesItsValuesInEffect() throws IOException {
        write("a=1\n");
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
        write("a=1\n");
        assertEquals(Map.of("a", "1"), secondLater());
    }

    @Test
    void anotherFileIsReadAtOnce() throws IOException {
        write("a=1\n");
        file.values();
        Path other = dir.resolve("other");
        write(other, "a=9".getBytes(StandardCharsets.UTF_8));
        path = other;
        assertEquals(Map.of("a", "9"), file.values());
        path = null;
        assertEquals(Map.of(), file.values());
    }

    /** Reads {@code before}, then finds {@code now} in the file. */
    private ConfigFile changed(String before, String now) throws IOException {
        ConfigFile changed = new ConfigFile(() -> path, () -> nanos);
        write(before);
        changed.values();
        write(now);
        look(changed, 2);
        return changed;
    }

    private Map<String, String> look(ConfigFile looked, int seconds) {
        Map<String, String> found = looked.values();
        for (int i = 0; i < seconds; i++) {
            nanos += 1_000_000_000L;
            found = looked.values();
        }
        return found;
    }

    private static Map<String, String> values(String text) {
        Properties properties = new Properties();
        ConfigFile.load(properties, text);
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    /** The hosts, roles and masks of the example, with its marks. */
    private static String example() throws IOException {
        return Files.readString(Path.of("server-config/onetail.properties"))
                .replaceAll("(?m)^#(?=onetail\\.)", "")
                .replaceAll("(?m)^(?!onetail\\.(hosts|role|roles|mask|masks)\\b|# begin$|# end$).*\n", "");
    }

    /**
     * Wherever a file that is being saved ends, and for however long: the previous values count until it is complete.
     */
    @ParameterizedTest
    @ValueSource(strings = {"saved unchanged", "less in the middle", "more in the middle", "last value"})
    void aFileThatIsCutAnywhereIsNotTaken(String edit) throws IOException {
        String marked = example();
        String before = marked.replaceFirst("^# begin\n", "").replaceFirst("# end\n$", "");
        String after = switch (edit) {
            case "less in the middle" -> before.replaceAll("(?m)^onetail\\.role\\.web\\..*\n|^onetail\\.masks.*\n", "");
            case "more in the middle" ->
                before.replaceFirst("(?m)^onetail\\.masks", "onetail.role.x.allow = view\nonetail.masks");
            case "last value" -> before.stripTrailing() + "; host new-*\n";
            default -> before;
        };
        assertTrue(before.endsWith("onetail.mask.customer.on = any\n"), "the last line is a setting");
        Map<String, String> old = values(before);
        ConfigFile cut = new ConfigFile(() -> path, () -> nanos);
        write(before);
        cut.values();
        for (int end = 0; end < after.length() - 1; end += edit.equals("saved unchanged") ? 1 : 5) {
            write(after.substring(0, end));
            assertEquals(old, look(cut, 2), "cut after " + after.substring(Math.max(0, end - 40), end));
        }
        write(after);
        assertEquals(values(after), look(cut, 2));
        assertNull(cut.problem());
    }

    @Test
    void aFileWithMarksIsNeverTakenCutNotEvenAtTheStart() throws IOException {
        String before = example();
        assertTrue(before.startsWith("# begin\n") && before.endsWith("\n# end\n"), before);
        String after = before.replaceFirst("# end\n$", "onetail.role.x.allow = view\n# end\n");
        ConfigFile cut = new ConfigFile(() -> path, () -> nanos);
        write(before);
        Map<String, String> old = cut.values();
        for (int end = 0; end < after.length() - 1; end++) {
            write(after.substring(0, end));
            assertEquals(old, look(cut, 2), "cut after " + after.substring(Math.max(0, end - 40), end));
            ConfigFile started = new ConfigFile(() -> path, () -> nanos);
            assertEquals(Map.of(), started.values());
        }
        assertEquals(old, look(cut, 3600));
        assertTrue(cut.problem().contains("its last line is not '# end'"), cut.problem());
        write(after);
        assertEquals(values(after), look(cut, 2));
        assertNull(cut.problem());
    }

    @Test
    void whatMayBeCutCountsWhenItStaysSoForHalfAMinute() throws IOException {
        for (String now : List.of("", "a=1\n", "a=1\nb=", "a=1\nc=2\\\n")) {
            ConfigFile file = changed("a=1\nb=1\n", now);
            assertTrue(file.problem().contains("it may be truncated: "), file.problem());
            assertEquals(Map.of("a", "1", "b", "1"), look(file, 28));
            assertEquals(values(now), look(file, 2));
            assertNull(file.problem());
        }
    }

    @Test
    void aFileThatWasMovedInItsPlaceCountsAtOnceWhateverIsGone() throws IOException {
        write("a=1\nb=1\n");
        file.values();
        moveInPlace("a=2", FileTime.fromMillis(1_700_000_000_000L)); // written a while ago
        assertEquals(Map.of("a", "2"), secondLater());
        Files.delete(path);
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aFileThatWasMovedRightAfterItWasWrittenCountsInSeconds() throws IOException {
        write("a=1\nb=1\n");
        file.values();
        Files.move(Files.writeString(dir.resolve("other"), "a=2\n"), path, StandardCopyOption.REPLACE_EXISTING);
        secondLater();
        assertEquals(Map.of("a", "2"), secondLater());
    }

    @Test
    void aFileThatWasReplacedTwiceBetweenTwoLooksCountsInSecondsWhateverInodeItHas() throws IOException {
        write("a=1\nb=1\n");
        file.values();
        for (String text : List.of("a=2\nb=2\nc=2\n", "a=3\n")) { // the second may get the inode of the first
            Files.move(Files.writeString(dir.resolve("other"), text), path, StandardCopyOption.REPLACE_EXISTING);
        }
        secondLater();
        assertEquals(Map.of("a", "3"), secondLater());
        assertNull(file.problem());
    }

    @Test
    void addingRemovingAndChangingInAnEditorIsSeenInSeconds() throws IOException {
        String before = "a=1\nb=1\nc=1\n";
        for (String now :
                List.of("a=1\nb=1\nc=1\nd=1\n", "a=1\nc=1\n", "a=1\nb=1\nc=2\n", "c=1\n", "# begin\na=2\n# end\n")) {
            assertEquals(values(now), changed(before, now).values());
        }
        assertEquals(values("a=2\nb=1"), changed("a=1\nb=1", "a=2\nb=1").values(), "never had a last line feed");
    }
}

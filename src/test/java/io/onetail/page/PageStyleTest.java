package io.onetail.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the page's files as they lie in the repository. */
class PageStyleTest {
    private static final Path PAGE = Path.of("src/main/webapp");
    private static final Path TOKENS = PAGE.resolve("ui/tokens.css");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{3,8}\\b|\\b(rgb|hsl|light-dark)\\(");
    private static final Pattern USED = Pattern.compile("var\\((--[\\w-]+)");
    private static final Pattern DEFINED = Pattern.compile("(?m)^ *(--[\\w-]+):");
    private static final int LONGEST_LINE = 140;

    @Test
    void coloursStandInOneStyleSheetOnly() {
        List<String> elsewhere = files(PAGE, ".css")
                .filter(file -> !file.equals(TOKENS))
                .flatMap(file ->
                        lines(file).filter(line -> COLOUR.matcher(line).find()).map(line -> file + ": " + line))
                .toList();

        assertEquals(List.of(), elsewhere);
    }

    @Test
    void everyCustomPropertyThatIsUsedIsDefined() {
        Set<String> undefined = names(USED);
        undefined.removeAll(names(DEFINED));

        assertEquals(Set.of("--log-font-size"), undefined, "those that scripts set aside");
    }

    @Test
    void noLineIsTooLong() {
        List<String> tooLong = Stream.of(PAGE, Path.of("src/test/js"))
                .flatMap(folder -> Stream.of(".js", ".ts", ".css", ".html").flatMap(end -> files(folder, end)))
                .flatMap(file ->
                        lines(file).filter(line -> line.length() > LONGEST_LINE).map(line -> file + ": " + line))
                .toList();

        assertEquals(List.of(), tooLong);
    }

    private static Set<String> names(Pattern pattern) {
        return files(PAGE, ".css")
                .flatMap(PageStyleTest::lines)
                .flatMap(line -> pattern.matcher(line).results().map(match -> match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> files(Path folder, String end) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

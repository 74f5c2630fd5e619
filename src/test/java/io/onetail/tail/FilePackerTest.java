package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The readers on hosts unpack what is taken for packed here, and nothing else, with the same programs. */
class FilePackerTest {
    private static final Set<List<String>> PROGRAMS = Arrays.stream(FilePacker.values())
            .map(packer -> List.of(packer.ending().substring(1), packer.program()))
            .collect(Collectors.toSet());
    private static final Set<List<String>> ENDINGS =
            PROGRAMS.stream().map(packer -> packer.subList(0, 1)).collect(Collectors.toSet());

    @Test
    void theReaderInPerlHasTheSame() throws IOException {
        String program = program("reader.pl");

        assertEquals(PROGRAMS, found(part(program, "%UNPACK = \\((.*?)\\);"), "'\\.(\\w+)' => \\['(\\w+)'"));
        assertEquals(ENDINGS, found(part(program, "path =~ /\\(\\\\\\.\\(\\?:(.*?)\\)"), "(\\w+)"));
    }

    @Test
    void theReaderInPythonHasTheSame() throws IOException {
        assertEquals(
                PROGRAMS, found(part(program("reader.py"), "UNPACKERS = \\{(.*?)\\}"), "b'\\.(\\w+)': \\[b'(\\w+)'"));
    }

    @Test
    void theReaderInShHasTheSame() throws IOException {
        String program = program("reader.sh");

        assertEquals(PROGRAMS, found(part(program, "unpacked\\(\\) \\{(.*?)esac"), "\\*\\.(\\w+)\\) (\\w+)"));
        assertEquals(PROGRAMS, found(part(program, "for one in (\\w+:.*?);"), "(\\w+):(\\w+)"));
        Set<List<String>> choices = found(program, "(1\\*\\..*)\\)");
        assertFalse(choices.isEmpty());
        choices.forEach(choice -> assertEquals(ENDINGS, found(choice.get(0), "1\\*\\.(\\w+)")));
    }

    private static String part(String program, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(program);
        assertTrue(matcher.find(), () -> "nothing is there like " + pattern);
        return matcher.group(1);
    }

    /** The groups of each match. */
    private static Set<List<String>> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(match::group)
                        .toList())
                .collect(Collectors.toSet());
    }

    private static String program(String name) throws IOException {
        try (InputStream in = FilePackerTest.class.getResourceAsStream("ssh/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

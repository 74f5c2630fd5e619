package io.onetail.tail.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** All readers look more often where events do not tell of every write, and agree on where that is. */
class NetworkFileSystemsTest {
    @Test
    void theReaderInPerlHasTheSame() throws IOException {
        assertEquals(DirectoryWatcher.NETWORK, found("reader.pl", "%NETWORK = map .*? qw\\((.*?)\\);", "\\w+"));
    }

    @Test
    void theReaderInPythonHasTheSame() throws IOException {
        assertEquals(DirectoryWatcher.NETWORK, found("reader.py", "NETWORK = \\{(.*?)\\}", "(?<=b')\\w+(?=')"));
    }

    private static Set<String> found(String reader, String part, String word) throws IOException {
        String program;
        try (InputStream in = NetworkFileSystemsTest.class.getResourceAsStream("../ssh/" + reader)) {
            program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher list = Pattern.compile(part, Pattern.DOTALL).matcher(program);
        assertTrue(list.find(), () -> "nothing is there like " + part);
        return Pattern.compile(word)
                .matcher(list.group(1))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}

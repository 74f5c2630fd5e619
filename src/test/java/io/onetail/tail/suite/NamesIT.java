package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files with names that nobody should have given them. */
class NamesIT extends ReaderCases {
    private static final List<String> NAMES = List.of(
            "with space.log",
            " leading and trailing ",
            "'single' \"double\" `back`",
            "$(id) $HOME ${x} \\ \\n",
            "a;b|c&d<e>f(g)",
            "line\nfeed\n",
            "tab\tand\rreturn",
            "100%41%",
            "-n",
            "star*question?[bracket]{brace}",
            "#comment ~ ! ^",
            "ünïcode 日本 🪵.log",
            "x".repeat(250),
            "\u0001\u001b[31mred");

    @Test
    void everyNameIsListedLookedAtAndRead() throws Exception {
        for (String name : NAMES) {
            Path file = Files.writeString(place(name).resolve(name), "of '" + name + "'\n");
            byte[] content = Files.readAllBytes(file);
            List<FoundFile> found = reader.find(List.of(file.getParent() + "/*"), 10);
            assertEquals(
                    List.of(file.toString()),
                    found.stream().map(FoundFile::path).toList());
            FileInfo info = reader.look(file.toString());
            assertEquals(file.toString(), info.path());
            assertArrayEquals(content, info.head());
            assertArrayEquals(content, reader.read(file.toString(), info.id(), 0, 1000));
        }
    }

    private Path place(String name) throws IOException {
        return Files.createDirectory(directory.resolve("of " + NAMES.indexOf(name)));
    }

    @Test
    void everyNameIsFollowedToItsNextFile() throws Exception {
        List<Path> files = new ArrayList<>();
        List<UncheckedFollow> recorders = new ArrayList<>();
        for (String name : NAMES) {
            Path file = Files.writeString(place(name).resolve(name), "one\n");
            UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
            uncheckedFollow.feed();
            uncheckedFollow.awaitText(0, "one\n");
            HostActions.append(file, "more\n");
            uncheckedFollow.awaitText(0, "one\nmore\n");
            files.add(file);
            recorders.add(uncheckedFollow);
        }
        for (Path file : files) {
            Files.move(file, file.resolveSibling("another name"));
            Files.writeString(file, "new\n");
        }
        for (UncheckedFollow uncheckedFollow : recorders) {
            Path file = files.get(recorders.indexOf(uncheckedFollow));
            uncheckedFollow.awaitLives(2);
            uncheckedFollow.awaitText(1, "new\n");
            assertEquals(file.toString(), uncheckedFollow.life(1).file().path());
        }
    }

    @Test
    void aNameThatIsNotTextHidesNoOther() throws Exception {
        HostActions.sh("cd " + directory + " && printf x >\"$(printf 'caf\\351.log')\" && printf y >plain.log");
        List<FoundFile> found = reader.find(List.of(directory + "/*.log"), 10);
        assertTrue(found.stream().anyMatch(file -> file.path().equals(directory + "/plain.log")), found.toString());
        assertTrue(found.size() == 2, "it is listed, so that people can see it: " + found);
    }
}

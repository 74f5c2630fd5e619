package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairFilesTest {
    private static FoundFile file(String path) {
        return new FoundFile(path, 1, Instant.EPOCH);
    }

    private static long in(String directory, FairFiles files) {
        return files.files().stream()
                .filter(file -> file.path().startsWith(directory))
                .count();
    }

    @Test
    void aCrowdedDirectoryHidesNoOtherInWhateverOrderTheyCome() {
        for (int seed = 0; seed < 20; seed++) {
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                paths.add("/spool/" + i);
            }
            for (int i = 0; i < 300; i++) {
                paths.add("/log/app-" + i + ".log");
                paths.add("/srv/" + i % 30 + "/out.log");
            }
            if (seed > 1) {
                Collections.shuffle(paths, new Random(seed));
            } else if (seed == 1) {
                Collections.reverse(paths);
            }
            FairFiles files = new FairFiles(1_000);
            paths.forEach(path -> files.add(file(path)));
            assertEquals(1_000, files.files().size());
            assertEquals(300, in("/log/", files));
            assertEquals(30, in("/srv/", files));
            assertEquals(Map.of("/spool/", 670), files.crowded());
        }
    }

    @Test
    void crowdedDirectoriesHaveTheSame() {
        FairFiles files = new FairFiles(100);
        for (int i = 0; i < 1_000; i++) {
            files.add(file("/a/" + i));
        }
        for (int i = 0; i < 1_000; i++) {
            files.add(file("/b/" + i));
            files.add(file("/b/" + i));
        }
        assertEquals(Map.of("/a/", 50, "/b/", 50), files.crowded());
    }

    @Test
    void whatHasRoomIsKeptAsItIs() {
        FairFiles files = new FairFiles(3);
        List.of("/b", "/a/x", "/a").forEach(path -> files.add(file(path)));
        assertEquals(
                List.of("/a", "/a/x", "/b"),
                files.files().stream().map(FoundFile::path).toList());
        assertEquals(Map.of(), files.crowded());
    }
}

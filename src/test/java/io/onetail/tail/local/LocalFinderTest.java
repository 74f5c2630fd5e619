package io.onetail.tail.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFinderTest {
    @TempDir
    Path directory;

    /** How many files are found in a slow directory, and how many in the directory after it. */
    private List<Long> found(Duration each) throws Exception {
        Path slow = Files.createDirectories(directory.resolve("slow"));
        Path quick = Files.createDirectories(directory.resolve("quick"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(slow.resolve(i + ".log"), "");
        }
        Files.writeString(quick.resolve("a.log"), "");
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
        List<String> paths = new LocalFinder(100, path -> true, () -> clock.getAndAdd(each.toNanos()))
                .find(List.of(slow + "/*.log", quick + "/*.log")).stream()
                        .map(file ->
                                Path.of(file.path()).getParent().getFileName().toString())
                        .toList();
        return List.of(
                paths.stream().filter("slow"::equals).count(),
                paths.stream().filter("quick"::equals).count());
    }

    @Test
    void aSlowDirectoryLeavesTimeForTheNext() throws Exception {
        assertEquals(List.of(20L, 1L), found(Duration.ofMillis(1)));
        assertEquals(List.of(2L, 1L), found(Duration.ofSeconds(1)));
    }
}

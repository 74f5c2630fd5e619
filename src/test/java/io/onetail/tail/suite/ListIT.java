package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.tail.FoundFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists of the files that globs match. */
class ListIT extends ReaderCases {
    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    /** The files that are found, without the directory. */
    private List<String> found(String... globs) throws Exception {
        return reader
                .find(Arrays.stream(globs).map(glob -> directory + "/" + glob).toList(), 1000)
                .stream()
                .map(file -> directory.relativize(Path.of(file.path())).toString())
                .toList();
    }

    @Test
    void everyKindOfGlobFindsItsFiles() throws Exception {
        for (String name : List.of(
                "a.log",
                "b.log",
                "c.txt",
                ".hidden.log",
                "sub/d.log",
                "sub/deep/e.log",
                "sub2/f.log",
                "x1.log",
                "x10.log")) {
            file(name);
        }
        assertEquals(List.of(".hidden.log", "a.log", "b.log", "x1.log", "x10.log"), found("*.log"));
        assertEquals(List.of("a.log", "b.log"), found("?.log"));
        assertEquals(List.of("a.log", "b.log"), found("[a-b].*"));
        assertEquals(List.of("a.log", "c.txt"), found("{a.log,c.*,none}"));
        assertEquals(List.of("sub/d.log", "sub2/f.log"), found("s*/*.log"));
        assertEquals(List.of("sub/deep/e.log"), found("sub/deep/e.log"));
        assertEquals(
                List.of(
                        ".hidden.log",
                        "a.log",
                        "b.log",
                        "sub/d.log",
                        "sub/deep/e.log",
                        "sub2/f.log",
                        "x1.log",
                        "x10.log"),
                found("**/*.log"));
        assertEquals(List.of("sub/d.log", "sub/deep/e.log"), found("sub/**"));
        assertEquals(List.of("a.log", "c.txt"), found("a.log", "c.txt", "a*", "none/**"));
        assertEquals(List.of(), found("none", "none/*", "*/none"));
        assertEquals(List.of(), reader.find(List.of(), 10));
    }

    @Test
    void sizesAndTimesAreTold() throws Exception {
        Path file = file("a.log");
        FoundFile found = reader.find(List.of(directory + "/*"), 10).get(0);
        assertEquals(5, found.size());
        assertEquals(
                Files.getLastModifiedTime(file).toInstant().getEpochSecond(),
                found.modified().getEpochSecond());
    }

    @Test
    void onlyFilesAndLinksToThemAreListed() throws Exception {
        Path target = file("target.txt");
        Files.createSymbolicLink(directory.resolve("link.log"), target);
        Files.createSymbolicLink(directory.resolve("broken.log"), directory.resolve("none"));
        Files.createSymbolicLink(directory.resolve("loop.log"), directory.resolve("loop.log"));
        Files.createDirectory(directory.resolve("directory.log"));
        Fifo.make(directory.resolve("fifo.log"));
        assertEquals(List.of("link.log"), found("*.log"));
        assertEquals(
                9 + 1, reader.find(List.of(directory + "/link.log"), 1).get(0).size());
    }

    @Test
    void linksToDirectoriesAreEnteredOneLevelAtATimeAndNeverEndlessly() throws Exception {
        file("sub/a.log");
        Files.createSymbolicLink(directory.resolve("again"), directory);
        Files.createSymbolicLink(directory.resolve("sub/up"), directory);
        assertEquals(List.of("again/sub/a.log", "sub/a.log"), found("sub/*.log", "again/sub/*.log"));
        assertEquals(List.of("sub/a.log"), found("**/*.log"));
    }

    @Test
    void whatMayNotBeReadIsNotListed() throws Exception {
        Files.writeString(root.resolve("secret.log"), "x");
        Files.createSymbolicLink(directory.resolve("link.log"), root.resolve("secret.log"));
        file("a.log");
        assertEquals(List.of("a.log"), found("*.log"));
        assertEquals(List.of(), reader.find(List.of(root + "/*.log"), 10));
    }

    @Test
    void ofTooManyEachDirectoryHasItsShare() throws Exception {
        for (int i = 0; i < 200; i++) {
            file("big/" + i + ".log");
        }
        for (int i = 0; i < 10; i++) {
            file("small" + i + "/a.log");
        }
        List<FoundFile> found = reader.find(List.of(directory + "/**/*.log"), 50);
        assertEquals(50, found.size());
        Map<Boolean, Long> shares = found.stream()
                .collect(Collectors.partitioningBy(file -> file.path().contains("/big/"), Collectors.counting()));
        assertEquals(Map.of(true, 40L, false, 10L), shares);
    }

    @Test
    void manyFilesAreListedWhileLinesGoOn() throws Exception {
        int count = times(20_000, 2000);
        for (int i = 0; i < count; i++) {
            if (i % 1000 == 0) {
                Files.createDirectories(directory.resolve("many/" + i / 1000));
            }
            Files.createFile(directory.resolve("many/" + i / 1000 + "/file " + i + ".log"));
        }
        LogWriter log = begun("live.log");
        CheckedFollow checkedFollow = follow(log);
        long start = System.nanoTime();
        List<FoundFile> found = new ArrayList<>();
        Thread list = new Thread(() -> {
            try {
                found.addAll(reader.find(List.of(directory + "/many/**"), 50_000));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        list.start();
        long slowest = 0;
        while (list.isAlive()) {
            long written = System.nanoTime();
            write(log);
            checkedFollow.settle(SOON);
            slowest = Math.max(slowest, System.nanoTime() - written);
        }
        list.join();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertEquals(count, found.size());
        assertTrue(millis < 10_000, "took " + millis + " ms");
        if (setup.kind().keeps(ReaderSuite.Promise.SPEED)) {
            assertTrue(slowest < 1_000_000_000, "a line took " + slowest / 1_000_000 + " ms meanwhile");
        }
    }
}

package io.onetail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.testing.BuildPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same sources give the same bytes. They are built once more, in another directory and time zone, and without tests and checks, which add
 * nothing to the WAR: that takes a small part of the time of the first build.
 */
class ReproducibleWarIT {
    private static final Path AGAIN = BuildPaths.work().resolve("again");

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void theSameSourcesGiveTheSameBytes() throws IOException, InterruptedException {
        copy(Path.of("pom.xml"));
        copy(Path.of("src/main"));
        build();

        Path war = AGAIN.resolve("target/onetail.war");
        assertEquals(entries(BuildPaths.war()), entries(war)); // says which of them differ
        assertEquals(-1, Files.mismatch(BuildPaths.war(), war), "the first byte that differs");
    }

    private static void copy(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = AGAIN.resolve(file.toString());
                Files.createDirectories(copy.getParent());
                Files.deleteIfExists(copy);
                Files.copy(file, copy);
            }
        }
    }

    private static void build() throws IOException, InterruptedException {
        Path log = AGAIN.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder(
                        Path.of(System.getProperty("onetail.it.maven"), "bin", "mvn")
                                .toString(),
                        "-o",
                        "-B",
                        "-q",
                        "-Dmaven.repo.local=" + System.getProperty("onetail.it.repository"),
                        "-P!full",
                        "-Dmaven.test.skip",
                        "clean",
                        "package")
                .directory(AGAIN.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().put("TZ", "Asia/Tokyo");
        maven.environment().put("LC_ALL", "C");
        Process process = maven.start();
        process.getOutputStream().close();
        try {
            assertEquals(0, process.waitFor(), () -> "the second build, see " + log);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    /** Names in their order, with time and checksum. */
    private static Map<String, List<Long>> entries(Path war) throws IOException {
        Map<String, List<Long>> entries = new TreeMap<>();
        try (JarFile file = new JarFile(war.toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                entries.put(entry.getName(), List.of(entry.getTime(), entry.getCrc(), entry.getSize()));
            }
        }
        return entries;
    }
}

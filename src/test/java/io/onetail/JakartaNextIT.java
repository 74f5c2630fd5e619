package io.onetail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build compiles against the oldest Jakarta EE that is supported, and this compiles against the newest. */
class JakartaNextIT {
    private static final String API = "jakarta.jakartaee-api-";

    @Test
    void theSourcesCompileAgainstTheNextJakartaToo(@TempDir Path classes) throws IOException {
        Path next = Path.of(System.getProperty("onetail.it.jakarta-next"));
        List<String> path = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        assertTrue(path.removeIf(entry -> entry.contains(API)), "the other API is on the class path: " + path);
        path.removeIf(entry -> entry.endsWith("classes")); // the classes to be compiled
        path.add(0, next.toString());
        assertTrue(Files.exists(next), next.toString());

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "--release",
                                    "17",
                                    "-proc:none",
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    String.join(File.pathSeparator, path)),
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    sources.filter(file -> file.toString().endsWith(".java"))
                                            .toList()))
                    .call();
            assertTrue(compiled, said.toString());
        }
        assertEquals("", said.toString());
    }
}

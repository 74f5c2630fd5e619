package io.onetail.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.onetail.testing.Browser;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The types in the comments of the page's scripts and of their tests, checked by TypeScript's compiler. It comes as a WebJar and runs in the
 * tests' browser, so that the build needs no Node. No application server is needed.
 */
class PageTypesIT {
    private static final String TYPES = ".d.ts";

    @Test
    void theTypesOfThePagesScriptsHold() throws IOException {
        Map<String, String> files = new TreeMap<>(); // errors come in the order of the files
        for (String folder : List.of("src/main/webapp", "src/test/js")) {
            read(Path.of(folder), "/" + folder, ".js", files);
            read(Path.of(folder), "/" + folder, TYPES, files);
        }
        assertTrue(files.size() > 90, () -> "Only " + files.size() + " scripts were found");
        readWebJar("lit-html", "/src/main/webapp/lib/lit-html", TYPES, files);
        readWebJar("lit__reactive-element", "/src/main/webapp/lib/reactive-element", TYPES, files);

        assertEquals("", String.join("\n", errors(files)));
    }

    @Test
    void aTypeThatDoesNotHoldIsFoundWithItsPlace() throws IOException {
        String script = """
                /** @param {string} text */
                export const twice = (text) => Math.max(text, 2);
                export const same = (value) => value;
                """;

        List<String> errors = errors(Map.of("/src/main/webapp/wrong.js", script));

        assertEquals(
                List.of(
                        "src/main/webapp/wrong.js:2: Argument of type 'string' is not assignable to parameter of type 'number'.",
                        "src/main/webapp/wrong.js:3: Parameter 'value' implicitly has an 'any' type."),
                errors);
    }

    /**
     * What the compiler says.
     *
     * @return {@code file:line: message} for each error
     */
    private static List<String> errors(Map<String, String> scripts) throws IOException {
        Map<String, String> files = new HashMap<>(scripts);
        readWebJar("typescript", "/typescript", TYPES, files);
        Map<String, String> compiler = new HashMap<>();
        readWebJar("typescript", "", "/lib/typescript.js", compiler);
        try (Browser browser = new Browser()) {
            Page page = browser.page(800, 600, "en", "light");
            page.addScriptTag(new Page.AddScriptTagOptions().setContent(compiler.get("/lib/typescript.js")));
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(Path.of("src/test/js/check-types.js")));
            @SuppressWarnings("unchecked")
            List<String> errors = (List<String>) page.evaluate("files => checkTypes(files)", files);
            return errors;
        }
    }

    /** Adds the files of a WebJar of the class path, without the folder that is named for its version. */
    private static void readWebJar(String name, String as, String end, Map<String, String> into) throws IOException {
        String folder = "/META-INF/resources/webjars/" + name;
        JarURLConnection jar = (JarURLConnection)
                Objects.requireNonNull(PageTypesIT.class.getResource(folder)).openConnection();
        try (FileSystem content = FileSystems.newFileSystem(
                        Path.of(URI.create(jar.getJarFileURL().toString())));
                Stream<Path> versions = Files.list(content.getPath(folder))) {
            read(versions.findFirst().orElseThrow(), as, end, into);
        }
    }

    /** Adds the text of each file below a folder whose name ends so. */
    private static void read(Path folder, String as, String end, Map<String, String> into) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = as + "/" + folder.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(end)) {
                    into.put(name, Files.readString(file));
                }
            }
        }
    }
}

package io.onetail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.testing.BuildPaths;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the WAR, and nothing else: no demo, no tests, no library that slipped in with another one. */
class WarContentIT {
    private static final Set<String> LIBRARIES = Set.of(
            "accessors-smart",
            "asm",
            "caffeine",
            "commons-pool2",
            "content-type",
            "gson",
            "jcip-annotations",
            "jedis",
            "jsch",
            "json",
            "json-smart",
            "jspecify",
            "lang-tag",
            "nimbus-jose-jwt",
            "oauth2-oidc-sdk",
            "re2j",
            "redis-authx-core",
            "slf4j-api",
            "slf4j-jdk14");
    private static final Pattern MODULE =
            Pattern.compile("(?:from|import) ?[\"']([^\"']+)[\"']|import\\([\"']([^\"']+)[\"']\\)");

    private JarFile war;

    @BeforeEach
    void open() throws IOException {
        war = new JarFile(BuildPaths.war().toFile());
    }

    @AfterEach
    void close() throws IOException {
        war.close();
    }

    @Test
    void onlyTheExpectedLibrariesAreInTheWar() {
        Set<String> libraries = names("WEB-INF/lib/").stream()
                .map(name -> name.replaceAll("^WEB-INF/lib/(.*?)-\\d.*\\.jar$", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(new TreeSet<>(LIBRARIES), libraries);
    }

    /** By their files' names, and the page's libraries, whose modules are in the WAR as they are. A build without network makes no list. */
    @Test
    void theListOfWhatTheWarContainsNamesEveryLibraryAndNothingElse() throws IOException {
        Path list = BuildPaths.war().resolveSibling("onetail-sbom.json");
        assumeTrue(
                Files.exists(list)
                        && Files.getLastModifiedTime(list).compareTo(Files.getLastModifiedTime(BuildPaths.war())) >= 0,
                "there is no list of this build");
        Set<String> listed = new TreeSet<>();
        try (JsonReader reader = Json.createReader(Files.newInputStream(list))) {
            reader.readObject().getJsonArray("components").getValuesAs(JsonObject.class).stream()
                    .map(library -> library.getString("name") + "-" + library.getString("version") + ".jar")
                    .forEach(listed::add);
        }
        Set<String> contained = names("WEB-INF/lib/").stream()
                .map(name -> name.substring("WEB-INF/lib/".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        listed.stream().filter(name -> name.startsWith("lit")).forEach(contained::add);

        assertEquals(contained, listed);
        assertEquals(2, listed.stream().filter(name -> name.startsWith("lit")).count(), listed.toString());
    }

    @Test
    void neitherDemoNorTestsAreInTheWar() {
        List<String> classes = names("WEB-INF/classes/").stream()
                .filter(name -> name.matches(".*/(demo|testing|system)/.*|.*(Test|IT)\\.class"))
                .toList();

        assertEquals(List.of(), classes);
    }

    @Test
    void everyModuleThatThePageImportsIsThereByARelativePath() throws IOException {
        for (String module :
                names("").stream().filter(name -> name.endsWith(".js")).toList()) {
            Matcher imported = MODULE.matcher(text(module));
            while (imported.find()) {
                String path = imported.group(1) == null ? imported.group(2) : imported.group(1);
                assertTrue(path.startsWith("./") || path.startsWith("../"), module + " imports " + path);
                String target = java.net
                        .URI
                        .create("/" + module)
                        .resolve(path)
                        .getPath()
                        .substring(1);
                assertNotNull(war.getEntry(target), module + " imports " + path);
            }
        }
    }

    @Test
    void theManifestNamesVersionAndLicense() throws IOException {
        Attributes manifest = war.getManifest().getMainAttributes();

        assertEquals("Onetail", manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE));
        assertTrue(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION).matches("\\d+\\.\\d+.*"));
        assertEquals("Apache-2.0", manifest.getValue("Bundle-License"));
        assertTrue(text("META-INF/LICENSE").contains("Apache License"));
    }

    private List<String> names(String prefix) {
        return war.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(prefix) && !name.endsWith("/"))
                .toList();
    }

    private String text(String name) throws IOException {
        try (InputStream in = war.getInputStream(war.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

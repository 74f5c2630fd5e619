package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private static final Charset GBK = Charset.forName("GBK");

    private final Catalog catalog = new Catalog(
            List.of(
                    host("web-1", List.of("/var/log/nginx/*.log", "/var/log/app.log", "/srv/**/catalina.out")),
                    host("db", List.of())),
            List.of("something is wrong"));

    private static Host host(String name, List<String> logs) {
        Map<String, Charset> charsets = new LinkedHashMap<>();
        charsets.put("/var/log/nginx/gbk-*.log", GBK);
        charsets.put("/var/log/nginx/*.log", StandardCharsets.ISO_8859_1);
        return new Host(
                name,
                null,
                Map.of(),
                null,
                logs,
                Map.of("nginx", "journalctl -f -u nginx"),
                StandardCharsets.UTF_8,
                charsets,
                false);
    }

    @Test
    void aNameThatCannotBeAskedForIsRefusedWithWhatIsWrongWithIt() {
        for (String name : List.of("a\nb.log", "a\tb.log", "a\uFFFDb.log")) {
            LogException e = assertThrows(
                    LogException.class, () -> catalog.resolve(new LogId("web-1", "/var/log/nginx/" + name)));
            assertEquals(FailureCode.BAD_REQUEST, e.failure());
            assertTrue(e.getMessage().endsWith("rename the file."), e.getMessage());
        }
    }

    private FailureCode refused(String host, String source) {
        return assertThrows(LogException.class, () -> catalog.resolve(new LogId(host, source)))
                .failure();
    }

    @Test
    void hostsAreSortedByName() {
        assertEquals(
                List.of("db", "web-1"), catalog.hosts().stream().map(Host::name).toList());
        assertEquals(List.of("something is wrong"), catalog.problems());
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/nginx/access.log,ISO-8859-1,false",
        "/var/log/nginx/gbk-1.log,GBK,false",
        "/var/log/app.log,UTF-8,true",
        "/srv/catalina.out,UTF-8,false",
        "/srv/a/b/catalina.out,UTF-8,false",
    })
    void aPathUnderAGlobIsAFile(String path, String charset, boolean exact) throws LogException {
        LogSource.FileSource file =
                assertInstanceOf(LogSource.FileSource.class, catalog.resolve(new LogId("web-1", path)));
        assertEquals(path, file.path());
        assertEquals(Charset.forName(charset), file.charset());
        assertEquals(exact, file.exact());
        assertEquals("web-1", file.host().name());
    }

    @Test
    void aNameIsACommand() throws LogException {
        LogSource.CommandSource command =
                assertInstanceOf(LogSource.CommandSource.class, catalog.resolve(new LogId("db", "nginx")));
        assertEquals("journalctl -f -u nginx", command.command());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/log/nginx/../app.log",
                "/var/log/nginx/./access.log",
                "/var/log/nginx//access.log",
                "/var/log/nginx/access.log/",
                "/var/log/nginx/..",
                "/var/log/nginx/a\n.log",
                "/var/log/nginx/a\u001b.log",
                "/var/log/nginx/a\u007f.log",
                "/var/log/nginx/\uD800.log",
                "/",
                "//",
                "var/log/app.log",
                "./x",
                "../x",
                "nginx; reboot",
                "$(reboot)",
                " nginx",
                "nginx\n",
                "-n",
            })
    void whatIsNeitherANormalPathNorACommandsNameIsABadRequest(String source) {
        assertEquals(FailureCode.BAD_REQUEST, refused("web-1", source));
    }

    @Test
    void aVeryLongPathIsABadRequest() {
        assertEquals(FailureCode.BAD_REQUEST, refused("web-1", "/var/log/nginx/" + "a".repeat(5000) + ".log"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "/var/log/nginx/sub/access.log",
                "/var/log/nginx",
                "/var/log/nginx/%2e%2e",
                "/var/log/nginx/*.log.gz",
                "/var/log/APP.log",
            })
    void aPathUnderNoGlobIsForbidden(String path) {
        assertEquals(FailureCode.FORBIDDEN, refused("web-1", path));
    }

    @Test
    void aHostWithoutLogsForbidsEveryPath() {
        assertEquals(FailureCode.FORBIDDEN, refused("db", "/var/log/app.log"));
    }

    @Test
    void unknownHostsAndCommandsAreNotFound() {
        assertEquals(FailureCode.NOT_FOUND, refused("web-2", "/var/log/app.log"));
        assertEquals(FailureCode.NOT_FOUND, refused("web-1\n", "/var/log/app.log"));
        assertEquals(FailureCode.NOT_FOUND, refused("web-1", "postgres"));
    }

    @Test
    void messagesNeverRepeatControlCharacters() {
        for (String source : List.of("/var/\u001b[31m", "a\nb", "/var/log/nginx/a\u202e\r.log")) {
            String message = assertThrows(LogException.class, () -> catalog.resolve(new LogId("web-1", source)))
                    .getMessage();
            assertFalse(message.chars().anyMatch(Character::isISOControl), message);
        }
        String message =
                assertThrows(LogException.class, () -> catalog.host("a\nb")).getMessage();
        assertEquals("There is no host 'a\\u000ab' in the configuration, or none that you may see.", message);
    }

    @Test
    void aLinkMayLeadToAnotherAllowedPathOnly() throws LogException {
        LogSource.FileSource file =
                (LogSource.FileSource) catalog.resolve(new LogId("web-1", "/var/log/nginx/access.log"));
        assertDoesNotThrow(() -> catalog.checkResolved(file, "/var/log/nginx/access.log"));
        assertDoesNotThrow(() -> catalog.checkResolved(file, "/var/log/app.log"));
        LogException refused = assertThrows(LogException.class, () -> catalog.checkResolved(file, "/etc/shadow"));
        assertEquals(FailureCode.FORBIDDEN, refused.failure());
        assertTrue(refused.getMessage().contains("/etc/shadow"), refused.getMessage());
        assertTrue(refused.getMessage().contains("/var/log/nginx/access.log"), refused.getMessage());
        assertThrows(LogException.class, () -> catalog.checkResolved(file, "/var/log/nginx/../../etc/x.log"));
    }

    @Test
    void aNewCatalogThatForbidsTheFileForbidsItsLinkTarget() throws LogException {
        LogSource.FileSource file =
                (LogSource.FileSource) catalog.resolve(new LogId("web-1", "/var/log/nginx/access.log"));
        Catalog narrower = new Catalog(List.of(host("web-1", List.of("/var/log/nginx/access.log"))), List.of());
        assertThrows(LogException.class, () -> narrower.checkResolved(file, "/var/log/app.log"));
    }

    @Test
    void badNamesAreRefused() {
        for (String name : List.of("a b", "-x", "", "a/b", "a:b", "ü", ".")) {
            assertFalse(Catalog.hostName(name), name);
            assertFalse(Catalog.commandName(name), name);
        }
        for (String name : List.of("web-1", "web_1.example.com", "A", "10.0.0.1")) {
            assertTrue(Catalog.hostName(name), name);
        }
        assertThrows(IllegalArgumentException.class, () -> new Catalog(List.of(host("a b", List.of())), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Catalog(List.of(host("a", List.of()), host("a", List.of())), List.of()));
    }
}

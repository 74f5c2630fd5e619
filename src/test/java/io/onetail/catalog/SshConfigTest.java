package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConfigTest {
    @TempDir
    Path dir;

    private SshConfig config(String... lines) throws IOException {
        return SshConfig.read(Files.write(dir.resolve("config"), List.of(lines)));
    }

    @Test
    void readsTheSixKeywords() throws IOException {
        SshConfig.HostConfig web = config(
                        "# ours",
                        "Host web-1",
                        "  HostName 10.0.0.5   # in the cellar",
                        "\tport = 2222",
                        "  USER \"log reader\"",
                        "  IdentityFile=/keys/web",
                        "  ProxyJump ops@gate:2200,inner",
                        "  UserKnownHostsFile /keys/known /keys/known2",
                        "  ForwardAgent no")
                .about("web-1");
        assertEquals(
                new SshConfig.HostConfig(
                        "10.0.0.5",
                        "2222",
                        "log reader",
                        Path.of("/keys/web"),
                        "ops@gate:2200,inner",
                        Path.of("/keys/known")),
                web);
    }

    @Test
    void theFirstValueThatAppliesCounts() throws IOException {
        SshConfig config =
                config("User first", "Host web-*", "User second", "Port 1", "Host *", "Port 2", "IdentityFile /a");
        assertEquals("first", config.about("web-1").user());
        assertEquals("1", config.about("web-1").port());
        assertEquals("2", config.about("db").port());
        assertEquals(Path.of("/a"), config.about("db").keyFile());
    }

    @Test
    void aNegatedPatternExcludesAndNeverIncludes() throws IOException {
        SshConfig config = config("Host *.example !secret.example", "User a", "Host !x", "User b");
        assertEquals("a", config.about("web.example").user());
        assertNull(config.about("secret.example").user());
        assertNull(config.about("other").user());
    }

    @Test
    void wildcardsAreOpenSshsOwnAndCaseDoesNotCount() throws IOException {
        SshConfig config = config("Host WEB-? db*", "User a");
        assertEquals("a", config.about("web-1").user());
        assertNull(config.about("web-12").user());
        assertEquals("a", config.about("db.a/b").user());
    }

    @Test
    void includesFilesInTheirOrderAndUnderTheirBlocksCondition() throws IOException {
        Files.createDirectory(dir.resolve("conf.d"));
        Files.writeString(dir.resolve("conf.d/20.conf"), "Host *\nUser late\n");
        Files.writeString(dir.resolve("conf.d/10.conf"), "Host web\nUser early\n");
        Files.writeString(dir.resolve("only-db"), "Port 7\nHost web\nPort 8\n");
        SshConfig config = config("Include conf.d/*.conf missing", "Host db", "Include only-db", "IdentityFile /db");
        assertEquals("early", config.about("web").user());
        assertEquals("late", config.about("db").user());
        assertEquals("7", config.about("db").port());
        assertNull(config.about("web").port());
        assertEquals(Path.of("/db"), config.about("db").keyFile());
        assertNull(config.about("web").keyFile());
        assertEquals(List.of(), config.notes());
    }

    @Test
    void aFileThatIncludesItselfEnds() throws IOException {
        SshConfig config = config("Include config", "User a");
        assertEquals("a", config.about("x").user());
        assertTrue(
                config.notes().get(0).contains("more than 16 levels deep"),
                config.notes().toString());
    }

    @Test
    void matchBlocksArePassedOverWithANote() throws IOException {
        Files.writeString(dir.resolve("inc"), "User included\n");
        SshConfig config = config(
                "Match host web exec \"reboot\"",
                "User evil",
                "Include inc",
                "Host web",
                "Port 3",
                "Match all",
                "User a");
        assertEquals("a", config.about("web").user());
        assertEquals("3", config.about("web").port());
        assertEquals(1, config.notes().size());
        assertTrue(
                config.notes().get(0).contains("config, line 1"), config.notes().toString());
        assertTrue(
                config.notes().get(0).contains("Match host web"), config.notes().toString());
    }

    @Test
    void tokensAndTheHomeDirectoryAreExpanded() throws IOException {
        String home = System.getProperty("user.home");
        SshConfig config = config(
                "Host web-*", "HostName %h.example", "User u", "IdentityFile ~/keys/%h-%r-%n-100%%", "ProxyJump none");
        assertEquals("web-1.example", config.about("web-1").address());
        assertEquals(
                Path.of(home, "keys/web-1.example-u-web-1-100%"),
                config.about("web-1").keyFile());
        assertNull(config.about("web-1").jump());
    }

    @Test
    void aMissingFileSaysNothingAndIsNoted() {
        SshConfig config = SshConfig.read(dir.resolve("absent"));
        assertNull(config.about("web").address());
        assertTrue(config.notes().get(0).contains("absent"), config.notes().toString());
    }

    @Test
    void aLineWithoutAValueIsNoted() throws IOException {
        assertTrue(config("Host a", "User").notes().get(0).contains("line 2: 'User' has no value"));
    }
}

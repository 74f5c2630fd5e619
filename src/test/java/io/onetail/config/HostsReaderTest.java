package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.Secret;
import io.onetail.catalog.SshAlgorithms;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsReaderTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @TempDir
    Path dir;

    private static Catalog read(String... keysAndValues) {
        return ConfigFixture.catalog(ConfigFixture.of(keysAndValues));
    }

    private static List<String> names(Catalog catalog) {
        return catalog.hosts().stream()
                .map(Host::name)
                .filter(name -> catalog.usable(name) != null)
                .toList();
    }

    private static SshLogin login(Catalog catalog, String host) throws LogException {
        SshLogin login = catalog.host(host).login();
        assertNotNull(login, catalog.problems().toString());
        return login;
    }

    @Test
    void aDateInTheNameOfADirectoryIsRefusedWithASentence() {
        Catalog catalog =
                read("onetail.default.key-file", "/k", "onetail.host.a.logs", "/logs/%d/app.log, /var/%d.log");
        String problem = catalog.problems().get(0);
        assertTrue(
                problem.contains("onetail.host.a.logs: '/logs/%d/app.log' has %d in the name of a directory"), problem);
        assertEquals(1, catalog.problems().size());
    }

    @Test
    void nothingConfiguredIsAnEmptyCatalog() {
        assertEquals(new Catalog(), read());
    }

    @Test
    void aHostNeedsAKeyFileOnlyAndTheRestIsDefault() throws LogException {
        Catalog catalog = read("onetail.host.web-1.key-file", "~/.ssh/id");
        assertEquals(List.of(), catalog.problems());
        assertEquals(
                new Host(
                        "web-1",
                        null,
                        Map.of(),
                        new SshLogin(
                                "web-1",
                                22,
                                System.getProperty("user.name"),
                                HOME.resolve(".ssh/id"),
                                null,
                                null,
                                HOME.resolve(".ssh/known_hosts"),
                                null,
                                Duration.ofSeconds(10)),
                        List.of(),
                        Map.of(),
                        StandardCharsets.UTF_8,
                        Map.of(),
                        false),
                catalog.host("web-1"));
    }

    @Test
    void everyKeyOfAHostIsRead() throws LogException {
        Catalog catalog = read(
                "onetail.host.web.example.com.address", "10.0.0.5",
                "onetail.host.web.example.com.port", "2222",
                "onetail.host.web.example.com.user", "logs",
                "onetail.host.web.example.com.key-file", "/keys/web",
                "onetail.host.web.example.com.key-passphrase", "p1",
                "onetail.host.web.example.com.password", "p2",
                "onetail.host.web.example.com.known-hosts", "/keys/known",
                "onetail.host.web.example.com.jump", "ops@gate:2200",
                "onetail.host.web.example.com.charset", "GBK",
                "onetail.host.web.example.com.charsets", "/a/{x,y}.log=ISO-8859-1, /a/*.log=UTF-8",
                "onetail.host.web.example.com.logs", "/a/{x,y}.log, /srv/**/catalina.out",
                "onetail.host.web.example.com.sudo", "true",
                "onetail.host.web.example.com.stderr", "mark, kernel=drop",
                "onetail.host.web.example.com.description", "The shop, front",
                "onetail.host.web.example.com.labels", "env=prod, team=web",
                "onetail.host.web.example.com.timeout", "3s",
                "onetail.host.web.example.com.reader", "python",
                "onetail.host.web.example.com.algorithms", "+ssh-rsa, +aes128-cbc",
                "onetail.host.web.example.com.command.nginx", "journalctl -f -u nginx",
                "onetail.host.web.example.com.command.kernel", "dmesg -w",
                "onetail.default.key-file", "/keys/all",
                "onetail.default.key-passphrase", "p0");
        assertEquals(List.of(), catalog.problems());
        Host host = catalog.host("web.example.com");
        assertEquals(
                new SshLogin(
                        "10.0.0.5",
                        2222,
                        "logs",
                        Path.of("/keys/web"),
                        new Secret("p1"),
                        new Secret("p2"),
                        Path.of("/keys/known"),
                        new SshLogin(
                                "gate",
                                2200,
                                "ops",
                                Path.of("/keys/all"),
                                new Secret("p0"),
                                null,
                                HOME.resolve(".ssh/known_hosts"),
                                null,
                                Duration.ofSeconds(10)),
                        Duration.ofSeconds(3),
                        ReaderKind.PYTHON,
                        new SshAlgorithms(List.of("+ssh-rsa", "+aes128-cbc"))),
                host.login());
        assertEquals(Charset.forName("GBK"), host.charset());
        assertEquals(
                List.of("/a/{x,y}.log", "/a/*.log"), List.copyOf(host.charsets().keySet()));
        assertEquals(List.of("/a/{x,y}.log", "/srv/**/catalina.out"), host.logs());
        assertTrue(host.sudo());
        assertEquals(Map.of("nginx", StderrMode.MARK, "kernel", StderrMode.DROP), host.stderr());
        assertEquals("The shop, front", host.description());
        assertEquals(Map.of("env", "prod", "team", "web"), host.labels());
        assertEquals(List.of("kernel", "nginx"), List.copyOf(host.commands().keySet()));
        assertEquals("journalctl -f -u nginx", host.commands().get("nginx"));
    }

    @Test
    void aWordForACommandThatTheHostLacksIsAMistakeUnlessItIsSaidForAllHosts() throws LogException {
        String[] commands = {
            "onetail.host.a.local", "true", "onetail.host.a.command.nginx", "x", "onetail.host.a.command.kernel", "y"
        };
        Map<String, String> values = new TreeMap<>(ConfigFixture.map(commands));
        values.put("onetail.default.stderr", "ngnix=drop, kernel=drop");
        Catalog catalog = ConfigFixture.catalog(ConfigFixture.of(values, Map.of()));
        assertEquals(List.of(), catalog.problems());
        assertEquals(
                Map.of("nginx", StderrMode.MERGE, "kernel", StderrMode.DROP),
                catalog.host("a").stderr());
        values.put("onetail.host.a.stderr", "ngnix=drop, kernel=drop");
        assertEquals(
                List.of("Host 'a' can't be used until this is corrected: onetail.host.a.stderr names"
                        + " the command 'ngnix', which this host does not have;"
                        + " expected one of its commands: kernel, nginx."),
                ConfigFixture.catalog(ConfigFixture.of(values, Map.of())).problems());
    }

    @ParameterizedTest
    @CsvSource({
        "user,logs",
        "port,2222",
        "key-file,/keys/other",
        "key-passphrase,p",
        "password,p",
        "known-hosts,/k",
        "jump,gate",
        "charset,GBK",
        "charsets,/a=GBK",
        "logs,/a",
        "sudo,true",
        "timeout,3s",
        "reader,perl",
        "algorithms,+ssh-rsa",
    })
    void aDefaultForAllHostsIsTakenUnlessTheHostHasItsOwn(String word, String value) throws LogException {
        String[] own = {"onetail.host.a.key-file", "/k", "onetail.host.a." + word, value};
        String[] all = {"onetail.host.a.key-file", "/k", "onetail.default." + word, value};
        if (word.equals("key-file")) {
            own = new String[] {"onetail.host.a.key-file", value};
            all = new String[] {"onetail.hosts", "a", "onetail.default.key-file", value};
        }
        if (word.equals("jump")) {
            own = new String[] {own[0], own[1], own[2], own[3], "onetail.default.key-file", "/k"};
            all = new String[] {all[0], all[1], all[2], all[3], "onetail.default.key-file", "/k"};
        }
        assertEquals(read(own).host("a"), read(all).host("a"));
        assertFalse(
                read(own).host("a").equals(read("onetail.host.a.key-file", "/k").host("a")));
    }

    @Test
    void listedAndDescribedHostsAreOneUnion() {
        Catalog catalog =
                read("onetail.hosts", "b, a", "onetail.host.c.local", "true", "onetail.default.key-file", "/keys/all");
        assertEquals(List.of("a", "b", "c"), names(catalog));
    }

    @Test
    void aLocalHostHasNoLogin() throws LogException {
        Catalog catalog = read("onetail.host.server.local", "true", "onetail.host.server.logs", "/var/log/*.log");
        assertNull(catalog.host("server").login());
        assertEquals(List.of(), catalog.problems());
    }

    @Test
    void aHostThatOnlyTheEnvironmentDescribesMustBeListed() throws LogException {
        Map<String, String> environment = Map.of(
                "ONETAIL_HOSTS", "web-1",
                "ONETAIL_HOST_WEB_1_ADDRESS", "10.0.0.5",
                "ONETAIL_HOST_WEB_1_KEY_FILE", "/k",
                "ONETAIL_HOST_WEB_1_COMMANDS", "nginx",
                "ONETAIL_HOST_WEB_1_COMMAND_NGINX", "journalctl -f",
                "ONETAIL_HOST_OTHER_ADDRESS", "10.0.0.6");
        Catalog catalog = ConfigFixture.catalog(ConfigFixture.of(Map.of(), environment));
        assertEquals(List.of("web-1"), names(catalog));
        assertEquals("10.0.0.5", login(catalog, "web-1").address());
        assertEquals(Map.of("nginx", "journalctl -f"), catalog.host("web-1").commands());
        assertEquals(List.of(), catalog.problems());
    }

    @Test
    void theEnvironmentOverridesTheFileWithoutMakingFurtherHosts() throws LogException {
        Catalog catalog = ConfigFixture.catalog(ConfigFixture.of(
                Map.of("onetail.host.web-1.address", "a", "onetail.host.web-1.key-file", "/k"),
                Map.of("ONETAIL_HOST_WEB_1_ADDRESS", "b")));
        assertEquals(List.of("web-1"), names(catalog));
        assertEquals("b", login(catalog, "web-1").address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port|0|onetail.host.bad.port is '0', expected a port from 1 to 65535.",
                "port|ssh|onetail.host.bad.port is 'ssh', expected a port from 1 to 65535.",
                "key-file|id|onetail.host.bad.key-file is 'id', expected an absolute path, or one that begins with '~/'.",
                "known-hosts|k|onetail.host.bad.known-hosts is 'k', expected an absolute path",
                "jump|a b|onetail.host.bad.jump is 'a b', expected names of configured hosts or user@address:port",
                "jump|bad|onetail.host.bad.jump is 'bad', which leads in a circle: bad → bad.",
                "charset|UTF-99|onetail.host.bad.charset is 'UTF-99', expected a charset of Java in which",
                "charset|UTF-32|onetail.host.bad.charset is 'UTF-32', expected a charset of Java in which a line",
                "charsets|/a|onetail.host.bad.charsets contains '/a', expected NAME=VALUE.",
                "charsets|/a=x|onetail.host.bad.charsets for /a is 'x', expected a charset",
                "charsets|a=GBK|onetail.host.bad.charsets: 'a' is not a glob: it must begin with '/'.",
                "logs|/a,b|onetail.host.bad.logs: 'b' is not a glob: it must begin with '/'.",
                "sudo|yes|onetail.host.bad.sudo is 'yes', expected 'true' or 'false'.",
                "stderr|keep|onetail.host.bad.stderr is 'keep', expected merge, mark or drop",
                "stderr|c=keep|onetail.host.bad.stderr is 'keep', expected merge, mark or drop",
                "stderr|c=drop|onetail.host.bad.stderr names the command 'c', which this host does not have; expected"
                        + " merge, mark or drop without a command",
                "local|1|onetail.host.bad.local is '1', expected 'true' or 'false'.",
                "labels|prod|onetail.host.bad.labels contains 'prod', expected NAME=VALUE.",
                "timeout|10|onetail.host.bad.timeout is '10', expected a duration from 1s to 5m",
                "timeout|1h|onetail.host.bad.timeout is '1h', expected a duration from 1s to 5m",
                "reader|ruby|onetail.host.bad.reader is 'ruby', expected auto, perl, python or sh.",
                "algorithms|+ssh-rsa, none|onetail.host.bad.algorithms is '+ssh-rsa, none', expected names of SSH algorithms",
                "commands|x|onetail.host.bad.command.x is missing or empty, expected a command line.",
                "commands|x y|onetail.host.bad.commands: 'x y' is not a valid name of a command.",
                "port|${nope}|onetail.host.bad.port contains an expression '${…}' that has no value.",
            })
    void aBadHostIsListedAndNamedAndTheOthersStay(String word, String value, String problem) throws LogException {
        Map<String, String> values = new TreeMap<>(ConfigFixture.map(
                "onetail.host.good.local",
                "true",
                "onetail.host.bad.key-file",
                "/k",
                "onetail.host.bad." + word,
                value));
        Catalog catalog = ConfigFixture.catalog(ConfigFixture.of(values, Map.of()));
        assertEquals(List.of("good"), names(catalog));
        assertEquals(
                List.of("bad", "good"), catalog.hosts().stream().map(Host::name).toList());
        LogException refused = assertThrows(LogException.class, () -> catalog.host("bad"));
        assertTrue(refused.getMessage().startsWith("Host 'bad' can't be used: its configuration has a mistake"));
        assertEquals("good", catalog.host("good").name());
        assertEquals(1, catalog.problems().size(), catalog.problems().toString());
        String found = catalog.problems().get(0);
        assertTrue(found.startsWith("Host 'bad' can't be used until this is corrected: " + problem), found);
    }

    @Test
    void aHostWithoutKeyAndPasswordCantBeUsed() {
        Catalog catalog = read("onetail.host.web.address", "10.0.0.5");
        assertNull(catalog.usable("web"));
        assertTrue(
                catalog.problems().get(0).contains("'web' has neither a key file nor a password"),
                catalog.problems().toString());
    }

    @Test
    void mistakesInNamesAreReportedAndTheHostStays() {
        Catalog catalog = read(
                "onetail.host.web.local", "true",
                "onetail.host.web.adress", "x",
                "onetail.host.web.command.a b", "x",
                "onetail.host.a b.local", "true",
                "onetail.host.ghost.adress", "x",
                "onetail.host.port", "22");
        assertEquals(List.of("web"), names(catalog));
        String problems = String.join("\n", catalog.problems());
        assertTrue(
                problems.contains("onetail.host.web.adress is not a setting of a host; the settings are address, port"),
                problems);
        assertTrue(problems.contains("onetail.host.ghost.adress is not a setting"), problems);
        assertTrue(problems.contains("onetail.host.port is not a setting"), problems);
        assertTrue(problems.contains("'a b' is not a valid name of a command"), problems);
        assertTrue(problems.contains("'a b' is not a valid name of a host"), problems);
        assertEquals(5, catalog.problems().size(), problems);
    }

    @Test
    void noProblemEverShowsASecret() {
        Catalog catalog = read(
                "onetail.host.web.password", "hunter2",
                "onetail.host.web.key-passphrase", "hunter2",
                "onetail.host.web.port", "x",
                "onetail.host.web.passwort", "hunter2");
        assertFalse(
                catalog.problems().toString().contains("hunter2"),
                catalog.problems().toString());
        assertFalse(
                read("onetail.host.web.password", "hunter2").hosts().toString().contains("hunter2"));
    }

    @Test
    void aJumpMayBeAConfiguredHostWithAJumpOfItsOwn() throws LogException {
        Catalog catalog = read(
                "onetail.default.key-file", "/k",
                "onetail.host.a.jump", "b",
                "onetail.host.b.jump", "c",
                "onetail.host.b.user", "ub",
                "onetail.host.c.address", "10.0.0.3");
        SshLogin b = login(catalog, "a").jump();
        assertEquals("ub", b.user());
        assertEquals("10.0.0.3", b.jump().address());
        assertNull(b.jump().jump());
        assertEquals(List.of(), catalog.problems());
    }

    @Test
    void jumpsInACircleAreReportedForEachHostOfIt() {
        Catalog catalog =
                read("onetail.default.key-file", "/k", "onetail.host.a.jump", "b", "onetail.host.b.jump", "a");
        assertEquals(List.of(), names(catalog));
        assertTrue(
                catalog.problems().get(0).contains("a → b → a"),
                catalog.problems().toString());
    }

    @Test
    void aJumpForAllHostsIsNotForTheJumpItselfAndCanBeSwitchedOff() throws LogException {
        Catalog catalog = read(
                "onetail.default.key-file", "/k",
                "onetail.default.jump", "gate",
                "onetail.hosts", "a,b,gate",
                "onetail.host.b.jump", "none");
        assertEquals("gate", login(catalog, "a").jump().address());
        assertNull(login(catalog, "a").jump().jump());
        assertNull(login(catalog, "gate").jump());
        assertNull(login(catalog, "b").jump());
        assertEquals(List.of(), catalog.problems());
    }

    @Test
    void severalJumpsAreGoneThroughInTheirOrder() throws LogException {
        SshLogin login =
                login(read("onetail.default.key-file", "/k", "onetail.host.a.jump", "x@first, y@[::1]:7"), "a");
        assertEquals("::1", login.jump().address());
        assertEquals(7, login.jump().port());
        assertEquals("first", login.jump().jump().address());
        assertEquals("x", login.jump().jump().user());
    }

    @Test
    void sshConfigGivesWhatTheHostDoesNotHaveAndComesBeforeTheDefaults() throws LogException, IOException {
        Path ssh = Files.writeString(dir.resolve("config"), """
                Host web
                  HostName 10.0.0.5
                  Port 2222
                  User sshuser
                  IdentityFile /keys/ssh
                  UserKnownHostsFile /keys/known
                  ProxyJump gate
                Host gate
                  User gateuser
                  IdentityFile /keys/gate
                """);
        Catalog catalog = read(
                "onetail.ssh.config", ssh.toString(),
                "onetail.hosts", "web",
                "onetail.host.front.address", "web",
                "onetail.host.front.user", "own",
                "onetail.default.user", "all",
                "onetail.default.port", "1");
        assertEquals(List.of(), catalog.problems());
        SshLogin web = login(catalog, "web");
        assertEquals("10.0.0.5", web.address());
        assertEquals(2222, web.port());
        assertEquals("sshuser", web.user());
        assertEquals(Path.of("/keys/ssh"), web.keyFile());
        assertEquals(Path.of("/keys/known"), web.knownHosts());
        assertEquals("gateuser", web.jump().user());
        assertEquals(1, web.jump().port());
        assertEquals("own", login(catalog, "front").user());
        assertEquals("10.0.0.5", login(catalog, "front").address());
    }

    @Test
    void mistakesInSshConfigAreReported() throws IOException {
        Path ssh = Files.writeString(dir.resolve("config"), "Host web\nPort x\nMatch user a\nPort 1\n");
        Catalog catalog = read(
                "onetail.ssh.config", ssh.toString(), "onetail.default.key-file", "/k", "onetail.hosts", "web,other");
        assertEquals(List.of("other"), names(catalog));
        String problems = catalog.problems().toString();
        assertTrue(problems.contains("Match user a"), problems);
        assertTrue(problems.contains("port of 'web' in ssh_config is 'x'"), problems);
    }

    @Test
    void anAddressForALocalHostIsAMistake() {
        Catalog catalog = read("onetail.host.a.local", "true", "onetail.host.a.address", "x");
        assertEquals(List.of(), names(catalog));
        assertTrue(catalog.problems().get(0).contains("need no address"));
    }

    /** Changes settings of hosts without mistakes; an empty value removes a setting. */
    private static Catalog changed(Map<String, String> values, String... keysAndValues) {
        Catalog before = ConfigFixture.catalog(ConfigFixture.of(values, Map.of()));
        assertEquals(List.of(), before.problems());
        Map<String, String> now = new TreeMap<>(values);
        now.putAll(ConfigFixture.map(keysAndValues));
        now.values().removeIf(String::isEmpty);
        return HostsReader.read(new SettingsReader(ConfigFixture.of(now, Map.of())), null, before);
    }

    private static final Map<String, String> TWO = ConfigFixture.map(
            "onetail.default.key-file", "/k",
            "onetail.host.a.address", "10.0.0.1",
            "onetail.host.a.timeout", "7s",
            "onetail.host.a.logs", "/log/**,/old/*",
            "onetail.host.a.command.top", "top -b",
            "onetail.host.a.command.who", "who",
            "onetail.host.a.labels", "env=prod",
            "onetail.host.a.sudo", "true",
            "onetail.host.b.address", "10.0.0.2",
            "onetail.host.b.logs", "/log/**");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout|10",
                "port|ssh",
                "user|${nope}",
                "key-file|id",
                "known-hosts|known",
                "jump|a",
                "reader|ruby",
                "charset|klingon",
                "charsets|/a=klingon",
                "charsets|a=GBK",
                "sudo|yes",
                "local|on",
                "labels|prod",
                "logs|log/**",
                "logs|${nope}",
                "commands|x y",
                "command.top|${nope}",
                "adress|10.0.0.9",
            })
    void aHostWithABadValueStaysAsItWas(String word, String value) throws LogException {
        Catalog before = ConfigFixture.catalog(ConfigFixture.of(TWO, Map.of()));
        Catalog now = changed(TWO, "onetail.host.a." + word, value, "onetail.host.b.description", "new");
        assertEquals(before.host("a"), now.host("a"));
        assertEquals("new", now.host("b").description());
        String problem = String.join("\n", now.problems());
        assertTrue(problem.startsWith("Host 'a' stays as it was until this is corrected: "), problem);
        assertTrue(problem.contains(word), problem);
        assertEquals(1, now.problems().size(), problem);
    }

    @Test
    void aBadValueForAllHostsIsToldOnceAndAllStay() throws LogException {
        Catalog before = ConfigFixture.catalog(ConfigFixture.of(TWO, Map.of()));
        Catalog now = changed(TWO, "onetail.default.reader", "ruby", "onetail.host.c.local", "true");
        assertEquals(before.hosts(), now.hosts().subList(0, 2));
        assertEquals("c", now.host("c").name());
        assertEquals(
                List.of("Hosts 'a' and 'b' stay as they were until this is corrected: onetail.default.reader is 'ruby',"
                        + " expected auto, perl, python or sh."),
                now.problems());
    }

    @Test
    void aNewHostWithABadValueForAllHostsCantBeUsedUntilItIsCorrected() {
        Catalog now = changed(TWO, "onetail.default.reader", "ruby", "onetail.host.c.address", "c");
        assertEquals(List.of("a", "b"), names(now));
        assertThrows(LogException.class, () -> now.host("c"));
    }

    @Test
    void whatAHostWithABadValueShowsNoMoreIsGoneAtOnceAndNothingIsAdded() throws LogException {
        Host now = changed(
                        TWO,
                        "onetail.host.a.timeout",
                        "10",
                        "onetail.host.a.address",
                        "10.0.0.9",
                        "onetail.host.a.logs",
                        "/log/**, /new/*",
                        "onetail.host.a.command.top",
                        "top -b -c",
                        "onetail.host.a.command.new",
                        "id",
                        "onetail.host.a.sudo",
                        "false")
                .host("a");
        assertEquals("10.0.0.1", now.login().address());
        assertEquals(List.of("/log/**"), now.logs());
        assertEquals(Map.of("who", "who"), now.commands());
        assertFalse(now.sudo());
    }

    @Test
    void aHostWithABadValueAndOtherLabelsCantBeUsedSinceRightsGoByThem() {
        Catalog now = changed(TWO, "onetail.host.a.timeout", "10", "onetail.host.a.labels", "env=test");
        assertThrows(LogException.class, () -> now.host("a"));
    }

    @Test
    void aHostThatIsTakenAwayIsGone() {
        Map<String, String> gone = new TreeMap<>(TWO);
        gone.keySet().removeIf(key -> key.startsWith("onetail.host.a."));
        gone.put("onetail.default.port", "x");
        Catalog now = HostsReader.read(
                new SettingsReader(ConfigFixture.of(gone, Map.of())),
                null,
                ConfigFixture.catalog(ConfigFixture.of(TWO, Map.of())));
        assertEquals(List.of("b"), names(now));
    }

    @Test
    void hostsStayWhileTheListOfThemOrSshConfigCantBeRead() throws IOException {
        Path ssh = Files.writeString(dir.resolve("config"), "Host c\nHostName 10.0.0.3\n");
        Map<String, String> values = new TreeMap<>(TWO);
        values.putAll(Map.of("onetail.hosts", "c", "onetail.ssh.config", ssh.toString()));
        Catalog before = ConfigFixture.catalog(ConfigFixture.of(values, Map.of()));
        assertEquals(before.hosts(), changed(values, "onetail.hosts", "${nope}").hosts());
        assertEquals(
                before.hosts(), changed(values, "onetail.ssh.config", "config").hosts());
        Files.delete(ssh);
        Catalog now = HostsReader.read(new SettingsReader(ConfigFixture.of(values, Map.of())), null, before);
        assertEquals(before.hosts(), now.hosts());
        assertTrue(
                now.problems()
                        .get(0)
                        .startsWith("Hosts 'a', 'b' and 'c' stay as they were until this is corrected: The"),
                now.problems().toString());
        assertEquals(1, now.problems().size(), now.problems().toString());
    }

    /**
     * A server that has started with an unknown word in a host's settings uses the host nevertheless, and continues to.
     */
    @Test
    void aWordThatWasUnknownFromTheStartDoesNotHoldTheHost() throws LogException {
        Map<String, String> values = new TreeMap<>(TWO);
        values.put("onetail.host.a.adress", "10.0.0.9");
        Catalog before = ConfigFixture.catalog(ConfigFixture.of(values, Map.of()));
        assertTrue(before.problems().get(0).endsWith(" Did you mean address?"));
        values.put("onetail.host.a.timeout", "9s");
        Catalog now = HostsReader.read(new SettingsReader(ConfigFixture.of(values, Map.of())), null, before);
        assertEquals(Duration.ofSeconds(9), now.host("a").login().timeout());
        assertEquals(before.problems(), now.problems());
    }
}

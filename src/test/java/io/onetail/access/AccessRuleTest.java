package io.onetail.access;

import static io.onetail.access.AccessFixture.DB;
import static io.onetail.access.AccessFixture.WEB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Host;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRuleTest {
    private static final Map<String, Host> HOSTS = Map.of("web", WEB, "db", DB);

    private static boolean views(String conditions, Host host, String source) {
        return AccessRule.parse("view " + conditions).allows(Action.VIEW, host, source);
    }

    @Test
    void withoutConditionsItIsAboutEveryLog() {
        assertTrue(views("", WEB, "/var/log/a.log"));
        assertTrue(views("", DB, "journal"));
    }

    @Test
    void allowsTheActionsThatItNamesAndNoOther() {
        AccessRule rule = AccessRule.parse("view,search ,  download host web-*");
        assertEquals(Set.of(Action.VIEW, Action.SEARCH, Action.DOWNLOAD), rule.actions());
        assertFalse(rule.allows(Action.UNMASKED, WEB, "/var/log/a.log"));
        assertEquals("view, search, download host web-*", rule.toString());
    }

    @Test
    void everythingIsAllActions() {
        assertEquals(EnumSet.allOf(Action.class), AccessRule.parse("everything").actions());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host web-*, db-*                                   | db  | /x               | true
                    host {web,db}-1                                    | db  | /x               | true
                    host web-*, db-* label env=prod                    | db  | /x               | false
                    host web-*, db-* label env=prod source /var/log/** | web | /var/log/n/a.log | true
                    host web-*, db-* label env=prod source /var/log/** | web | /srv/a.log       | false
                    label env=prod, env=test label team                | db  | /x               | true
                    label env=prod, env=test label team                | web | /x               | false
                    """)
    void commasMeanOrAndFurtherWordsMeanAnd(String conditions, String host, String source, boolean allowed) {
        assertEquals(allowed, views(conditions, HOSTS.get(host), source));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    not host web-*                                                 | web | /x                | false
                    not host web-*                                                 | db  | /x                | true
                    source /var/log/** not source /var/log/secure*, /var/log/auth* | web | /var/log/auth.log | false
                    source /var/log/** not source /var/log/secure*                 | web | /var/log/mail.log | true
                    not label env=prod                                             | web | /x                | false
                    not label env=prod                                             | db  | /x                | true
                    """)
    void notTakesAway(String conditions, String host, String source, boolean allowed) {
        assertEquals(allowed, views(conditions, HOSTS.get(host), source));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host web          | web | /x               | false
                    host eb-1         | web | /x               | false
                    host WEB-1        | web | /x               | false
                    source /var/log   | web | /var/log/a.log   | false
                    source /var/log/* | web | /var/log/n/a.log | false
                    source /var/log/a | web | /var/log/a.log   | false
                    """)
    void aNameIsMatchedAsAWhole(String conditions, String host, String source, boolean allowed) {
        assertEquals(allowed, views(conditions, HOSTS.get(host), source));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    label team=a/*    | db | /x | true
                    label team=*      | db | /x | true
                    label team        | db | /x | true
                    label team=a      | db | /x | false
                    # an exclusion applies whatever the value contains
                    not label team=a* | db | /x | false
                    """)
    void aLabelMayHoldASlashAndHasAnyValueIfNoneIsGiven(
            String conditions, String host, String source, boolean allowed) {
        assertEquals(allowed, views(conditions, HOSTS.get(host), source));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    source journal   | web | journal        | true
                    source jour*, /a | web | journal        | true
                    source /**       | web | journal        | false
                    source journal   | web | /journal       | false
                    source j*        | web | /jump          | false
                    source *         | web | journal        | true
                    source *         | web | /var/log/a.log | true
                    """)
    void sourcesArePathsOrCommands(String conditions, String host, String source, boolean allowed) {
        assertEquals(allowed, views(conditions, HOSTS.get(host), source));
    }

    @Test
    void whatAPathTriesIsNotAMatch() {
        for (String source : List.of(
                "/var/log/nginx/../secure",
                "/var/log/nginx//a.log",
                "/var/log/nginx/%2e%2e/secure",
                "/var/log/nginx/a.log\n",
                "/var/log/nginx\u0000.log",
                "/VAR/log/nginx/a.log",
                " /var/log/nginx/a.log")) {
            assertFalse(views("source /var/log/nginx/?.log", WEB, source), source);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vew|'vew' was found, expected actions separated by commas (view, search,",
                "view search|'search' was found, expected a comma, 'host', 'label' or 'source'",
                "view,|it ends too early, expected an action",
                "view host|it ends too early, expected a pattern after 'host'",
                "view host web-1 db-1|'db-1' was found, expected a comma, 'host'",
                "view host source /a|'source' was found, expected a pattern",
                "view hosts web-1|'hosts' was found",
                "view not|it ends too early, expected 'host', 'label' or 'source'",
                "view not web-1|'web-1' was found after 'not'",
                "view host web/1|'web/1' was found, expected a name without '/'",
                "view host [a|'[a' was found, expected a name or path with *",
                "view source var/log/x|'var/log/x' was found, expected a name without '/', or a path that begins with it",
                "view source /var/log/..|'/var/log/..' was found",
                "view source /a**|'/a**' was found",
                "view label =x|'=x' was found after 'label', expected NAME=PATTERN",
                "view label env=|'env=' was found after 'label', expected NAME=PATTERN",
                "view source /a,,/b|',' was found, expected a pattern",
                "administer host web-1|'administer' does not refer to single logs",
                "everything host web-1|'host' was found after 'everything', expected nothing",
                "everything, view|',' was found after 'everything'",
            })
    void aMistakeSaysWhatWasFoundAndWhatWasExpected(String rule, String message) {
        String found = assertThrows(IllegalArgumentException.class, () -> AccessRule.parse(rule))
                .getMessage();
        assertTrue(found.startsWith(message), found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "host web-1", "*"})
    void withoutAnActionItIsAMistake(String rule) {
        assertThrows(IllegalArgumentException.class, () -> AccessRule.parse(rule));
    }

    @Test
    void rulesStandBetweenSemicolons() {
        assertEquals(List.of("view host a", "search"), AccessRule.split("view host a; search ;;"));
        assertEquals(List.of("view source /a\\;b"), AccessRule.split("view source /a\\;b"));
        assertTrue(views("source /a\\;b", WEB, "/a;b"));
        assertTrue(views("source /a\\ b", WEB, "/a b"));
    }
}

package io.onetail.access;

import static io.onetail.access.AccessFixture.DB;
import static io.onetail.access.AccessFixture.WEB;
import static io.onetail.access.AccessFixture.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private final List<String> problems = new ArrayList<>();

    private Role role(String name, String groups, String rules) {
        return Role.of(name, Set.of(groups.split(",")), Set.of(), rules, null, problems::add);
    }

    private static Policy policy(Role... roles) {
        return new Policy(false, List.of(roles), MaskPolicy.NONE, List.of());
    }

    @Test
    void withoutARoleNothingIsAllowed() {
        Rights rights = policy(role("ops", "ops", "everything")).of(person("mallory", "OPS", "op", "ops "));
        for (Action action : Action.values()) {
            assertFalse(rights.may(action, WEB, "/var/log/a.log"), action.word());
        }
        assertFalse(rights.sees(WEB));
        assertTrue(rights.nothing().contains("You have no role here"), rights.nothing());
    }

    @Test
    void whoIsNotKnownHasNoRole() {
        Rights rights = policy(Role.of("r", Set.of(""), Set.of("anyone", ""), "everything", null, problems::add))
                .of(null);
        assertFalse(rights.sees(WEB));
        assertFalse(rights.administers());
    }

    @Test
    void withoutAnyRolesNobodySeesAnythingAndIsToldWhy() {
        Rights rights = policy().of(person("a", "ops"));
        assertFalse(rights.sees(WEB));
        assertTrue(rights.nothing().contains("onetail.role.NAME.groups"), rights.nothing());
    }

    @Test
    void whereNobodyIsAskedEverybodyMayDoEverything() {
        Rights rights = Policy.OPEN.of(null);
        assertTrue(rights.may(Action.UNMASKED, WEB, "/x"));
        assertTrue(rights.administers());
        assertTrue(rights.sees(AccessFixture.host("empty", Map.of())));
        assertNull(rights.nothing());
    }

    @Test
    void rolesAddUpAndUsersMayBeNamed() {
        Policy policy = policy(
                role("web", "web,ops", "view host web-*"),
                Role.of("db", Set.of("dba"), Set.of("alice"), "view host db-*", null, problems::add));
        assertTrue(policy.of(person("bob", "ops")).sees(WEB, "/x"));
        assertFalse(policy.of(person("bob", "ops")).sees(DB, "/x"));
        assertTrue(policy.of(person("alice", "ops")).sees(DB, "/x"));
        assertFalse(policy.of(person("Alice")).sees(DB, "/x"));
        assertFalse(policy.of(person("x", "alice")).sees(DB, "/x"), "a group is not a user");
        assertEquals(List.of(), problems);
    }

    @Test
    void whatIsBasedOnViewingNeedsIt() {
        Rights rights = policy(role("r", "g", "search, unmasked, download; view host web-*"))
                .of(person("a", "g"));
        assertTrue(rights.may(Action.SEARCH, WEB, "/x"));
        assertTrue(rights.may(Action.UNMASKED, WEB, "/x"));
        assertFalse(rights.may(Action.SEARCH, DB, "/x"));
        assertFalse(rights.may(Action.UNMASKED, DB, "/x"));
    }

    @Test
    void anAdministratorSeesNoLogByThat() {
        Rights rights = policy(role("r", "g", "administer")).of(person("a", "g"));
        assertTrue(rights.administers());
        assertFalse(rights.sees(WEB));
        assertTrue(rights.nothing().contains("do not allow you to view any log"), rights.nothing());
    }

    @Test
    void aRuleWithAMistakeAllowsNothingAndTheOthersAreThere() {
        Role role = role("r", "g", "view hosts web-*; view host db-*; search, everything");
        assertEquals(
                List.of("view host db-*"),
                role.rules().stream().map(AccessRule::text).toList());
        assertEquals(2, problems.size());
        assertTrue(
                problems.get(0).startsWith("the rule 'view hosts web-*' allows nothing: 'hosts' was found"),
                problems.get(0));
    }

    @Test
    void aHostIsSeenIfOneOfItsLogsMayBe() {
        Policy policy = policy(role("r", "g", "view source /srv/data.log"));
        Rights rights = policy.of(person("a", "g"));
        assertTrue(rights.sees(DB));
        assertFalse(rights.sees(WEB), "its logs are elsewhere");
        assertTrue(rights.sees(DB, Glob.of("/srv/data.log")));
        assertFalse(rights.sees(DB, Glob.of("/var/log/*.log")));
        assertTrue(policy(role("r", "g", "view source journal"))
                .of(person("a", "g"))
                .sees(WEB));
        assertFalse(
                policy(role("r", "g", "view source other")).of(person("a", "g")).sees(WEB));
        assertTrue(policy(role("r", "g", "view source /var/log/nginx/**"))
                .of(person("a", "g"))
                .sees(WEB));
        assertFalse(policy(role("r", "g", "view source /var/log2/**"))
                .of(person("a", "g"))
                .sees(WEB));
        assertFalse(policy(role("r", "g", "view not source /srv/data.log, journal"))
                .of(person("a", "g"))
                .sees(AccessFixture.host("x", Map.of(), "/srv/data.log")));
    }

    @Test
    void whatIsNotSeenIsAnsweredAsIfItWereNotThere() {
        Host hidden = AccessFixture.host("hidden", Map.of(), "/var/log/*.log");
        Rights rights = policy(role("r", "g", "view host web-* source /var/log/n/*.log"))
                .of(person("a", "g"));
        Catalog all = new Catalog(List.of(WEB, hidden), List.of());
        Catalog less = new Catalog(
                List.of(new Host(
                        WEB.name(),
                        null,
                        WEB.labels(),
                        null,
                        List.of("/var/log/n/*.log"),
                        Map.of(),
                        WEB.charset(),
                        Map.of(),
                        false)),
                List.of());
        for (LogId log : List.of(
                new LogId("hidden", "/var/log/a.log"),
                new LogId("hidden", "journal"),
                new LogId("hidden", "/var/log/../a.log"),
                new LogId("web-1", "/var/log/secure.log"),
                new LogId("web-1", "journal"),
                new LogId("web-1", "/var/log/n/../secure.log"),
                new LogId("web-1", "/var/log/n/a.log\n/var/log/secure.log"))) {
            LogException forThem = assertThrows(LogException.class, () -> all.resolve(log, rights));
            LogException absent = assertThrows(LogException.class, () -> less.resolve(log));
            assertEquals(absent.getMessage(), forThem.getMessage());
            assertEquals(absent.failure(), forThem.failure());
        }
        String host = assertThrows(LogException.class, () -> all.host("hidden", rights))
                .getMessage();
        assertEquals(assertThrows(LogException.class, () -> less.host("hidden")).getMessage(), host);
    }

    @Test
    void policiesAreEqualIfTheySayTheSame() {
        assertEquals(policy(role("r", "g", "view  host a")), policy(role("r", "g", "view host a")));
        assertNotEquals(policy(role("r", "g", "view host a")), policy(role("r", "g", "view host b")));
    }
}

package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.MaskPolicy;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolesReaderTest {
    private static Policy read(String... keysAndValues) {
        return RolesReader.read(new SettingsReader(ConfigFixture.of(keysAndValues)), false, null);
    }

    private static boolean administers(Policy policy, String... groups) {
        return policy.of(new Person("alice", "alice", Set.of(groups))).administers();
    }

    @Test
    void withoutARoleNothingIsAllowed() {
        assertEquals(new Policy(false, List.of(), MaskPolicy.NONE, List.of()), read());
    }

    @Test
    void everyKeyOfARoleIsRead() {
        Policy policy = read(
                "onetail.role.ops.groups", "ops, cn=sre\\,dc=example",
                "onetail.role.ops.users", "bob",
                "onetail.role.ops.allow", "view host web-*; administer");
        assertEquals(List.of(), policy.problems());
        assertTrue(administers(policy, "ops"));
        assertTrue(administers(policy, "cn=sre,dc=example"));
        assertFalse(administers(policy, "cn=sre"));
        assertTrue(policy.of(new Person("bob", "Bob", Set.of())).administers());
    }

    @Test
    void theEnvironmentMayNameARole() {
        Policy policy = RolesReader.read(
                new SettingsReader(ConfigFixture.of(
                        Map.of(),
                        Map.of(
                                "ONETAIL_ROLES", "ops",
                                "ONETAIL_ROLE_OPS_GROUPS", "ops",
                                "ONETAIL_ROLE_OPS_ALLOW", "administer"))),
                false,
                null);
        assertEquals(List.of(), policy.problems());
        assertTrue(administers(policy, "ops"));
    }

    @Test
    void aMistakeNamesTheKeyAndAllowsNothing() {
        Policy policy = read(
                "onetail.role.a.groups", "g",
                "onetail.role.a.allow", "view hots web-1",
                "onetail.role.b.groups", "g",
                "onetail.role.c.allow", "everything",
                "onetail.role.d.alow", "everything",
                "onetail.role.e!.allow", "everything",
                "onetail.role.allow", "everything");
        String problems = String.join("\n", policy.problems());
        assertTrue(
                problems.contains(
                        "In onetail.role.a.allow the rule 'view hots web-1' allows nothing: 'hots' was found"),
                problems);
        assertTrue(problems.contains("onetail.role.b.allow is missing or empty, expected rules"), problems);
        assertTrue(problems.contains("Nobody has the role 'c', expected onetail.role.c.groups"), problems);
        assertTrue(problems.contains("onetail.role.d.alow is not a setting of a role"), problems);
        assertTrue(problems.contains("'e!' is not a valid name of a role"), problems);
        assertTrue(problems.contains("'' is not a valid name of a role"), problems);
        assertFalse(administers(policy, "g", "", "c"));
        assertEquals(0, policy.roles().get(0).rules().size());
    }

    private static String rules(Policy before, String... keysAndValues) {
        Policy now = RolesReader.read(new SettingsReader(ConfigFixture.of(keysAndValues)), false, before);
        return String.valueOf(now.roles());
    }

    @Test
    void aBadValueOfARoleKeepsWhatWasAllowedAndARemovedRightIsGone() {
        String groups = "onetail.role.a.groups";
        String allow = "onetail.role.a.allow";
        Policy before = read(groups, "g", allow, "view host a; search host b");
        String same = before.roles().toString();
        assertTrue(rules(before, groups, "g", allow, "view host a").contains("rules=[view host a]"));
        assertEquals(same, rules(before, groups, "g", allow, "view host a; serch host b"));
        assertEquals(same, rules(before, groups, "${nope}", allow, "view host a; search host b"));
        assertEquals(same, rules(before, groups, "g", allow, "${nope}"));
        Policy kept = RolesReader.read(
                new SettingsReader(ConfigFixture.of(groups, "g", allow, "view host a; serch host b")), false, before);
        assertTrue(
                kept.problems().get(0).contains("what was allowed before stays allowed"),
                kept.problems().toString());
        assertEquals(same, rules(kept, groups, "g", allow, "view host a; serch host b"), "read again");
        // one was removed, but it is not known which
        assertTrue(rules(before, groups, "g", allow, "serch host b").contains("rules=[]"));
        assertTrue(rules(kept, groups, "g", allow, "serch host b").contains("rules=[]"));
        assertEquals("[]", rules(before));
    }
}

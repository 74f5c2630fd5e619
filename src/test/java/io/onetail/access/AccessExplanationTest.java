package io.onetail.access;

import static io.onetail.access.AccessFixture.DB;
import static io.onetail.access.AccessFixture.WEB;
import static io.onetail.access.AccessFixture.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessExplanationTest {
    private final Policy policy = new Policy(
            false,
            List.of(
                    Role.of("web", Set.of("web", "ops"), Set.of(), "view host web-*; unmasked", null, p -> {}),
                    Role.of("dba", Set.of("dba"), Set.of("alice"), "view, search host db-*", null, p -> {})),
            MaskPolicy.NONE,
            List.of());

    private static AccessExplanation.ActionVerdict of(AccessExplanation explanation, Action action) {
        return explanation.verdicts().get(action.ordinal());
    }

    @Test
    void namesTheGroupTheRoleAndTheRuleThatAllow() {
        AccessExplanation.ActionVerdict view =
                of(policy.explain(person("bob", "ops", "x"), WEB, "/var/log/a.log"), Action.VIEW);
        assertEquals(
                "bob may view '/var/log/a.log' on host 'web-1': the group 'ops' has the role 'web', whose rule"
                        + " 'view host web-*' allows it.",
                view.sentence());
        assertTrue(view.allowed());
        assertEquals("web", view.role());
        assertEquals("view host web-*", view.rule());
    }

    @Test
    void namesTheRolesThatWouldAllowWhatIsNotAllowed() {
        AccessExplanation.ActionVerdict search = of(policy.explain(person("bob", "ops"), DB, "/x"), Action.SEARCH);
        assertFalse(search.allowed());
        assertNull(search.rule());
        assertEquals(
                "bob may not search '/x' on host 'db-1': none of their roles ['web'] allows it."
                        + " It is allowed by 'dba'.",
                search.sentence());
        assertTrue(of(policy.explain(person("bob"), DB, "/x"), Action.DOWNLOAD)
                .sentence()
                .endsWith("none of their roles [] allows it. No role allows it."));
    }

    @Test
    void saysThatMoreThanViewingNeedsViewing() {
        AccessExplanation.ActionVerdict unmasked = of(policy.explain(person("bob", "ops"), DB, "/x"), Action.UNMASKED);
        assertFalse(unmasked.allowed());
        assertTrue(
                unmasked.sentence().endsWith("but only together with 'view', which no rule allows."),
                unmasked.sentence());
    }

    @Test
    void listsRolesWithWhatGaveThemAndWhichRulesAreAboutTheLog() {
        AccessExplanation both = policy.explain(person("alice", "web", "ops"), WEB, "/x");
        assertEquals(
                List.of("the group 'ops'", "the group 'web'"),
                both.roles().get(0).because());
        assertEquals(List.of("the user 'alice'"), both.roles().get(1).because());
        assertEquals(
                List.of(
                        new AccessExplanation.MatchedRule("view host web-*", true),
                        new AccessExplanation.MatchedRule("unmasked", true)),
                both.roles().get(0).rules());
        assertEquals(
                List.of(new AccessExplanation.MatchedRule("view, search host db-*", false)),
                both.roles().get(1).rules());
        assertNull(policy.explain(person("alice"), null, null)
                .roles()
                .get(0)
                .rules()
                .get(0)
                .matches());
        assertEquals(List.of(), policy.explain(person("alice"), WEB, null).verdicts());
    }

    @Test
    void whereNobodyIsAskedEverythingIsAllowed() {
        assertTrue(of(Policy.OPEN.explain(person("anyone"), WEB, "/x"), Action.UNMASKED)
                .sentence()
                .endsWith("sign-on is switched off here, so everything is allowed."));
    }

    @Test
    void peopleAreRememberedAsTheyWereLastAndNotForEver() {
        RecentPeople people = new RecentPeople(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        people.seen(person("alice", "old"));
        people.seen(person("alice", "new"));
        assertEquals(new RecentPeople.SeenPerson(person("alice", "new"), Instant.EPOCH), people.find("alice"));
        for (int i = 0; i < 1_999; i++) {
            people.seen(person("p" + i));
        }
        people.find("alice");
        people.seen(person("one more"));
        assertEquals(person("alice", "new"), people.find("alice").person());
        assertNull(people.find("p0"));
    }
}

package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: roles with rules, deny by default. Immutable; a changed configuration makes a new one. Whoever acts on a person's
 * rights later asks again, or listens for a new policy.
 *
 * @param open whether everybody may do everything: where nobody is asked who they are, so only this machine is served
 * @param maskPolicy what is hidden from those who may not see it
 * @param problems what is wrong in the configuration of roles and masks, a sentence each
 */
public record Policy(boolean open, List<Role> roles, MaskPolicy maskPolicy, List<String> problems) {
    /** Everybody may do everything. */
    public static final Policy OPEN = new Policy(true, List.of(), MaskPolicy.NONE, List.of());

    public Policy {
        roles = List.copyOf(roles);
        problems = List.copyOf(problems);
    }

    /**
     * Why somebody may do something, or may not.
     *
     * @param host the host that is asked about, or null for none
     * @param source a path or a command's name, or null for none; counts only with a host
     */
    public AccessExplanation explain(Person person, @Nullable Host host, @Nullable String source) {
        return AccessExplanation.of(this, person, host, source);
    }

    /** What this person may do; null for somebody who is not known, who has no role. */
    public Rights of(@Nullable Person person) {
        List<Role> theirs = person == null
                ? List.of()
                : roles.stream().filter(role -> role.isOf(person)).toList();
        return new Rights(person, open, theirs, roles.isEmpty(), maskPolicy);
    }
}

package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: roles with rules, deny by default. Immutable; a changed configuration makes a new one. Code that
 * acts on a person's rights later must ask again, or listen for a new policy.
 *
 * @param open whether everybody may do everything; true only without sign-on, where only this machine is served
 * @param maskPolicy what is hidden from people without the right {@link Action#UNMASKED}
 * @param problems mistakes in the configuration of roles and masks, a sentence each
 */
public record Policy(boolean open, List<Role> roles, MaskPolicy maskPolicy, List<String> problems) {
    /** Everybody may do everything. */
    public static final Policy OPEN = new Policy(true, List.of(), MaskPolicy.NONE, List.of());

    public Policy {
        roles = List.copyOf(roles);
        problems = List.copyOf(problems);
    }

    /**
     * Explains why a person may or may not do something.
     *
     * @param host the host asked about, or null for none
     * @param source a path or a command's name, or null for none; ignored without a host
     */
    public AccessExplanation explain(Person person, @Nullable Host host, @Nullable String source) {
        return AccessExplanation.of(this, person, host, source);
    }

    /** What this person may do. Null stands for somebody who has not signed in, and so has no role. */
    public Rights of(@Nullable Person person) {
        List<Role> theirs = person == null
                ? List.of()
                : roles.stream().filter(role -> role.isOf(person)).toList();
        return new Rights(person, open, theirs, roles.isEmpty(), maskPolicy);
    }
}

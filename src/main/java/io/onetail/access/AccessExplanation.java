package io.onetail.access;

import io.onetail.catalog.Host;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains to administrators why a person may or may not do something. Immutable.
 *
 * @param person the person asked about
 * @param roles the roles that the person has
 * @param verdicts one for each action on the log asked about, in the order of {@link Action}; empty if no log was asked
 *     about
 */
public record AccessExplanation(Person person, List<HeldRole> roles, List<ActionVerdict> verdicts) {
    public AccessExplanation {
        roles = List.copyOf(roles);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * A role that the person has.
     *
     * @param because what gives the role: each matching group, and the person's name if it is listed
     * @param rules the role's rules
     */
    public record HeldRole(String role, List<String> because, List<MatchedRule> rules) {
        public HeldRole {
            because = List.copyOf(because);
            rules = List.copyOf(rules);
        }
    }

    /**
     * A rule of a role.
     *
     * @param matches whether the rule applies to the log, or, if only a host was asked about, may apply to one of its
     *     logs; null if nothing was asked about
     */
    public record MatchedRule(String rule, @Nullable Boolean matches) {}

    /**
     * The answer for one action.
     *
     * @param role the first role that allows the action, and {@code rule} its rule; null if none does
     * @param sentence the verdict and its reason in words
     */
    public record ActionVerdict(
            Action action,
            boolean allowed,
            @Nullable String role,
            @Nullable String rule,
            String sentence) {}

    /**
     * @param host the host asked about, or null for none
     * @param source a path or a command's name, or null for none; ignored without a host
     */
    static AccessExplanation of(Policy policy, Person person, @Nullable Host host, @Nullable String source) {
        List<HeldRole> held = new ArrayList<>();
        for (Role role : policy.roles()) {
            if (role.isOf(person)) {
                held.add(new HeldRole(
                        role.name(),
                        role.reasons(person),
                        role.rules().stream()
                                .map(rule -> new MatchedRule(rule.text(), matches(rule, host, source)))
                                .toList()));
            }
        }
        List<ActionVerdict> verdicts = new ArrayList<>();
        if (host != null && source != null) {
            for (Action action : Action.values()) {
                if (action != Action.ADMINISTER) {
                    verdicts.add(verdict(policy, person, action, host, source));
                }
            }
        }
        return new AccessExplanation(person, held, verdicts);
    }

    private static @Nullable Boolean matches(AccessRule rule, @Nullable Host host, @Nullable String source) {
        if (host == null) {
            return null;
        }
        return source == null ? rule.selector().mayMatch(host) : rule.selector().matches(host, source);
    }

    private static ActionVerdict verdict(Policy policy, Person person, Action action, Host host, String source) {
        String log = "'" + source + "' on host '" + host.name() + "'";
        String who = person.name() + (policy.of(person).may(action, host, source) ? " may " : " may not ");
        String what = phrase(action, log);
        if (policy.open()) {
            return new ActionVerdict(
                    action, true, null, null, who + what + ": sign-on is switched off here, so everything is allowed.");
        }
        for (Role role : policy.roles()) {
            for (AccessRule rule : role.isOf(person) ? role.rules() : List.<AccessRule>of()) {
                if (rule.allows(action, host, source)) {
                    boolean may = policy.of(person).may(action, host, source);
                    return new ActionVerdict(
                            action,
                            may,
                            role.name(),
                            rule.text(),
                            who + what + ": " + String.join(" and ", role.reasons(person)) + " has the role '"
                                    + role.name() + "', whose rule '" + rule.text() + "' allows it"
                                    + (may ? "." : ", but only together with 'view', which no rule allows."));
                }
            }
        }
        return new ActionVerdict(
                action, false, null, null, who + what + ": " + without(policy, person, action, host, source));
    }

    private static String phrase(Action action, String log) {
        return switch (action) {
            case VIEW -> "view " + log;
            case SEARCH -> "search " + log;
            case DOWNLOAD -> "download " + log;
            case UNMASKED -> "see " + log + " without masks";
            case ADMINISTER -> "administer";
        };
    }

    /** Names the roles that allow it, so that an administrator sees what is missing. */
    private static String without(Policy policy, Person person, Action action, Host host, String source) {
        List<String> others = policy.roles().stream()
                .filter(role -> role.rules().stream().anyMatch(rule -> rule.allows(action, host, source)))
                .map(role -> "'" + role.name() + "'")
                .toList();
        String roles = Arrays.toString(policy.roles().stream()
                .filter(role -> role.isOf(person))
                .map(role -> "'" + role.name() + "'")
                .toArray());
        return "none of their roles " + roles + " allows it. "
                + (others.isEmpty() ? "No role allows it." : "It is allowed by " + String.join(", ", others) + ".");
    }
}

package io.onetail.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A named set of rules, and who has it. Immutable.
 *
 * @param groups groups whose members have the role
 * @param users names of people who have the role as well
 * @param rules what the role allows, all rules together
 */
public record Role(String name, Set<String> groups, Set<String> users, List<AccessRule> rules) {
    public Role {
        groups = Set.copyOf(groups);
        users = Set.copyOf(users);
        rules = List.copyOf(rules);
    }

    /**
     * Reads a role's rules, which are separated by semicolons. A rule with a mistake allows nothing; the others count.
     * If as many of the previous rules are missing as there are mistakes now, the mistakes have replaced them, and the
     * previous rules stay. With fewer mistakes some rules were removed, and since it is not known which, none stays.
     *
     * @param before the role as it was before, or null if it is new
     * @param problems receives each mistake: the rule, what was found and what was expected
     */
    public static Role of(
            String name,
            Set<String> groups,
            Set<String> users,
            String rules,
            @Nullable Role before,
            Consumer<String> problems) {
        List<AccessRule> read = new ArrayList<>();
        Map<String, String> mistakes = new LinkedHashMap<>();
        for (String rule : AccessRule.split(rules)) {
            try {
                read.add(AccessRule.parse(rule));
            } catch (IllegalArgumentException e) {
                mistakes.put(rule, String.valueOf(e.getMessage()));
            }
        }
        List<AccessRule> gone = new ArrayList<>(before == null ? List.of() : before.rules);
        gone.removeAll(read);
        boolean stay = !gone.isEmpty() && gone.size() == mistakes.size();
        if (stay) {
            read.addAll(gone);
        }
        mistakes.forEach((rule, mistake) -> problems.accept("the rule '" + rule + "' allows nothing"
                + (stay ? ", and until it is corrected, what was allowed before stays allowed" : "") + ": " + mistake));
        return new Role(name, groups, users, read);
    }

    /**
     * What gives the person this role: each matching group, and their name if it is listed; empty if they do not have
     * it.
     */
    List<String> reasons(Person person) {
        List<String> reasons = new ArrayList<>();
        person.groups().stream()
                .filter(groups::contains)
                .sorted()
                .forEach(group -> reasons.add("the group '" + group + "'"));
        if (users.contains(person.name())) {
            reasons.add("the user '" + person.name() + "'");
        }
        return reasons;
    }

    boolean isOf(Person person) {
        return users.contains(person.name()) || person.groups().stream().anyMatch(groups::contains);
    }
}

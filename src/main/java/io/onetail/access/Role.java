package io.onetail.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of person may do. Immutable.
 *
 * @param groups each of whose members has it
 * @param users who have it besides, by name
 * @param rules each of which allows something more
 */
public record Role(String name, Set<String> groups, Set<String> users, List<AccessRule> rules) {
    public Role {
        groups = Set.copyOf(groups);
        users = Set.copyOf(users);
        rules = List.copyOf(rules);
    }

    /**
     * Reads a role's rules, which stand between semicolons. One with a mistake allows nothing, the others are there. If as many rules of
     * before are gone as have a mistake now, these have taken their places, and those of before stay; with fewer mistakes some were removed,
     * and as it can't be told which, none stays.
     *
     * @param before the role as it was, or null if it is new
     * @param problems takes what is wrong: the rule, what was found and what was expected
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
                + (stay ? ", and until it is mended what was allowed before stays so" : "") + ": " + mistake));
        return new Role(name, groups, users, read);
    }

    /** What gives it to them: each of their groups that has it, and their name; empty if they do not have it. */
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

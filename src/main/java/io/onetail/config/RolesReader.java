package io.onetail.config;

import io.onetail.access.MaskPolicy;
import io.onetail.access.Policy;
import io.onetail.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads roles and masks. A mistake never allows more: a rule with a mistake allows nothing, or only what the rule that
 * it replaces has allowed. For one thread and one pass.
 */
public final class RolesReader {
    static final String LIST = "onetail.roles";
    static final String ROLES = "onetail.role.";

    private static final String GROUPS = "groups";
    private static final String USERS = "users";
    private static final String ALLOW = "allow";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final SettingsReader reader;

    /** The previous roles by name. */
    private final Map<String, Role> before;

    private RolesReader(SettingsReader reader, List<Role> before) {
        this.reader = reader;
        this.before = before.stream().collect(Collectors.toMap(Role::name, role -> role));
    }

    /**
     * Reads roles and masks; never throws for a mistake.
     *
     * @param open whether there is no sign-on, so that everybody may do everything
     * @param before the policy in effect until now, or null for none
     */
    public static Policy read(SettingsReader reader, boolean open, @Nullable Policy before) {
        RolesReader roles = new RolesReader(reader, before == null ? List.of() : before.roles());
        List<Role> read = roles.roles();
        MaskPolicy maskPolicy = MasksReader.read(reader, before == null ? MaskPolicy.NONE : before.maskPolicy());
        return new Policy(open, read, maskPolicy, reader.problems());
    }

    /** Whether a key is read here; mistakes in keys within {@code onetail.role.} are reported here too. */
    static boolean knows(String key) {
        return key.startsWith(ROLES) || key.equals(LIST);
    }

    private List<Role> roles() {
        List<Role> roles = new ArrayList<>();
        for (String name : names()) {
            Role old = before.get(name);
            int mistakes = reader.problems().size();
            String rules = text(name, ALLOW);
            boolean unread = reader.problems().size() > mistakes;
            Set<String> groups = entries(name, GROUPS, old == null ? Set.of() : old.groups());
            Set<String> users = entries(name, USERS, old == null ? Set.of() : old.users());
            String role = ROLES + name + ".";
            if (unread && old != null) {
                roles.add(new Role(name, groups, users, old.rules()));
                continue;
            }
            if (rules == null) {
                reader.problem(role + ALLOW + " is missing or empty, expected rules such as 'view host web-*'.");
            }
            if (groups.isEmpty() && users.isEmpty()) {
                reader.problem("Nobody has the role '" + name + "', expected " + role + GROUPS + " or " + role + USERS
                        + " with a list of names.");
            }
            roles.add(Role.of(
                    name,
                    groups,
                    users,
                    rules == null ? "" : rules,
                    old,
                    problem -> reader.problem("In " + role + ALLOW + " " + problem + ".")));
        }
        return roles;
    }

    private Set<String> names() {
        int mistakes = reader.problems().size();
        TreeSet<String> names = new TreeSet<>(reader.names(LIST));
        if (reader.problems().size() > mistakes) {
            names.addAll(before.keySet()); // a role without settings allows nothing
        }
        for (String key : reader.names()) {
            if (key.startsWith(ROLES)) {
                int dot = key.lastIndexOf('.');
                String word = key.substring(dot + 1);
                String name = dot < ROLES.length() ? "" : key.substring(ROLES.length(), dot);
                if (word.equals(GROUPS) || word.equals(USERS) || word.equals(ALLOW)) {
                    names.add(name);
                } else {
                    reader.problem(SpellingHint.unknown(key, word, "a role", List.of(GROUPS, USERS, ALLOW)));
                }
            }
        }
        names.removeIf(name -> {
            boolean bad = !NAME.matcher(name).matches();
            if (bad) {
                reader.problem("'" + name + "' is not a valid name of a role; expected letters, digits, '_' and '-',"
                        + " beginning with a letter or digit.");
            }
            return bad;
        });
        return names;
    }

    private Set<String> entries(String role, String word, Set<String> old) {
        int mistakes = reader.problems().size();
        String found = text(role, word);
        if (reader.problems().size() > mistakes) {
            return old;
        }
        return found == null
                ? Set.of()
                : SettingParser.list(found).stream()
                        .map(entry -> entry.replaceAll("\\\\(.)", "$1"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private @Nullable String text(String role, String word) {
        SettingsReader.FoundSetting found = reader.find(ROLES + role + "." + word);
        return found == null ? null : found.value();
    }
}

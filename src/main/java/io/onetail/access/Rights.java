package io.onetail.access;

import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.mask.Mask;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one person may do by one policy. Immutable, safe for any thread; never blocks. */
public final class Rights implements Visibility {
    private final @Nullable Person person;
    private final boolean open;
    private final List<Role> roles;
    private final boolean noRoles;
    private final MaskPolicy maskPolicy;

    /**
     * @param open whether everything is allowed
     * @param roles the person's roles
     * @param noRoles whether the configuration has no role at all
     */
    Rights(@Nullable Person person, boolean open, List<Role> roles, boolean noRoles, MaskPolicy maskPolicy) {
        this.person = person;
        this.open = open;
        this.roles = roles;
        this.noRoles = noRoles;
        this.maskPolicy = maskPolicy;
    }

    /** The person, or null if nobody has signed in. */
    public @Nullable Person person() {
        return person;
    }

    /**
     * Whether an action on a log is allowed. Every action on a log needs {@link Action#VIEW} as well.
     *
     * @param source a path or a command's name
     */
    boolean may(Action action, Host host, String source) {
        if (action == Action.ADMINISTER) {
            return administers();
        }
        return open || (any(Action.VIEW, host, source) && (action == Action.VIEW || any(action, host, source)));
    }

    private boolean any(Action action, Host host, String source) {
        return roles.stream()
                .flatMap(role -> role.rules().stream())
                .anyMatch(rule -> rule.allows(action, host, source));
    }

    /** Whether {@link Action#ADMINISTER} is allowed. */
    public boolean administers() {
        return open
                || roles.stream()
                        .flatMap(role -> role.rules().stream())
                        .anyMatch(rule -> rule.actions().contains(Action.ADMINISTER));
    }

    private Stream<AccessRule> viewing() {
        return roles.stream()
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.actions().contains(Action.VIEW));
    }

    /** The mask that is on a log for this person, or null for none. */
    public @Nullable Mask mask(Host host, String source, Charset charset) {
        return may(Action.UNMASKED, host, source) ? null : maskPolicy.of(host, source, charset);
    }

    /** The catalog as seen for this action: a log that may be viewed, but not used in this way, seems not to exist. */
    public Visibility to(Action action) {
        Rights rights = this;
        return new Visibility() {
            @Override
            public boolean sees(Host host) {
                return rights.sees(host);
            }

            @Override
            public boolean sees(Host host, Glob logs) {
                return rights.sees(host, logs);
            }

            @Override
            public boolean sees(Host host, String source) {
                return may(action, host, source);
            }
        };
    }

    @Override
    public boolean sees(Host host) {
        return open || viewing().anyMatch(rule -> rule.selector().mayMatch(host));
    }

    @Override
    public boolean sees(Host host, Glob logs) {
        return open || viewing().anyMatch(rule -> rule.selector().mayMatch(host, logs));
    }

    @Override
    public boolean sees(Host host, String source) {
        return may(Action.VIEW, host, source);
    }

    /** Tells the person why they can't see any log; null if they may see some. */
    public @Nullable String nothing() {
        if (open || viewing().findAny().isPresent()) {
            return null;
        }
        if (noRoles) {
            return "Nobody may see a log yet, because the configuration has no roles. An administrator adds them with"
                    + " onetail.role.NAME.groups and onetail.role.NAME.allow.";
        }
        return roles.isEmpty()
                ? "You have no role here, so no log is shown: no role names you or one of your groups. An"
                        + " administrator of Onetail can change that."
                : "Your roles here do not allow you to view any log. An administrator of Onetail can change that.";
    }
}

package io.onetail.access;

import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.mask.Mask;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one person may do by one policy. Immutable, safe for any thread; asks nobody and blocks on nothing. */
public final class Rights implements Visibility {
    private final @Nullable Person person;
    private final boolean open;
    private final List<Role> roles;
    private final boolean noRoles;
    private final MaskPolicy maskPolicy;

    /**
     * @param open whether they may do everything
     * @param roles those that they have
     * @param noRoles whether nobody has one
     */
    Rights(@Nullable Person person, boolean open, List<Role> roles, boolean noRoles, MaskPolicy maskPolicy) {
        this.person = person;
        this.open = open;
        this.roles = roles;
        this.noRoles = noRoles;
        this.maskPolicy = maskPolicy;
    }

    /** Whose they are; null if nobody is known. */
    public @Nullable Person person() {
        return person;
    }

    /**
     * Whether an action on a log is allowed; what is not {@link Action#VIEW} needs that too.
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

    /** What is to be hidden from this person in a log, or null for nothing. */
    public @Nullable Mask mask(Host host, String source, Charset charset) {
        return may(Action.UNMASKED, host, source) ? null : maskPolicy.of(host, source, charset);
    }

    /** Looks at the catalog for what this may be done with: a log that may only be viewed is then as if it were not there. */
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

    /** Why this person can't see any log whatever there is, a sentence for them; null if that is not so. */
    public @Nullable String nothing() {
        if (open || viewing().findAny().isPresent()) {
            return null;
        }
        if (noRoles) {
            return "Nobody may see a log yet: the configuration names no roles. An administrator adds them by"
                    + " onetail.role.NAME.groups and onetail.role.NAME.allow.";
        }
        return roles.isEmpty()
                ? "You have no role here, so no log is shown: neither your name nor one of your groups is in one. An"
                        + " administrator of Onetail can change that."
                : "Your roles here allow no log to be viewed. An administrator of Onetail can change that.";
    }
}

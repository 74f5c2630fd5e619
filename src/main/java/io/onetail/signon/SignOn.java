package io.onetail.signon;

import io.onetail.access.AuditLog;
import io.onetail.catalog.Secret;
import io.onetail.protocol.SafeText;
import io.onetail.signon.AccessSettings.AccessMode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of the sign-on that exists as long as the application. {@link #sweep} is to be called every second. Safe for
 * any thread.
 */
public final class SignOn {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final AccessSettings settings;
    private final SessionRegistry sessionRegistry;
    private final UserQuota quota;
    private final @Nullable LoginMethod oidc;
    private final LongSupplier nanos;
    /** The token of mode {@link AccessMode#TOKEN}; new at each start, never stored. */
    private final Secret token = TokenLogin.newToken();

    private final AuditLog audit;
    private final Consumer<ProviderLogout> others;

    /**
     * Without an audit in Redis or other servers.
     *
     * @param oidc the login of mode {@link AccessMode#OIDC}, else null
     * @param nanos a monotonic clock, nanoseconds
     */
    public SignOn(AccessSettings settings, @Nullable LoginMethod oidc, LongSupplier nanos) {
        this(settings, oidc, nanos, AuditLog.LOG_ONLY, logout -> {});
    }

    /**
     * @param audit records who signs in and out, and who is refused
     * @param others passes the provider's logouts on to the other servers' {@link #end}; must not block
     */
    public SignOn(
            AccessSettings settings,
            @Nullable LoginMethod oidc,
            LongSupplier nanos,
            AuditLog audit,
            Consumer<ProviderLogout> others) {
        this.audit = audit;
        this.others = others;
        this.settings = settings;
        this.oidc = oidc;
        this.nanos = nanos;
        this.quota = new UserQuota(settings.limits(), nanos);
        ProxySettings proxy = settings.proxy();
        this.sessionRegistry = settings.mode() == AccessMode.PROXY
                ? SessionRegistry.ofKnownPeople(proxy == null ? Duration.ofMinutes(10) : proxy.recheck(), nanos)
                : SessionRegistry.fromLogin(
                        settings.sessions(), settings.limits().sessions(), nanos);
    }

    /** Who may come in, and how. */
    public AccessSettings settings() {
        return settings;
    }

    /** The sessions on this server. */
    public SessionRegistry sessions() {
        return sessionRegistry;
    }

    /** What each person has open. */
    public UserQuota quota() {
        return quota;
    }

    /** Whether the page can offer a login. */
    public boolean canSignIn() {
        return settings.mode() != AccessMode.NONE && settings.mode() != AccessMode.PROXY;
    }

    /** Whether there is something to sign out of. */
    public boolean canSignOut() {
        ProxySettings proxy = settings.proxy();
        return settings.mode() == AccessMode.PROXY ? proxy != null && proxy.logout() != null : canSignIn();
    }

    /**
     * Makes the flow for the application. Logs what keeps everybody out, or how to sign in while nothing is configured.
     *
     * @param context the application's context path
     */
    SignOnFlow signOnFlow(String context) {
        String base = (settings.publicUrl() == null ? context : settings.publicUrl()) + "/";
        if (!settings.complete()) {
            LOGGER.log(
                    Level.ERROR,
                    "Nobody is let in, because the settings onetail.access.… have mistakes."
                            + " Correct them and start Onetail again: " + String.join(" ", settings.mistakes()));
        } else if (settings.mode() == AccessMode.TOKEN) {
            LOGGER.log(Level.WARNING, TokenLogin.invitation(context, token));
        }
        return new SignOnFlow(settings, sessionRegistry, quota, base, login(base), audit, (logout, address) -> {
            end(logout, address);
            others.accept(logout);
        });
    }

    private @Nullable LoginMethod login(String base) {
        return switch (settings.mode()) {
            case TOKEN -> new TokenLogin(base, token, nanos);
            case CONTAINER -> new ContainerLogin(base, settings.roles());
            case OIDC -> oidc;
            case NONE, PROXY -> null;
        };
    }

    /** The token of mode {@link AccessMode#TOKEN}. */
    Secret token() {
        return token;
    }

    /**
     * Ends the sessions of a person who has signed out at the identity provider.
     *
     * @param address the address that reports it, for the audit
     */
    public void end(ProviderLogout logout, String address) {
        String reason = "You have signed out at the identity provider.";
        for (UserSession session : sessionRegistry.endAll(session -> logout.ends(session.providerSession()), reason)) {
            audit.signedOut(session.person(), address, "They have signed out at the identity provider.");
            LOGGER.log(
                    Level.INFO,
                    "{0} has been signed out by the identity provider.",
                    SafeText.shown(session.person().name()));
        }
    }

    /** Ends the sessions whose time is over, and forgets old counts. Does not block. */
    public void sweep() {
        sessionRegistry.sweep();
        quota.sweep();
        audit.sweep();
    }
}

package io.onetail.access.signon;

import io.onetail.access.Audit;
import io.onetail.access.signon.AccessSettings.Mode;
import io.onetail.catalog.Secret;
import io.onetail.catalog.Words;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All of the sign-on that lives as long as the application. {@link #sweep} is to be called every second. Safe for any thread. */
public final class SignOn {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final AccessSettings settings;
    private final Sessions sessions;
    private final Quota quota;
    private final @Nullable Login oidc;
    private final LongSupplier nanos;
    /** Of mode {@link Mode#TOKEN}; new at each start, never kept. */
    private final Secret token = TokenLogin.newToken();

    private final Audit audit;
    private final Consumer<ProviderLogout> others;

    /**
     * @param oidc the login of that mode, else null
     * @param nanos a clock that only goes forward
     */
    public SignOn(AccessSettings settings, @Nullable Login oidc, LongSupplier nanos) {
        this(settings, oidc, nanos, Audit.LOG_ONLY, logout -> {});
    }

    /**
     * @param audit is told who signs in and out, and who is refused
     * @param others is told of the provider's logouts, for the other servers' {@link #end}; must not block
     */
    public SignOn(
            AccessSettings settings,
            @Nullable Login oidc,
            LongSupplier nanos,
            Audit audit,
            Consumer<ProviderLogout> others) {
        this.audit = audit;
        this.others = others;
        this.settings = settings;
        this.oidc = oidc;
        this.nanos = nanos;
        this.quota = new Quota(settings.limits(), nanos);
        ProxySettings proxy = settings.proxy();
        this.sessions = settings.mode() == Mode.PROXY
                ? Sessions.ofKnownPeople(proxy == null ? Duration.ofMinutes(10) : proxy.recheck(), nanos)
                : Sessions.fromLogin(settings.sessions(), settings.limits().sessions(), nanos);
    }

    public AccessSettings settings() {
        return settings;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Quota quota() {
        return quota;
    }

    /** Whether the page can lead through login. */
    public boolean canSignIn() {
        return settings.mode() != Mode.NONE && settings.mode() != Mode.PROXY;
    }

    /** Whether there is something to sign out of. */
    public boolean canSignOut() {
        ProxySettings proxy = settings.proxy();
        return settings.mode() == Mode.PROXY ? proxy != null && proxy.logout() != null : canSignIn();
    }

    /**
     * Says in the server's log what keeps everybody out, or how to come in while nothing is configured.
     *
     * @param context where the application is on this server
     */
    Door door(String context) {
        String base = (settings.publicUrl() == null ? context : settings.publicUrl()) + "/";
        if (!settings.complete()) {
            LOGGER.log(
                    Level.ERROR,
                    "Nobody is let in, because the settings onetail.access.… have mistakes. Correct them and start Onetail"
                            + " again: " + String.join(" ", settings.mistakes()));
        } else if (settings.mode() == Mode.TOKEN) {
            LOGGER.log(Level.WARNING, TokenLogin.invitation(context, token));
        }
        return new Door(settings, sessions, quota, base, login(base), audit, (logout, address) -> {
            end(logout, address);
            others.accept(logout);
        });
    }

    private @Nullable Login login(String base) {
        return switch (settings.mode()) {
            case TOKEN -> new TokenLogin(base, token, nanos);
            case CONTAINER -> new ContainerLogin(base, settings.roles());
            case OIDC -> oidc;
            case NONE, PROXY -> null;
        };
    }

    /** Of mode {@link Mode#TOKEN}. */
    Secret token() {
        return token;
    }

    /**
     * Ends the sessions of somebody who has signed out at the identity provider.
     *
     * @param address who says so
     */
    public void end(ProviderLogout logout, String address) {
        String reason = "You have signed out at the identity provider.";
        for (Session session : sessions.endAll(session -> logout.ends(session.grant()), reason)) {
            audit.signedOut(session.person(), address, "They have signed out at the identity provider.");
            LOGGER.log(
                    Level.INFO,
                    "{0} was signed out by the identity provider.",
                    Words.shown(session.person().name()));
        }
    }

    /** Ends the sessions that are over. Does not block. */
    public void sweep() {
        sessions.sweep();
        quota.sweep();
        audit.sweep();
    }
}

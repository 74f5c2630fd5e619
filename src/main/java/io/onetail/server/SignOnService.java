package io.onetail.server;

import io.onetail.signon.AccessSettings;
import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.signon.LoginMethod;
import io.onetail.signon.OidcSettings;
import io.onetail.signon.SharedLogouts;
import io.onetail.signon.SignOn;
import io.onetail.signon.oidc.OidcLogin;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs the sign-on: sessions, and when they end. */
@ApplicationScoped
@Singleton
@Startup
@DependsOn({"ApplicationThreads", "ConfigurationService", "AuditService"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SignOnService {
    private static final long SWEEP_MILLIS = 1_000;
    private static final long EXCHANGE_MILLIS = 300;

    @Inject
    ConfigurationService configuration;

    @Inject
    ApplicationThreads threads;

    @Inject
    AuditService audit;

    @Inject
    TailService tails;

    private volatile SignOn signOn;
    private volatile Future<?> sweeps;
    private volatile @Nullable Future<?> exchanges;

    @PostConstruct
    void start() {
        AccessSettings settings = configuration.settings().access();
        SharedLogouts shared =
                new SharedLogouts(tails.events("logouts"), logout -> signOn.end(logout, "another server"));
        signOn = new SignOn(settings, oidc(settings), System::nanoTime, audit.audit(), shared::tell);
        sweeps = threads.pools().every(SWEEP_MILLIS, signOn::sweep);
        if (settings.mode() == AccessMode.OIDC) {
            exchanges = threads.pools().every(EXCHANGE_MILLIS, shared::exchange);
        }
    }

    private static @Nullable LoginMethod oidc(AccessSettings settings) {
        OidcSettings oidc = settings.oidc();
        URI publicUrl = settings.publicUrl();
        return settings.mode() == AccessMode.OIDC && oidc != null && publicUrl != null
                ? new OidcLogin(oidc, publicUrl, Clock.systemUTC(), System::nanoTime)
                : null;
    }

    @PreDestroy
    void stop() {
        sweeps.cancel(true);
        Future<?> running = exchanges;
        if (running != null) {
            running.cancel(true);
        }
    }

    /** For the access filter, the WebSocket and the resources. */
    @Produces
    public SignOn signOn() {
        return signOn;
    }
}

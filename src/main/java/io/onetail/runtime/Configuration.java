package io.onetail.runtime;

import io.onetail.access.AccessSettings;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configuration in force: settings as they were at the start, hosts as they are now. */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Configuration {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.config");
    private static final long REFRESH_MILLIS = 2_000;

    @Inject
    Threads threads;

    private volatile Settings settings;
    private volatile CatalogWatch catalog;

    @PostConstruct
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the scheduler
    void start() {
        settings = Settings.read(ConfigProvider.getConfig());
        settings.problems().forEach(problem -> LOGGER.log(Level.WARNING, problem));
        String executor = settings.executor();
        if (executor != null) {
            threads.loopsOn(executor);
        }
        catalog = new CatalogWatch(ConfigProvider.getConfig());
        threads.every(REFRESH_MILLIS, catalog::refresh);
    }

    public Settings settings() {
        return settings;
    }

    /** Who may come in, for the filter at the door. */
    @Produces
    public AccessSettings access() {
        return settings.access();
    }

    public CatalogWatch catalog() {
        return catalog;
    }
}

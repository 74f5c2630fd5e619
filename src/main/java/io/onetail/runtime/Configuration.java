package io.onetail.runtime;

import io.onetail.access.Policy;
import io.onetail.catalog.Catalog;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configuration in force: settings as they were at the start, hosts and rights as they are now. */
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
    private volatile ConfigWatch<Catalog> catalog;
    private volatile ConfigWatch<Policy> policy;

    @PostConstruct
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the scheduler
    void start() {
        settings = Settings.read(ConfigProvider.getConfig());
        settings.problems().forEach(problem -> LOGGER.log(Level.WARNING, problem));
        String executor = settings.executor();
        if (executor != null) {
            threads.loopsOn(executor);
        }
        Config config = ConfigProvider.getConfig();
        catalog = new ConfigWatch<>(
                "hosts",
                new ConfigReader<>(
                        config, reader -> HostsReader.read(reader, FileConfigSource.problem()), System::nanoTime),
                Catalog::problems);
        boolean open = settings.access().loopbackOnly();
        policy = new ConfigWatch<>(
                "rights",
                new ConfigReader<>(config, reader -> RolesReader.read(reader, open), System::nanoTime),
                Policy::problems);
        threads.every(REFRESH_MILLIS, catalog::refresh);
        threads.every(REFRESH_MILLIS, policy::refresh);
    }

    public Settings settings() {
        return settings;
    }

    public ConfigWatch<Catalog> catalog() {
        return catalog;
    }

    /** Who may do what. */
    public ConfigWatch<Policy> policy() {
        return policy;
    }
}

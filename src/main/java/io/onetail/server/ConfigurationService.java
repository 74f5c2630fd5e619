package io.onetail.server;

import io.onetail.access.Policy;
import io.onetail.catalog.Catalog;
import io.onetail.config.ConfigReader;
import io.onetail.config.ConfigWatch;
import io.onetail.config.FileConfigSource;
import io.onetail.config.HostsReader;
import io.onetail.config.RestartWatch;
import io.onetail.config.RolesReader;
import io.onetail.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** The configuration in effect: settings as they were at the start, hosts and rights as they are now. */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ConfigurationService {
    private static final long REFRESH_MILLIS = 2_000;

    @Inject
    ApplicationThreads threads;

    private volatile RestartWatch settings;
    private volatile ConfigWatch<Catalog> catalog;
    private volatile ConfigWatch<Policy> policy;

    @PostConstruct
    @SuppressWarnings("FutureReturnValueIgnored") // they end with the scheduler
    void start() {
        settings = new RestartWatch(new ConfigReader<>(
                // after the start, the file's last good values stay in effect, whatever happens to it
                (reader, before) ->
                        RestartWatch.SettingsSnapshot.of(reader, before == null ? FileConfigSource.problem() : null)));
        String executor = settings().executor();
        if (executor != null) {
            threads.pools().loopsOn(executor);
        }
        catalog = new ConfigWatch<>(
                "hosts",
                new ConfigReader<>((reader, before) -> HostsReader.read(reader, FileConfigSource.problem(), before)),
                Catalog::problems);
        boolean open = settings().access().loopbackOnly();
        policy = new ConfigWatch<>(
                "rights",
                new ConfigReader<>((reader, before) -> RolesReader.read(reader, open, before)),
                Policy::problems);
        threads.pools().every(REFRESH_MILLIS, catalog::refresh);
        threads.pools().every(REFRESH_MILLIS, policy::refresh);
        threads.pools().every(REFRESH_MILLIS, settings::refresh);
    }

    /** The settings, as they were at the start. */
    public Settings settings() {
        return settings.settings();
    }

    /** Mistakes in the configuration, and changes that take effect at the next start; a sentence each. */
    public List<String> problems() {
        return Stream.of(catalog.get().problems(), policy.get().problems(), settings.problems())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Hosts and what may be viewed on them. */
    public ConfigWatch<Catalog> catalog() {
        return catalog;
    }

    /** Who may do what. */
    public ConfigWatch<Policy> policy() {
        return policy;
    }
}

package io.onetail.runtime;

import io.onetail.catalog.Catalog;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalog when a setting of ours has changed, and every 30 seconds for what cannot be seen in them: the ssh_config file and
 * values that an expression refers to. With 50 hosts on Payara a look costs 5 ms, a full read 100 ms. Not safe for several
 * threads.
 */
final class CatalogReader implements Supplier<Catalog> {
    private static final long FULL_NANOS = 30_000_000_000L;

    private final Config config;
    private final LongSupplier nanos;
    private @Nullable Catalog last;
    private @Nullable SettingsNames names;
    private @Nullable String problem;
    private long read;

    /** Whether the last read followed a change: Payara may have answered it with values up to a second old. */
    private boolean again;

    /** @param nanos a clock that only goes forward */
    CatalogReader(Config config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
    }

    /** The catalog as the configuration says now; the same object if nothing has changed. Blocks on the disk. */
    @Override
    public Catalog get() {
        FileConfigSource.locate(config);
        SettingsNames now = SettingsNames.of(config);
        String file = FileConfigSource.problem();
        boolean due = nanos.getAsLong() - read >= FULL_NANOS;
        boolean changed = !now.equals(names) || !Objects.equals(file, problem);
        if (last == null || due || changed || again) {
            again = changed;
            last = HostsReader.read(new SettingsReader(config, now), file);
            names = now;
            problem = file;
            read = nanos.getAsLong();
        }
        return last;
    }
}

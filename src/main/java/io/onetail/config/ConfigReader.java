package io.onetail.config;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of the configuration when a setting of ours has changed, and every 30 seconds for what cannot be seen in them: the ssh_config file and
 * values that an expression refers to. With 50 hosts on Payara a look costs 5 ms, a full read 100 ms. Not safe for several
 * threads.
 */
public final class ConfigReader<T extends @NonNull Object> implements Supplier<T> {
    private static final long FULL_NANOS = 30_000_000_000L;

    private final Config config;
    private final BiFunction<SettingsReader, @Nullable T, T> parser;
    private final LongSupplier nanos;
    private @Nullable T last;
    private @Nullable SettingsNames names;
    private @Nullable String problem;
    private long read;

    /** Whether the last read followed a change: Payara may have answered it with values up to a second old. */
    private boolean again;

    /**
     * Of the server's configuration.
     *
     * @param parser makes the part of what is read, and of the part as it was before, or null: what is not understood now may stay so
     */
    public ConfigReader(BiFunction<SettingsReader, @Nullable T, T> parser) {
        this(ConfigProvider.getConfig(), parser, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward */
    ConfigReader(Config config, BiFunction<SettingsReader, @Nullable T, T> parser, LongSupplier nanos) {
        this.config = config;
        this.parser = parser;
        this.nanos = nanos;
    }

    /** The part as the configuration says now; the same object if nothing has changed. Blocks on the disk. */
    @Override
    public T get() {
        FileConfigSource.locate(config);
        SettingsNames now = SettingsNames.of(config);
        String file = FileConfigSource.problem();
        boolean due = nanos.getAsLong() - read >= FULL_NANOS;
        boolean changed = !now.equals(names) || !Objects.equals(file, problem);
        T current = last;
        if (current == null || due || changed || again) {
            again = changed;
            current = parser.apply(new SettingsReader(config, now), current);
            last = current;
            names = now;
            problem = file;
            read = nanos.getAsLong();
        }
        return current;
    }
}

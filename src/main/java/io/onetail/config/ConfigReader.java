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
 * Reads a part of the configuration when one of Onetail's settings has changed, and every 30 seconds, because some
 * changes do not show in the settings: those of the ssh_config file and of values that an expression refers to. With 50
 * hosts on Payara, a check costs 5 ms and a full read 100 ms. Not safe for several threads.
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

    /** Whether the last read followed a change: Payara may have returned values up to a second old. */
    private boolean again;

    /**
     * Reads the server's configuration.
     *
     * @param parser makes the part from what is read and from the previous part (or null), parts of which may stay
     *     where the new settings have a mistake
     */
    public ConfigReader(BiFunction<SettingsReader, @Nullable T, T> parser) {
        this(ConfigProvider.getConfig(), parser, System::nanoTime);
    }

    /** @param nanos a monotonic clock, nanoseconds */
    ConfigReader(Config config, BiFunction<SettingsReader, @Nullable T, T> parser, LongSupplier nanos) {
        this.config = config;
        this.parser = parser;
        this.nanos = nanos;
    }

    /** The current part; the same object if nothing has changed. Blocks on the disk. */
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

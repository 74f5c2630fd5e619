package io.onetail.config;

import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * Holds a part of the configuration, such as the hosts, and replaces it when the configuration changes. A scheduler
 * calls {@link #refresh} every 2 seconds. Starts and owns nothing. Safe for any thread.
 */
public final class ConfigWatch<T extends @NonNull Object> implements Supplier<T> {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");

    private final String what;
    private final Supplier<T> reader;
    private final Function<T, List<String>> problems;
    private final List<ChangeListener<T>> listeners = new CopyOnWriteArrayList<>();

    /** Replaced by {@link #refresh} only; volatile, because it is read without a lock. */
    private volatile T current;

    private @Nullable String failure;

    /** Is notified of a change, for example to end what is no longer allowed. */
    public interface ChangeListener<T> {
        /** Called on the refreshing thread once the change is in effect; must not block. */
        void changed(T before, T now);
    }

    /**
     * Reads the part for the first time, and so blocks on the disk.
     *
     * @param what the part's name in the server's log, such as {@code hosts}
     * @param reader reads the part; parts with the same meaning must be equal
     * @param problems gives the mistakes in a part, a sentence each
     */
    public ConfigWatch(String what, Supplier<T> reader, Function<T, List<String>> problems) {
        this.what = what;
        this.reader = reader;
        this.problems = problems;
        this.current = reader.get();
        problems.apply(current).forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** The part that is in effect. Code that acts on it later must ask again, or listen. */
    @Override
    public T get() {
        return current;
    }

    /** Adds a listener. */
    public void listen(ChangeListener<T> listener) {
        listeners.add(listener);
    }

    /**
     * Reads the configuration again. If it can't be read, the part stays as it is; that is logged once. Blocks on the
     * disk.
     */
    public synchronized void refresh() {
        T before = current;
        T now;
        try {
            now = reader.get();
        } catch (RuntimeException e) {
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                LOG.log(
                        Level.WARNING,
                        "The configuration of " + what + " can't be read; the last one stays in effect.",
                        e);
            }
            return;
        }
        if (failure != null) {
            failure = null;
            LOG.log(Level.INFO, "The configuration of {0} can be read again.", what);
        }
        if (now.equals(before)) {
            return;
        }
        current = now;
        tell(before, now);
        for (ChangeListener<T> listener : listeners) {
            try {
                listener.changed(before, now);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A listener has failed on a change of the configuration of " + what + ".", e);
            }
        }
    }

    private void tell(T before, T now) {
        LOG.log(
                Level.INFO,
                "The configuration of {0} has changed; number of problems: {1}.",
                what,
                problems.apply(now).size());
        Set<String> known = new HashSet<>(problems.apply(before));
        problems.apply(now).stream().filter(known::add).forEach(problem -> LOG.log(Level.WARNING, problem));
    }
}

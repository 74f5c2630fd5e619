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
 * Holds a part of the configuration that is in force, such as the hosts, and replaces it when the configuration has changed. {@link #refresh} is to be
 * called every 2 seconds by a scheduler; {@link #get} by anybody. Starts and owns nothing. Safe for any thread.
 */
public final class ConfigWatch<T extends @NonNull Object> implements Supplier<T> {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");

    private final String what;
    private final Supplier<T> reader;
    private final Function<T, List<String>> problems;
    private final List<ChangeListener<T>> listeners = new CopyOnWriteArrayList<>();

    /** Replaced by {@link #refresh} only, read without a lock. */
    private volatile T current;

    private @Nullable String failure;

    /** Learns of a change, for example to end what is not allowed any more. */
    public interface ChangeListener<T> {
        /** Called by the refreshing thread after the change is in force; must not block. */
        void changed(T before, T now);
    }

    /**
     * Reads it for the first time, so blocks on the disk.
     *
     * @param what the part's name in the log, such as {@code hosts}
     * @param reader gives what the configuration says now; two parts that say the same must be equal
     * @param problems what is wrong in a part, a sentence each
     */
    public ConfigWatch(String what, Supplier<T> reader, Function<T, List<String>> problems) {
        this.what = what;
        this.reader = reader;
        this.problems = problems;
        this.current = reader.get();
        problems.apply(current).forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** What is in force. Whoever acts on it later asks again, or listens. */
    @Override
    public T get() {
        return current;
    }

    public void listen(ChangeListener<T> listener) {
        listeners.add(listener);
    }

    public void unlisten(ChangeListener<T> listener) {
        listeners.remove(listener);
    }

    /** Reads the configuration again. What can't be read leaves it as it is; that is logged once. Blocks on the disk. */
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
                        "The configuration of " + what + " can't be read; the last one stays in force.",
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
                LOG.log(Level.ERROR, "A listener failed on a changed configuration of " + what + ".", e);
            }
        }
    }

    private void tell(T before, T now) {
        LOG.log(
                Level.INFO,
                "The configuration of {0} has changed; it has {1} problems.",
                what,
                problems.apply(now).size());
        Set<String> known = new HashSet<>(problems.apply(before));
        problems.apply(now).stream().filter(known::add).forEach(problem -> LOG.log(Level.WARNING, problem));
    }
}

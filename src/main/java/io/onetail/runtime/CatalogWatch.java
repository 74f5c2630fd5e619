package io.onetail.runtime;

import io.onetail.catalog.Catalog;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Holds the catalog that is in force and replaces it when the configuration has changed. {@link #refresh} is to be
 * called every 2 seconds by a scheduler; {@link #get} by anybody. Starts and owns nothing. Safe for any thread.
 */
public final class CatalogWatch implements Supplier<Catalog> {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");

    private final Supplier<Catalog> reader;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Replaced by {@link #refresh} only, read without a lock. */
    private volatile Catalog current;

    private @Nullable String failure;

    /** Learns of a new catalog, for example to end what it does not allow any more. */
    public interface Listener {
        /** Called by the refreshing thread after the new catalog is in force; must not block. */
        void changed(Catalog before, Catalog now);
    }

    /** Reads the hosts for the first time. Blocks on the disk. */
    public CatalogWatch(Config config) {
        this(new CatalogReader(config, System::nanoTime));
    }

    CatalogWatch(Supplier<Catalog> reader) {
        this.reader = reader;
        this.current = reader.get();
        current.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** The catalog in force. Whoever acts on it later asks again, or listens. */
    @Override
    public Catalog get() {
        return current;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public void unlisten(Listener listener) {
        listeners.remove(listener);
    }

    /** Reads the configuration again. What can't be read leaves the catalog as it is; that is logged once. Blocks on the disk. */
    public synchronized void refresh() {
        Catalog before = current;
        Catalog now;
        try {
            now = reader.get();
        } catch (RuntimeException e) {
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                LOG.log(Level.WARNING, "The configuration of hosts can't be read; the last one stays in force.", e);
            }
            return;
        }
        if (failure != null) {
            failure = null;
            LOG.log(Level.INFO, "The configuration of hosts can be read again.");
        }
        if (now.equals(before)) {
            return;
        }
        current = now;
        tell(before, now);
        for (Listener listener : listeners) {
            try {
                listener.changed(before, now);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A listener failed on a changed configuration of hosts.", e);
            }
        }
    }

    private static void tell(Catalog before, Catalog now) {
        LOG.log(
                Level.INFO,
                "The configuration of hosts has changed: {0} hosts, {1} problems.",
                now.hosts().size(),
                now.problems().size());
        Set<String> known = new HashSet<>(before.problems());
        now.problems().stream().filter(known::add).forEach(problem -> LOG.log(Level.WARNING, problem));
    }
}

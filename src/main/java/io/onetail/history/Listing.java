package io.onetail.history;

import io.onetail.catalog.Host;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transports;
import java.util.List;

/** Lists the files behind a host's globs. Stateless. */
public final class Listing {
    private Listing() {}

    /** Asks the host; blocks, at most for its time-out. */
    public static Files of(Host host, Transports transports, ListSettings settings)
            throws LogException, InterruptedException {
        if (host.logs().isEmpty()) {
            return new Files(List.of(), false);
        }
        List<FoundFile> found = transports.of(host.name()).find(host.logs(), settings.limit() + 1);
        boolean truncated = found.size() > settings.limit();
        return new Files(truncated ? found.subList(0, settings.limit()) : found, truncated);
    }

    /**
     * @param found by path
     * @param truncated whether there are more than the limit
     */
    public record Files(List<FoundFile> found, boolean truncated) {
        public Files {
            found = List.copyOf(found);
        }
    }
}

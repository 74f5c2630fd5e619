package io.onetail.catalog;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.util.List;

/** The hosts and what may be viewed on each, as the configuration says at one moment. Immutable. */
public final class Catalog {
    /** All hosts in the order of their names. */
    public List<Host> hosts() {
        return List.of();
    }

    /** @throws LogException not-found, naming the host */
    public Host host(String name) throws LogException {
        throw new LogException(Failure.NOT_FOUND, "There is no host '" + name + "' in the configuration.");
    }

    /**
     * What a log's name stands for.
     *
     * @throws LogException not-found for an unknown host or command; bad-request for a source that is neither an absolute,
     *     normalised path nor a command's name; forbidden for a path under no allowed glob
     */
    public Source resolve(LogId log) throws LogException {
        throw new LogException(Failure.NOT_FOUND, "not built yet: " + log);
    }

    /** @throws LogException forbidden if a path, links resolved, is under no allowed glob of the file's host */
    public void checkResolved(Source.File file, String resolved) throws LogException {
        throw new LogException(Failure.FORBIDDEN, "not built yet: " + resolved);
    }
}

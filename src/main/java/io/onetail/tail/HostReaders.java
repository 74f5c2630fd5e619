package io.onetail.tail;

import io.onetail.protocol.LogException;

/** Holds the one reader of each host, and owns them. Safe for any thread. */
public interface HostReaders {
    /**
     * The host's reader, created if necessary and replaced when the host's settings have changed. Does not connect.
     *
     * @throws LogException not-found if there is no such host, unreachable if it can't be used
     */
    HostReader of(String host) throws LogException;
}

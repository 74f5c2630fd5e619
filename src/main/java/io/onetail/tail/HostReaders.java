package io.onetail.tail;

import io.onetail.protocol.LogException;

/** Gives the one reader of each host. */
public interface HostReaders {
    /** The host's reader, made if need be and replaced when the host's settings have changed. Does not connect. */
    HostReader of(String host) throws LogException;
}

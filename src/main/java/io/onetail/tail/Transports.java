package io.onetail.tail;

import io.onetail.protocol.LogException;

/** Gives the one transport of each host. */
public interface Transports {
    /** The host's transport, made if need be and replaced when the host's settings have changed. Does not connect. */
    Transport of(String host) throws LogException;
}

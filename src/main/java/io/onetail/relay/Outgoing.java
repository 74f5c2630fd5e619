package io.onetail.relay;

import io.onetail.protocol.Chunk;

/** The next thing that a view sends: a text message, or a chunk that many views share. */
public sealed interface Outgoing {
    record Text(String json) implements Outgoing {}

    record Binary(Chunk chunk) implements Outgoing {}
}

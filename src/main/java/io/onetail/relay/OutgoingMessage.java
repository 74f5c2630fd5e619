package io.onetail.relay;

import io.onetail.protocol.Chunk;

/** The next thing that a view sends: a text message, or a chunk that many views share. */
public sealed interface OutgoingMessage {
    record TextMessage(String json) implements OutgoingMessage {}

    record BinaryMessage(Chunk chunk) implements OutgoingMessage {}
}

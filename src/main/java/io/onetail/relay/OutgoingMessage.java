package io.onetail.relay;

import io.onetail.protocol.Chunk;

/** A message to a client. */
public sealed interface OutgoingMessage {
    /** A message of the protocol in JSON. */
    record TextMessage(String json) implements OutgoingMessage {}

    /** A chunk, which many views share. */
    record BinaryMessage(Chunk chunk) implements OutgoingMessage {}
}

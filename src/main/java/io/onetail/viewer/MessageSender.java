package io.onetail.viewer;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sending side of one WebSocket. At most one send may be under way; the send queue sees to that. */
public interface MessageSender {
    /** @param completed called once, perhaps before this returns, with the failure or null */
    void text(String text, Consumer<@Nullable Throwable> completed);

    /** @param completed called once, perhaps before this returns, with the failure or null */
    void binary(ByteBuffer bytes, Consumer<@Nullable Throwable> completed);

    /**
     * Sends a ping (RFC 6455, 5.5.2), which every client answers without its program's doing, beside any send. Does not block; says
     * nothing if the connection is closed.
     */
    void ping();

    /** Closes the connection; a send under way fails. Does not block. */
    void close(int code, String reason);
}

package io.onetail.viewer;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sending side of a WebSocket. At most one send may be in progress, which {@link SendLoop} ensures. */
public interface MessageSender {
    /**
     * Sends a text message. Does not block.
     *
     * @param completed called once, possibly before this returns, with the failure or null
     */
    void text(String text, Consumer<@Nullable Throwable> completed);

    /**
     * Sends a binary message. Does not block.
     *
     * @param completed called once, possibly before this returns, with the failure or null
     */
    void binary(ByteBuffer bytes, Consumer<@Nullable Throwable> completed);

    /**
     * Sends a ping (RFC 6455, 5.5.2), which every WebSocket library answers automatically; allowed during a send. Does
     * not block; does nothing if the connection is closed.
     */
    void ping();

    /**
     * Closes the connection; a send in progress fails. Does not block.
     *
     * @param code close code of RFC 6455
     * @param reason a sentence for the client, cut to the length that the protocol allows
     */
    void close(int code, String reason);
}

package io.onetail.viewer;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends over a container's WebSocket session. */
final class WebSocketSender implements MessageSender {
    private static final System.Logger LOGGER = System.getLogger(WebSocketSender.class.getName());
    /** RFC 6455, 5.5: a control frame has up to 125 bytes, 2 of them for the code. */
    private static final int LONGEST_REASON = 123;

    private static final ClassLoader RESOURCES = new CachingClassLoader(WebSocketSender.class.getClassLoader());

    private final Session session;

    WebSocketSender(Session session) {
        this.session = session;
    }

    @Override
    public void text(String text, Consumer<@Nullable Throwable> completed) {
        send(handler -> session.getAsyncRemote().sendText(text, handler), completed);
    }

    @Override
    public void binary(ByteBuffer bytes, Consumer<@Nullable Throwable> completed) {
        send(handler -> session.getAsyncRemote().sendBinary(bytes, handler), completed);
    }

    private static void send(Consumer<SendHandler> call, Consumer<@Nullable Throwable> completed) {
        try {
            withResources(() ->
                    call.accept(result -> completed.accept(result.isOK() ? null : failure(result.getException()))));
        } catch (IOException | IllegalStateException e) { // closed meanwhile
            completed.accept(e);
        }
    }

    private interface SendCall {
        void run() throws IOException;
    }

    private static void withResources(SendCall call) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(RESOURCES);
        try {
            call.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void ping() {
        try {
            withResources(() -> session.getAsyncRemote().sendPing(ByteBuffer.allocate(0)));
        } catch (IOException | IllegalStateException e) { // its end is reported in other ways
            LOGGER.log(Level.DEBUG, "Session {0} can''t be pinged: {1}", session.getId(), e.getMessage());
        }
    }

    private static Throwable failure(@Nullable Throwable cause) {
        return cause != null ? cause : new IOException("sending has failed");
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), shortened(reason)));
        } catch (IOException | IllegalStateException e) {
            LOGGER.log(Level.DEBUG, "Session {0} is closed already: {1}", session.getId(), e.getMessage());
        }
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}

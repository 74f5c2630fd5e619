package io.onetail.viewer;

import io.onetail.signon.SignOn;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of the live protocol; the server makes one for each session. The access filter has decided who may connect. The person is
 * in the session's principal: unlike an endpoint's user properties, no two handshakes share it. The work is {@link LiveSession}'s.
 */
@ServerEndpoint("/live")
public class LiveEndpoint {
    private static final System.Logger LOGGER = System.getLogger(LiveEndpoint.class.getName());

    @Inject
    ViewerService viewers;

    @Inject
    SignOn signOn;

    private volatile @Nullable LiveSession liveSession;

    @OnOpen
    public void open(Session session) {
        WebSocketSender messageSender = new WebSocketSender(session);
        LiveSession opened = new LiveSession(
                session.getId(), session.getUserPrincipal(), messageSender, signOn, viewers, this::closed);
        liveSession = opened;
        opened.guarded(() -> {
            session.setMaxTextMessageBufferSize(ViewerConnection.LONGEST_MESSAGE);
            session.setMaxBinaryMessageBufferSize(ViewerConnection.LONGEST_MESSAGE);
            opened.begin();
        });
    }

    private void closed(ViewerConnection connection) {
        try {
            viewers.closed(connection);
        } catch (EJBException e) { // Payara still calls while the application ends, which closes it as well
            LOGGER.log(Level.DEBUG, "{0} closes while the application ends: {1}", connection, e);
        }
    }

    @OnMessage(maxMessageSize = ViewerConnection.LONGEST_MESSAGE)
    public void message(String text) {
        LiveSession current = liveSession;
        if (current != null) {
            current.received(text);
        }
    }

    /** Takes the answer to a ping. Browsers and libraries send it by themselves. */
    @OnMessage
    public void pong(PongMessage pong) {
        LiveSession current = liveSession;
        if (current != null) {
            current.answered();
        }
    }

    @OnMessage(maxMessageSize = ViewerConnection.LONGEST_MESSAGE)
    public void message(byte[] binary) {
        LiveSession current = liveSession;
        if (current != null) {
            current.refuseBinary();
        }
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        LiveSession current = liveSession;
        if (current != null) {
            current.ended(reason.getCloseCode().getCode(), reason.toString());
        }
    }

    /** For a client that went away without a close frame, and for a failure of Onetail; {@link #close} follows. */
    @OnError
    public void error(Session session, Throwable failure) {
        Level level = failure instanceof IOException ? Level.DEBUG : Level.WARNING;
        LOGGER.log(level, "Session " + session.getId() + " has failed.", failure);
    }
}

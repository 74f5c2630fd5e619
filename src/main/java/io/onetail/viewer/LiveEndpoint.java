package io.onetail.viewer;

import io.onetail.access.SignedIn;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The WebSocket of the live protocol; the container makes one for each session. Who may come here the access filter has decided. */
@ServerEndpoint("/live")
public class LiveEndpoint {
    private static final System.Logger LOGGER = System.getLogger(LiveEndpoint.class.getName());

    @Inject
    ViewerService viewers;

    private volatile @Nullable Connection connection;

    @OnOpen
    public void open(Session session) {
        session.setMaxTextMessageBufferSize(Connection.LONGEST_MESSAGE);
        session.setMaxBinaryMessageBufferSize(Connection.LONGEST_MESSAGE);
        connection = viewers.open(
                new SessionOutlet(session), session.getId(), SignedIn.personOf(session.getUserPrincipal()));
    }

    @OnMessage(maxMessageSize = Connection.LONGEST_MESSAGE)
    public void message(String text) {
        Connection current = connection;
        if (current != null) {
            current.received(text);
        }
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        Connection current = connection;
        if (current != null) {
            viewers.closed(current);
        }
        LOGGER.log(Level.DEBUG, "Session {0} closed: {1}", session.getId(), reason);
    }

    /** A client that went away without a word ends up here, and so does a failure of ours; {@link #close} follows. */
    @OnError
    public void error(Session session, Throwable failure) {
        Level level = failure instanceof IOException ? Level.DEBUG : Level.WARNING;
        LOGGER.log(level, "Session " + session.getId() + " failed.", failure);
    }
}

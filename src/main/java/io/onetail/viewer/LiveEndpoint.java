package io.onetail.viewer;

import io.onetail.access.RequestPrincipal;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of the live protocol; the container makes an instance for each WebSocket session. The access filter has
 * let the person in; who it is, the session's principal says, which handshakes do not share, unlike an endpoint's user
 * properties.
 */
@ServerEndpoint("/live")
public class LiveEndpoint {
    private static final System.Logger LOGGER = System.getLogger(LiveEndpoint.class.getName());
    private static final int UNSUITABLE = 1003;
    /** Close codes of RFC 6455, 7.4.1, for clients that break the protocol, for example with malformed UTF-8. */
    private static final Set<Integer> UNFIT = Set.of(1002, UNSUITABLE, 1007, ViewerConnection.TOO_BIG);

    @Inject
    ViewerService viewers;

    @Inject
    SignOn signOn;

    private volatile @Nullable ViewerConnection connection;
    private volatile @Nullable SessionSlot sessionSlot;
    /** Whether the session has ended, which may happen before the connection exists. */
    private volatile boolean over;

    @OnOpen
    public void open(Session session) {
        guarded(session, () -> begin(session));
    }

    /** Handles unexpected failures, since servers would send details of them to the client. */
    private void guarded(Session session, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LogException told = IncidentReport.of("The WebSocket " + session.getId(), e);
            end(new WebSocketSender(session), ViewerConnection.INTERNAL_ERROR, String.valueOf(told.getMessage()));
        }
    }

    private void begin(Session session) {
        session.setMaxTextMessageBufferSize(ViewerConnection.LONGEST_MESSAGE);
        session.setMaxBinaryMessageBufferSize(ViewerConnection.LONGEST_MESSAGE);
        WebSocketSender messageSender = new WebSocketSender(session);
        SessionSlot taken = new SessionSlot(
                signOn, session.getUserPrincipal(), reason -> end(messageSender, ViewerConnection.POLICY, reason));
        sessionSlot = taken;
        String refusal = taken.take();
        if (refusal == null) {
            ViewerConnection opened = viewers.open(
                    messageSender,
                    session.getId(),
                    taken.person(),
                    RequestPrincipal.addressOf(session.getUserPrincipal()));
            connection = opened;
            if (over) { // set before the connection is looked up, so one of both threads sees both
                viewers.closed(opened);
            }
        } else {
            messageSender.close(ViewerConnection.POLICY, refusal);
        }
    }

    /** Closes the WebSocket and its views. */
    private void end(MessageSender messageSender, int code, String reason) {
        messageSender.close(code, reason);
        closed();
    }

    private @Nullable ViewerConnection closed() {
        over = true;
        ViewerConnection current = connection;
        if (current != null) {
            try {
                viewers.closed(current);
            } catch (EJBException e) { // Payara still calls while the application ends, which closes it as well
                LOGGER.log(Level.DEBUG, "{0} closes while the application ends: {1}", current, e);
            }
        }
        return current;
    }

    @OnMessage(maxMessageSize = ViewerConnection.LONGEST_MESSAGE)
    public void message(String text, Session session) {
        ViewerConnection current = connection;
        if (current != null) {
            guarded(session, () -> current.received(text));
        }
    }

    /** The answer to a ping, which browsers and libraries send automatically. */
    @OnMessage
    public void pong(PongMessage pong) {
        ViewerConnection current = connection;
        if (current != null) {
            current.answered();
        }
    }

    /** Refuses binary messages. */
    @OnMessage(maxMessageSize = ViewerConnection.LONGEST_MESSAGE)
    public void message(byte[] binary, Session session) {
        new WebSocketSender(session).close(UNSUITABLE, "Messages must be text.");
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        ViewerConnection current = closed();
        SessionSlot taken = sessionSlot;
        if (taken != null) {
            taken.leave();
        }
        int code = reason.getCloseCode().getCode();
        if (UNFIT.contains(code)) {
            LOGGER.log(
                    Level.WARNING,
                    "The {0} was closed with the code {1}: a message is too long or not valid text.",
                    current == null ? "connection" : current,
                    Integer.toString(code));
        } else {
            LOGGER.log(Level.DEBUG, "Session {0} closed: {1}", session.getId(), reason);
        }
    }

    /** Called for clients that have gone without closing, and for failures in this class; {@link #close} follows. */
    @OnError
    public void error(Session session, Throwable failure) {
        Level level = failure instanceof IOException ? Level.DEBUG : Level.WARNING;
        LOGGER.log(level, "Session " + session.getId() + " has failed.", failure);
    }
}

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

/** The WebSocket of the live protocol; the container makes one for each session. Who may come here the access filter has
 * decided; who that is is the session's principal, which no two handshakes share, unlike an endpoint's user properties. */
@ServerEndpoint("/live")
public class LiveEndpoint {
    private static final System.Logger LOGGER = System.getLogger(LiveEndpoint.class.getName());
    private static final int UNSUITABLE = 1003;
    /** RFC 6455, 7.4.1: among them a protocol's error and what is no UTF-8. */
    private static final Set<Integer> UNFIT = Set.of(1002, UNSUITABLE, 1007, ViewerConnection.TOO_BIG);

    @Inject
    ViewerService viewers;

    @Inject
    SignOn signOn;

    private volatile @Nullable ViewerConnection connection;
    private volatile @Nullable SessionSlot sessionSlot;
    /** A session may end before the connection is there to be closed. */
    private volatile boolean over;

    @OnOpen
    public void open(Session session) {
        guarded(session, () -> begin(session));
    }

    /** What a server would say of a failure of ours is for nobody. */
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
            if (over) { // who set it looked for the connection afterwards, so one of us has seen both
                viewers.closed(opened);
            }
        } else {
            messageSender.close(ViewerConnection.POLICY, refusal);
        }
    }

    /** Nothing more is sent. */
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
            } catch (EJBException e) { // Payara calls back while the application ends, which closes it as well
                LOGGER.log(Level.DEBUG, "{0} is closed while the application ends: {1}", current, e);
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

    /** The answer to a ping; browsers and libraries give it by themselves. */
    @OnMessage
    public void pong(PongMessage pong) {
        ViewerConnection current = connection;
        if (current != null) {
            current.answered();
        }
    }

    /** Clients speak in text. */
    @OnMessage(maxMessageSize = ViewerConnection.LONGEST_MESSAGE)
    public void message(byte[] binary, Session session) {
        new WebSocketSender(session).close(UNSUITABLE, "A message is a text.");
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
                    "The {0} was closed with the code {1}: what came on it is too long, or no text.",
                    current == null ? "connection" : current,
                    Integer.toString(code));
        } else {
            LOGGER.log(Level.DEBUG, "Session {0} closed: {1}", session.getId(), reason);
        }
    }

    /** A client that went away without a word ends up here, and so does a failure of ours; {@link #close} follows. */
    @OnError
    public void error(Session session, Throwable failure) {
        Level level = failure instanceof IOException ? Level.DEBUG : Level.WARNING;
        LOGGER.log(level, "Session " + session.getId() + " failed.", failure);
    }
}

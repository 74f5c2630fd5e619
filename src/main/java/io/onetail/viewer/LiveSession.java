package io.onetail.viewer;

import io.onetail.access.RequestPrincipal;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.signon.SignOn;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from its handshake to its end: takes a place for its person, and has a {@link ViewerConnection} while
 * it may continue. Safe for any thread.
 */
final class LiveSession {
    private static final System.Logger LOGGER = System.getLogger(LiveSession.class.getName());
    private static final int UNSUITABLE = 1003;
    /** Close codes of RFC 6455, 7.4.1, for clients that break the protocol, for example with malformed UTF-8. */
    private static final Set<Integer> UNFIT = Set.of(1002, UNSUITABLE, 1007, ViewerConnection.TOO_BIG);

    private final String id;
    private final @Nullable Principal principal;
    private final MessageSender messageSender;
    private final ViewerService viewers;
    private final Consumer<ViewerConnection> closing;
    private final SessionSlot sessionSlot;
    private volatile @Nullable ViewerConnection connection;
    /** Whether the session has ended, which may happen before the connection exists. */
    private volatile boolean over;

    /**
     * @param id names it in the log
     * @param principal the principal of the handshake; null if nobody has signed in
     * @param viewers makes the connection
     * @param closing receives the connection when the session has ended, possibly more than once
     */
    LiveSession(
            String id,
            @Nullable Principal principal,
            MessageSender messageSender,
            SignOn signOn,
            ViewerService viewers,
            Consumer<ViewerConnection> closing) {
        this.id = id;
        this.principal = principal;
        this.messageSender = messageSender;
        this.viewers = viewers;
        this.closing = closing;
        this.sessionSlot = new SessionSlot(signOn, principal, reason -> end(ViewerConnection.POLICY, reason));
    }

    /**
     * Runs a part of the session's work. If it fails unexpectedly, the session ends with a number under which the log
     * says why.
     */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LogException told = IncidentReport.of("The WebSocket " + id, e);
            end(ViewerConnection.INTERNAL_ERROR, String.valueOf(told.getMessage()));
        }
    }

    /** Begins the session after the handshake. */
    void begin() {
        String refusal = sessionSlot.take();
        if (refusal != null) {
            messageSender.close(ViewerConnection.POLICY, refusal);
            return;
        }
        ViewerConnection opened =
                viewers.open(messageSender, id, sessionSlot.person(), RequestPrincipal.addressOf(principal));
        connection = opened;
        if (over) { // set before the connection is looked up, so one of both threads sees both
            closing.accept(opened);
        }
    }

    /** Closes the WebSocket and its views. */
    private void end(int code, String reason) {
        messageSender.close(code, reason);
        closed();
    }

    private @Nullable ViewerConnection closed() {
        over = true;
        ViewerConnection current = connection;
        if (current != null) {
            closing.accept(current);
        }
        return current;
    }

    /** Takes a message; one that comes before {@link #begin}, or after a refusal, is ignored. */
    void received(String text) {
        ViewerConnection current = connection;
        if (current != null) {
            guarded(() -> current.received(text));
        }
    }

    /** Refuses a binary message. */
    void refuseBinary() {
        messageSender.close(UNSUITABLE, "Messages must be text.");
    }

    /** Notes that the client has answered a ping. */
    void answered() {
        ViewerConnection current = connection;
        if (current != null) {
            current.answered();
        }
    }

    /**
     * Notes that the session has ended.
     *
     * @param code of the WebSocket's close frame
     * @param reason for the log
     */
    void ended(int code, String reason) {
        ViewerConnection current = closed();
        sessionSlot.leave();
        if (UNFIT.contains(code)) {
            LOGGER.log(
                    Level.WARNING,
                    "The {0} was closed with the code {1}: a message is too long or not valid text.",
                    current == null ? "connection" : current,
                    Integer.toString(code));
        } else {
            LOGGER.log(Level.DEBUG, "Session {0} closed: {1}", id, reason);
        }
    }
}

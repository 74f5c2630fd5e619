package io.onetail.viewer;

import io.onetail.config.ViewerSettings;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.protocol.ServerMessage;
import io.onetail.relay.OutgoingMessage;
import io.onetail.relay.View;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: processes the client's messages on the container's threads, and gives the messages to send: answers first, then those of
 * its views. Safe for any thread, except where a method says otherwise.
 */
public final class ViewerConnection {
    static final int GOING_AWAY = 1001;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int INTERNAL_ERROR = 1011;
    static final int TRY_AGAIN = 1013;

    /** Longest message that a client may send, in bytes. */
    static final int LONGEST_MESSAGE = 16 * 1024;
    /** Maximum number of unread answers; a client that causes more is flooding the server. */
    private static final int MOST_ANSWERS = 2_000;

    /** Opens and closes views. */
    public interface ViewOpener {
        /** Opens a view; wakes the connection when it may have something to send. */
        View open(ClientMessage.OpenView open, ViewerConnection connection) throws LogException;

        /** Closes a view. */
        void close(View view);
    }

    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final String name;
    private final MessageSender messageSender;
    private final ViewOpener viewOpener;
    private final ViewerSettings settings;
    private final LongSupplier nanos;
    private final HeartbeatMonitor heartbeatMonitor;
    private final OpenViews views;
    private final SendLoop loop;
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answerCount = new AtomicInteger();
    private final AtomicBoolean strange = new AtomicBoolean();
    private volatile boolean closed;

    ViewerConnection(
            String name,
            MessageSender messageSender,
            ViewOpener viewOpener,
            SendQueue sendQueue,
            ViewerSettings settings,
            LongSupplier nanos) {
        this.name = name;
        this.messageSender = messageSender;
        this.viewOpener = viewOpener;
        this.settings = settings;
        this.nanos = nanos;
        this.heartbeatMonitor = new HeartbeatMonitor(nanos.getAsLong());
        this.views = new OpenViews(settings, nanos);
        this.loop = new SendLoop(this, messageSender, sendQueue, heartbeatMonitor, nanos);
    }

    /** Notes that the client has answered a ping. */
    void answered() {
        heartbeatMonitor.answered(nanos.getAsLong());
    }

    /** Processes a message of the client. */
    void received(String text) {
        heartbeatMonitor.heard(nanos.getAsLong());
        if (text.length() > LONGEST_MESSAGE) { // WildFly passes on what arrives in one read, whatever its length
            messageSender.close(TOO_BIG, "A message may have at most " + LONGEST_MESSAGE + " bytes.");
            closed();
            return;
        }
        if (closed) {
            return;
        }
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (LogException e) {
            if (!strange.getAndSet(true)) { // logged once, so that nobody can fill the server's log
                LOGGER.log(
                        Level.WARNING,
                        "A message on the {0} can''t be read: {1} Further ones are not logged.",
                        name,
                        SafeText.escaped(String.valueOf(e.getMessage())));
            }
            refuse(ClientMessage.viewIn(text), e);
            return;
        }
        if (message instanceof ClientMessage.ViewMessage viewMessage) {
            received(viewMessage);
        } else {
            answer(ServerMessage.PONG);
        }
    }

    private void received(ClientMessage.ViewMessage message) {
        try {
            if (message instanceof ClientMessage.OpenView open) {
                views.open(open, () -> viewOpener.open(open, this));
                wake();
                return;
            }
            View view = views.use(message.view());
            if (message instanceof ClientMessage.PauseView) {
                view.pause();
            } else if (message instanceof ClientMessage.ResumeView) {
                view.resume();
            } else {
                remove(view);
            }
        } catch (LogException e) {
            refuse(message.view(), e);
        }
    }

    /** Refuses a message. An error that names a view says that this view is not open, so one that is open, and goes on, is not named. */
    private void refuse(@Nullable String view, LogException e) {
        String named = view == null || views.has(view) ? null : view;
        String message = e.failure() == FailureCode.INTERNAL
                ? "An unexpected error has occurred on the server; its log says why."
                : String.valueOf(e.getMessage());
        answer(ServerMessage.error(named, e.failure(), message));
    }

    private void remove(View view) {
        views.remove(view);
        viewOpener.close(view);
    }

    private void answer(String json) {
        if (answerCount.incrementAndGet() > MOST_ANSWERS) {
            messageSender.close(POLICY, "Too many messages without reading the answers.");
            closed();
            return;
        }
        answers.add(json);
        wake();
    }

    /** Signals that there may be something to send. For any thread; cheap, and never recursive. */
    void wake() {
        loop.wake();
    }

    /** Runs on a worker: sends until there is nothing left, a send does not complete at once, or the turn is used up. */
    void turn() {
        loop.turn();
    }

    /** The next message, or null if there is nothing to send. For one thread at a time. */
    @Nullable
    OutgoingMessage next() {
        String answer = answers.poll();
        if (answer != null) {
            answerCount.decrementAndGet();
            return new OutgoingMessage.TextMessage(answer);
        }
        return views.next(this::remove);
    }

    /** Whether {@link #next} may apply masks, which must not happen on a thread of the container. */
    boolean masked() {
        return views.masked();
    }

    /** To be called every second: closes the connection if it is stuck or the client is gone, and ends views that nobody uses. */
    void sweep() {
        if (closed) {
            return;
        }
        String trouble = loop.isSending()
                ? loop.stuck(settings.sendTimeout())
                : heartbeatMonitor.beat(nanos.getAsLong(), messageSender::ping);
        if (trouble != null) {
            messageSender.close(TRY_AGAIN, trouble);
            closed();
            return;
        }
        views.endUnattended();
        if (!views.isEmpty()) {
            wake(); // a view may be waiting for a point in time
        }
    }

    /** Closes the connection after a failed send. */
    void fail() {
        messageSender.close(INTERNAL_ERROR, "Sending has failed.");
        closed();
    }

    /** Closes the connection because this server stops; the client reconnects, possibly to another one. */
    void leave(String reason) {
        messageSender.close(GOING_AWAY, reason);
        closed();
    }

    /** Closes all views. May be called twice, by any thread. */
    void closed() {
        closed = true;
        loop.stop();
        views.close().forEach(viewOpener::close);
    }

    Collection<View> views() {
        return views.all();
    }

    @Override
    public String toString() {
        return name;
    }
}

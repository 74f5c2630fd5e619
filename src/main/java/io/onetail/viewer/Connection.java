package io.onetail.viewer;

import io.onetail.catalog.Words;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.protocol.ServerMessage;
import io.onetail.relay.Outgoing;
import io.onetail.relay.View;
import io.onetail.runtime.ViewerSettings;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket with its views. Messages come from the container's threads; {@link #turn} is run by one thread at a
 * time and has at most one send under way. A completion that comes later than the call goes on with the turn in its thread.
 */
public final class Connection {
    static final int GOING_AWAY = 1001;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int INTERNAL_ERROR = 1011;
    static final int TRY_AGAIN = 1013;

    /** Longest message that a client may send, bytes. */
    static final int LONGEST_MESSAGE = 16 * 1024;
    /** Answers that a client has not read; more, and it is not a client but a flood. */
    private static final int MOST_ANSWERS = 2_000;
    /** Bytes sent in one turn before others get theirs. */
    private static final int TURN = 256 << 10;

    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int AGAIN = 3;

    /** Opens and closes views. */
    public interface Desk {
        View open(ClientMessage.Open open, Connection connection) throws LogException;

        void close(View view);
    }

    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    private final String name;
    private final Outlet outlet;
    private final Desk desk;
    private final Pump pump;
    private final ViewerSettings settings;
    private final LongSupplier nanos;
    private final Pulse pulse;
    private final AtomicInteger schedule = new AtomicInteger(IDLE);
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answerCount = new AtomicInteger();
    private final AtomicBoolean strange = new AtomicBoolean();
    private volatile List<Attended> views = List.of(); // changed under the lock only
    private volatile boolean closed;
    private volatile boolean sending;
    private volatile long sendingSince;
    private volatile @Nullable Thread worker; // whose turn it is
    private int nextView;

    private static final class Attended {
        final View view;
        volatile long seen;

        Attended(View view, long seen) {
            this.view = view;
            this.seen = seen;
        }
    }

    Connection(String name, Outlet outlet, Desk desk, Pump pump, ViewerSettings settings, LongSupplier nanos) {
        this.name = name;
        this.outlet = outlet;
        this.desk = desk;
        this.pump = pump;
        this.settings = settings;
        this.nanos = nanos;
        this.pulse = new Pulse(nanos.getAsLong());
    }

    /** The other side has answered a ping. */
    void answered() {
        pulse.answered(nanos.getAsLong());
    }

    /** Takes a client's message. */
    void received(String text) {
        pulse.heard(nanos.getAsLong());
        if (text.length() > LONGEST_MESSAGE) { // WildFly passes on what came in one read, whatever its length
            outlet.close(TOO_BIG, "A message may have at most " + LONGEST_MESSAGE + " bytes.");
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
            if (!strange.getAndSet(true)) { // once, so that nobody fills the server's log
                LOGGER.log(
                        Level.WARNING,
                        "What came on the {0} is not understood: {1} More of it is not logged.",
                        name,
                        Words.escaped(String.valueOf(e.getMessage())));
            }
            answer(ServerMessage.error(ClientMessage.viewIn(text), e.failure(), String.valueOf(e.getMessage())));
            return;
        }
        if (message instanceof ClientMessage.OfView ofView) {
            received(ofView);
        } else {
            answer(ServerMessage.PONG);
        }
    }

    private void received(ClientMessage.OfView message) {
        try {
            if (message instanceof ClientMessage.Open open) {
                open(open);
                return;
            }
            Attended attended = find(message.view());
            attended.seen = nanos.getAsLong();
            if (message instanceof ClientMessage.Pause) {
                attended.view.pause();
            } else if (message instanceof ClientMessage.Resume) {
                attended.view.resume();
            } else {
                remove(attended);
            }
        } catch (LogException e) {
            answer(ServerMessage.state(message.view(), View.refused(e)));
        }
    }

    private synchronized void open(ClientMessage.Open open) throws LogException {
        if (views.size() >= settings.maxViews()) {
            throw new LogException(
                    Failure.LIMIT,
                    "This connection has " + views.size() + " views open, which is the limit; close one first.");
        }
        for (Attended attended : views) {
            checkDistinct(open, attended.view);
        }
        if (closed) {
            return;
        }
        List<Attended> more = new ArrayList<>(views);
        more.add(new Attended(desk.open(open, this), nanos.getAsLong()));
        views = List.copyOf(more);
        wake();
    }

    /** Chunks bear the log's key, not the view's name: a client could not tell those of two views of one log apart. */
    private static void checkDistinct(ClientMessage.Open open, View view) throws LogException {
        if (view.name().equals(open.view())) {
            throw new LogException(
                    Failure.BAD_REQUEST, "There is a view '" + open.view() + "' on this connection already.");
        }
        if (view.log().equals(open.log())) {
            throw new LogException(
                    Failure.BAD_REQUEST,
                    "View '" + view.name() + "' on this connection shows this log already, and a connection can have"
                            + " one view of a log; close that one first, or open another connection.");
        }
    }

    private Attended find(String view) throws LogException {
        for (Attended attended : views) {
            if (attended.view.name().equals(view)) {
                return attended;
            }
        }
        throw new LogException(Failure.BAD_REQUEST, "There is no view '" + view + "' on this connection.");
    }

    private void remove(Attended attended) {
        synchronized (this) {
            List<Attended> left = new ArrayList<>(views);
            left.remove(attended);
            views = List.copyOf(left);
        }
        desk.close(attended.view);
    }

    private void answer(String json) {
        if (answerCount.incrementAndGet() > MOST_ANSWERS) {
            outlet.close(POLICY, "Too many messages without reading the answers.");
            closed();
            return;
        }
        answers.add(json);
        wake();
    }

    /** There may be something to send; by any thread, cheap, and never recursive. */
    void wake() {
        if (!sending) { // else the send's completion looks for more, after what this is about was put down
            schedule();
        }
    }

    private void schedule() {
        while (true) {
            int now = schedule.get();
            if (now == IDLE) {
                if (schedule.compareAndSet(IDLE, QUEUED)) {
                    pump.ready(this);
                    return;
                }
            } else if (now == RUNNING) {
                if (schedule.compareAndSet(RUNNING, AGAIN)) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    /** A worker's: sends what there is, until a send does not complete at once or the turn is used up. */
    void turn() {
        schedule.set(RUNNING);
        running();
    }

    private void running() {
        worker = Thread.currentThread();
        int left = TURN;
        while (!closed && !sending && left > 0) {
            Outgoing next = next();
            if (next == null) {
                break;
            }
            left -= send(next);
        }
        worker = null;
        boolean more = left <= 0 && !sending && !closed;
        if (!schedule.compareAndSet(RUNNING, more ? QUEUED : IDLE)) { // woken meanwhile
            schedule.set(QUEUED);
            more = true;
        }
        if (more) {
            pump.ready(this);
        }
    }

    private @Nullable Outgoing next() {
        String answer = answers.poll();
        if (answer != null) {
            answerCount.decrementAndGet();
            return new Outgoing.Text(answer);
        }
        List<Attended> all = views;
        for (int i = 0; i < all.size(); i++) {
            Attended attended = all.get((nextView + i) % all.size());
            Outgoing next = attended.view.next();
            if (attended.view.done()) {
                remove(attended);
            }
            if (next != null) {
                nextView = (nextView + i + 1) % all.size();
                return next;
            }
        }
        return null;
    }

    private int send(Outgoing message) {
        sendingSince = nanos.getAsLong();
        sending = true;
        if (message instanceof Outgoing.Binary binary) {
            byte[] frame = binary.chunk().frame();
            pulse.sent(frame.length, sendingSince);
            outlet.binary(ByteBuffer.wrap(frame), this::sent);
            return frame.length;
        }
        String json = ((Outgoing.Text) message).json();
        pulse.sent(json.length(), sendingSince);
        outlet.text(json, this::sent);
        return json.length();
    }

    private void sent(@Nullable Throwable failure) {
        sending = false;
        if (failure != null) {
            fail();
        } else if (Thread.currentThread() == worker) {
            return; // inside the call: the turn goes on by itself
        } else if (!masked() && schedule.compareAndSet(IDLE, RUNNING)) {
            pump.serve(this, this::running); // on the thread that can send: a hand-over costs more than the turn
        } else {
            schedule();
        }
    }

    /** Whether a turn may search lines for what is to be hidden, which is not for a thread of the container's that sends. */
    private boolean masked() {
        for (Attended attended : views) {
            if (attended.view.masked()) {
                return true;
            }
        }
        return false;
    }

    /** Called each second: closes what is stuck or has gone without a word, ends what nobody attends to. */
    void sweep() {
        if (closed) {
            return;
        }
        long now = nanos.getAsLong();
        String trouble = sending ? stuck(now) : pulse.beat(now, outlet::ping);
        if (trouble != null) {
            outlet.close(TRY_AGAIN, trouble);
            closed();
            return;
        }
        Duration limit = settings.unattended();
        for (Attended attended : views) {
            if (limit != null && now - attended.seen > limit.toNanos()) {
                attended.view.end(LogState.ended("This view has run for " + text(limit)
                        + " without anybody using it, which is the limit here."));
            }
        }
        if (!views.isEmpty()) {
            wake(); // a view may wait for a moment to pass
        }
    }

    private @Nullable String stuck(long now) {
        return now - sendingSince > settings.sendTimeout().toNanos()
                ? "Nothing could be sent for " + settings.sendTimeout().toSeconds() + " s."
                : null;
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The other side has gone, or can't be reached any more. */
    void fail() {
        outlet.close(INTERNAL_ERROR, "Sending failed.");
        closed();
    }

    /** This server goes away: the client comes back, perhaps to another one. */
    void leave(String reason) {
        outlet.close(GOING_AWAY, reason);
        closed();
    }

    /** Takes all views away; may be called twice, by any thread. */
    void closed() {
        List<Attended> all;
        synchronized (this) {
            closed = true;
            all = views;
            views = List.of();
        }
        all.forEach(attended -> desk.close(attended.view));
    }

    Collection<View> views() {
        return views.stream().map(attended -> attended.view).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}

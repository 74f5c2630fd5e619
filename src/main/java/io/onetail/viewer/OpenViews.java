package io.onetail.viewer;

import io.onetail.config.ViewerSettings;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogState;
import io.onetail.relay.OutgoingMessage;
import io.onetail.relay.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The views of one connection: which are open, when each was last used, and whose turn it is to send. Safe for any thread; {@link #next} for
 * one at a time.
 */
final class OpenViews {
    /** Makes a view once it is certain that the connection may have it. */
    interface ViewOpening {
        View open() throws LogException;
    }

    private static final class AttendedView {
        final View view;
        volatile long seen;

        AttendedView(View view, long seen) {
            this.view = view;
            this.seen = seen;
        }
    }

    private final ViewerSettings settings;
    private final LongSupplier nanos;
    private volatile List<AttendedView> views = List.of(); // changed under the lock only
    private volatile boolean closed;
    private int turn; // of which view it is

    OpenViews(ViewerSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    boolean isEmpty() {
        return views.isEmpty();
    }

    List<View> all() {
        return views.stream().map(attended -> attended.view).toList();
    }

    /**
     * Opens a view, unless all are closed already.
     *
     * @throws LogException if the connection may not have it, or what {@code opening} throws
     */
    synchronized void open(ClientMessage.OpenView open, ViewOpening opening) throws LogException {
        if (views.size() >= settings.maxViews()) {
            throw new LogException(
                    FailureCode.LIMIT,
                    "This connection has " + views.size() + " views open, which is the limit; close one first.");
        }
        for (AttendedView attended : views) {
            checkDistinct(open, attended.view);
        }
        if (closed) {
            return;
        }
        List<AttendedView> more = new ArrayList<>(views);
        more.add(new AttendedView(opening.open(), nanos.getAsLong()));
        views = List.copyOf(more);
    }

    /** Chunks bear the log's key, not the view's name: a client could not tell those of two views of one log apart. */
    private static void checkDistinct(ClientMessage.OpenView open, View view) throws LogException {
        if (view.name().equals(open.view())) {
            throw new LogException(
                    FailureCode.BAD_REQUEST, "There is a view '" + open.view() + "' on this connection already.");
        }
        if (view.log().equals(open.log())) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "View '" + view.name() + "' on this connection shows this log already, and a connection can have"
                            + " one view of a log; close that one first, or open another connection.");
        }
    }

    /**
     * The view of that name, which somebody uses at this moment.
     *
     * @throws LogException if there is none
     */
    View use(String name) throws LogException {
        for (AttendedView attended : views) {
            if (attended.view.name().equals(name)) {
                attended.seen = nanos.getAsLong();
                return attended.view;
            }
        }
        throw new LogException(FailureCode.BAD_REQUEST, "There is no view '" + name + "' on this connection.");
    }

    synchronized void remove(View view) {
        views = views.stream().filter(attended -> attended.view != view).toList();
    }

    /** Takes all views away for good; returns those that were there. */
    synchronized List<View> close() {
        closed = true;
        List<View> all = all();
        views = List.of();
        return all;
    }

    /**
     * What the next view has to send, in turn; null if none has anything.
     *
     * @param remove is called with each view that is done
     */
    @Nullable
    OutgoingMessage next(Consumer<View> remove) {
        List<AttendedView> all = views;
        for (int i = 0; i < all.size(); i++) {
            View view = all.get((turn + i) % all.size()).view;
            OutgoingMessage next = view.next();
            if (view.done()) {
                remove.accept(view);
            }
            if (next != null) {
                turn = (turn + i + 1) % all.size();
                return next;
            }
        }
        return null;
    }

    /** Whether a turn may search lines for what is to be hidden, which is not for a thread of the container's that sends. */
    boolean masked() {
        for (AttendedView attended : views) {
            if (attended.view.masked()) {
                return true;
            }
        }
        return false;
    }

    /** Ends the views that nobody has used for longer than the settings allow. */
    void endUnattended() {
        Duration limit = settings.unattended();
        if (limit == null) {
            return;
        }
        long now = nanos.getAsLong();
        for (AttendedView attended : views) {
            if (now - attended.seen > limit.toNanos()) {
                attended.view.end(LogState.ended("This view has run for " + text(limit)
                        + " without anybody using it, which is the limit here."));
            }
        }
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}

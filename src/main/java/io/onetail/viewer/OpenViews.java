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
 * The views of one connection: which are open, when each was last used, and which may send next. Safe for any thread;
 * {@link #next} for one at a time.
 */
final class OpenViews {
    /** Opens a view once it is certain that the connection may have it. */
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
    private int turn; // index of the view that may send next

    OpenViews(ViewerSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    boolean isEmpty() {
        return views.isEmpty();
    }

    /** Whether a view of that name is open. */
    boolean has(String name) {
        return views.stream().anyMatch(attended -> attended.view.name().equals(name));
    }

    List<View> all() {
        return views.stream().map(attended -> attended.view).toList();
    }

    /**
     * Opens a view, unless {@link #close} has been called.
     *
     * @throws LogException if the connection may not have it, or thrown by {@code opening}
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

    /**
     * Allows one view of each log only: chunks contain the log's key, not the view's name, so a client could not assign
     * them.
     */
    private static void checkDistinct(ClientMessage.OpenView open, View view) throws LogException {
        if (view.name().equals(open.view())) {
            throw new LogException(
                    FailureCode.BAD_REQUEST, "View '" + open.view() + "' is already open on this connection.");
        }
        if (view.log().equals(open.log())) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "View '" + view.name() + "' on this connection already shows this log, and a connection can have"
                            + " only one view of a log. Close that one first, or open another connection.");
        }
    }

    /**
     * The view with a name; counts as a sign that somebody uses it.
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

    /** Removes all views permanently; returns them. */
    synchronized List<View> close() {
        closed = true;
        List<View> all = all();
        views = List.of();
        return all;
    }

    /**
     * The next message of the views, which take turns; null if none has one.
     *
     * @param remove called with each view that is done
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

    /** Whether a turn may apply masks, which must not happen on a thread of the container. */
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
                attended.view.end(
                        LogState.ended("Nobody has used this view for " + text(limit) + ", which is the limit here."));
            }
        }
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}

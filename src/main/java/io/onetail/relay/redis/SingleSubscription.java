package io.onetail.relay.redis;

import io.onetail.relay.redis.Failures.Reason;
import io.onetail.relay.redis.RedisSubscriber.Listener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection, to the server or to the master that the Sentinels name. The thread in {@link #run} reads; changes and PINGs are
 * written by the timer, so that a caller never waits for a socket.
 */
final class SingleSubscription implements Subscription {
    private static final Logger LOG = System.getLogger(RedisSubscriber.class.getName());

    private final RedisSettings settings;
    private final Wanted wanted;
    private final Listener listener;
    private final ScheduledExecutorService timer;
    private final Lines lines;
    private final Route route;
    private final Failures failures;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Want> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changing = new AtomicBoolean();
    /** Written by the reading thread, used by the timer; null while there is no connection. */
    private volatile @Nullable Feed feed;
    /** Why the timer cut the connection, where that says more than the exception. */
    private volatile @Nullable Reason cutReason;

    private final Outage outage = new Outage(LOG, System::nanoTime);

    // of the thread in run() only
    private boolean up;
    private boolean down;
    private boolean refused; // so that only a subscription proves that it is over

    SingleSubscription(RedisSettings settings, Wanted wanted, Listener listener, ScheduledExecutorService timer) {
        this.settings = settings;
        this.wanted = wanted;
        this.listener = listener;
        this.timer = timer;
        this.lines = new Lines(timer);
        this.route = Routes.of(settings, lines);
        this.failures = new Failures(settings);
    }

    @Override
    public void run() {
        ScheduledFuture<?> beat =
                timer.scheduleWithFixedDelay(this::beat, Feed.PING_MILLIS, Feed.PING_MILLIS, TimeUnit.MILLISECONDS);
        try {
            while (closed.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
                connection();
                if (closed.await(backoff.next(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            beat.cancel(false);
            route.close();
            lines.close();
        }
    }

    /** One connection from begin to end. */
    private void connection() {
        Deadline deadline = Deadline.in(settings.timeout());
        String where = String.valueOf(route.known());
        Node node = null;
        Feed current = null;
        try {
            node = route.node(0, deadline);
            where = node.toString();
            current = new Feed(
                    Routes.open(node, settings, route.mastersOnly(), "onetail-subscriber", lines, deadline), false);
            cutReason = null;
            feed = current; // before wanted is read: a change is in one of the two
            if (closed.getCount() == 0) {
                return;
            }
            wanted.all().forEach(want -> want.confirmed = false);
            current.ping(); // whether we are let in is known by the first answer
            current.change(List.copyOf(wanted.all()), List.of());
            current.read(new Messages(node));
        } catch (JedisException e) {
            if (node != null) {
                route.doubt(node);
            }
            Reason cut = cutReason;
            Duration limit = current == null ? settings.timeout() : Duration.ofMillis(Feed.DEAD_MILLIS);
            refused = e instanceof JedisDataException;
            down(where, cut != null ? cut : failures.reason(e, current == null && deadline.over(), limit));
        } catch (RuntimeException e) { // the listener's: what it missed is fetched after the next connect
            LOG.log(Level.ERROR, "A message of Redis at " + where + " could not be handled.", e);
            down(
                    where,
                    new Reason("is connected to again", "A message could not be handled; this server's log says why."));
        } finally {
            feed = null;
            if (current != null) {
                current.cut();
            }
        }
    }

    /** It is proved that Redis takes what we ask for. */
    private void up(Node node) {
        if (!up) {
            outage.up("", "Subscribing to Redis at " + node + " again.");
            up = true;
            down = false;
            backoff.connected();
            listener.up();
        }
    }

    private void down(String where, Reason reason) {
        up = false;
        backoff.lost();
        if (closed.getCount() == 0) {
            return;
        }
        outage.down("", "Redis at " + where + " " + reason.logged());
        if (!down) {
            down = true;
            wanted.all().forEach(want -> want.confirmed = false);
            listener.down(reason.told());
        }
    }

    @Override
    public void changed(Want want) {
        if (feed == null || closed.getCount() == 0) {
            return; // the next connection begins with what is wanted then
        }
        changes.add(want);
        if (!changing.getAndSet(true)) {
            timer.execute(this::change);
        }
    }

    /**
     * Brings the connection in line with what is wanted. A wanted log is subscribed to again even if it is already: who asked
     * waits for the confirmation.
     */
    private void change() {
        changing.set(false);
        List<Want> more = new ArrayList<>();
        List<Want> less = new ArrayList<>();
        for (Want want : Want.drain(changes)) {
            (wanted.get(want.name) == null ? less : more).add(want);
        }
        write(current -> current.change(more, less));
    }

    /** Every two seconds: a PING, and a look whether the Sentinels name another master. */
    private void beat() {
        outage.look();
        write(Feed::ping);
        Feed current = feed;
        if (current != null && route.mastersOnly()) {
            try {
                Node master = route.node(0, Deadline.in(Duration.ofMillis(Feed.PING_MILLIS)));
                if (!master.equals(current.node())) {
                    cutReason = new Reason(
                            "is not the master any more, that is " + master, "Another Redis has become the master.");
                    current.cut();
                }
            } catch (JedisException e) {
                // the Sentinels are away; the connection is good as long as it lasts
            }
        }
    }

    private void write(java.util.function.Consumer<Feed> writer) {
        Feed current = feed;
        if (current != null) {
            try {
                writer.accept(current);
            } catch (JedisException e) {
                current.cut(); // the reading thread says what happened
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Feed current = feed;
        if (current != null) {
            current.cut();
        }
    }

    /** Hands over to the listener. */
    private final class Messages implements Feed.Receiver {
        private final Node node;

        Messages(Node node) {
            this.node = node;
        }

        @Override
        public void answered() {
            if (!refused && wanted.all().isEmpty()) {
                up(node);
            }
        }

        @Override
        public void confirmed(ByteBuffer channel) {
            refused = false;
            up(node);
            Want want = wanted.get(channel);
            if (want != null) {
                want.confirmed = true;
                listener.subscribed(want.log);
            }
        }

        @Override
        public void message(ByteBuffer channel, byte[] message) {
            Want want = wanted.get(channel);
            if (want != null && want.confirmed) {
                listener.message(want.log, message);
            }
        }

        @Override
        public void dropped(ByteBuffer channel) {}

        @Override
        public void refused(JedisDataException e) {
            throw e;
        }
    }
}

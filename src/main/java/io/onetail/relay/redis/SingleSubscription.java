package io.onetail.relay.redis;

import io.onetail.relay.FeedListener;
import io.onetail.relay.redis.FailureMessages.FailureReason;
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
final class SingleSubscription implements SubscriptionMode {
    private static final Logger LOG = System.getLogger(RedisSubscriber.class.getName());

    private final RedisSettings settings;
    private final SubscriptionRegistry subscriptionRegistry;
    private final FeedListener listener;
    private final ScheduledExecutorService timer;
    private final WriteTimeouts writeTimeouts;
    private final NodeRoute route;
    private final FailureMessages failureMessages;
    private final ReconnectBackoff backoff = new ReconnectBackoff();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<LogSubscription> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changing = new AtomicBoolean();
    /** Written by the reading thread, used by the timer; null while there is no connection. */
    private volatile @Nullable PubSubConnection pubSubConnection;
    /** Why the timer cut the connection, if that says more than the exception. */
    private volatile @Nullable FailureReason cutReason;

    private final OutageLogger outage = new OutageLogger(LOG, System::nanoTime);

    // of the thread in run() only
    private boolean up;
    private boolean down;
    private boolean refused; // so that only a subscription proves that it is over

    SingleSubscription(
            RedisSettings settings,
            SubscriptionRegistry subscriptionRegistry,
            FeedListener listener,
            ScheduledExecutorService timer) {
        this.settings = settings;
        this.subscriptionRegistry = subscriptionRegistry;
        this.listener = listener;
        this.timer = timer;
        this.writeTimeouts = new WriteTimeouts(timer);
        this.route = RouteFactory.of(settings, writeTimeouts);
        this.failureMessages = new FailureMessages(settings);
    }

    @Override
    public void run() {
        ScheduledFuture<?> beat = timer.scheduleWithFixedDelay(
                this::beat, PubSubConnection.PING_MILLIS, PubSubConnection.PING_MILLIS, TimeUnit.MILLISECONDS);
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
            writeTimeouts.close();
        }
    }

    /** One connection from its start to its end. */
    private void connection() {
        Deadline deadline = Deadline.in(settings.timeout());
        String where = String.valueOf(route.known());
        RedisNode node = null;
        PubSubConnection current = null;
        try {
            node = route.node(0, deadline);
            where = node.toString();
            current = new PubSubConnection(
                    RouteFactory.open(
                            node, settings, route.mastersOnly(), "onetail-subscriber", writeTimeouts, deadline),
                    false);
            cutReason = null;
            pubSubConnection = current; // before wanted is read: a change is in one of the two
            if (closed.getCount() == 0) {
                return;
            }
            subscriptionRegistry.all().forEach(logSubscription -> logSubscription.confirmed = false);
            current.ping(); // the first reply tells whether the login was accepted
            current.change(List.copyOf(subscriptionRegistry.all()), List.of());
            current.read(new ListenerBridge(node));
        } catch (JedisException e) {
            if (node != null) {
                route.doubt(node);
            }
            FailureReason cut = cutReason;
            Duration limit = current == null ? settings.timeout() : Duration.ofMillis(PubSubConnection.DEAD_MILLIS);
            refused = e instanceof JedisDataException;
            down(where, cut != null ? cut : failureMessages.reason(e, current == null && deadline.over(), limit));
        } catch (RuntimeException e) { // the listener's: it fetches what it missed when we are connected again
            LOG.log(Level.ERROR, "A message of Redis at " + where + " could not be handled.", e);
            down(
                    where,
                    new FailureReason(
                            "is connected to again", "A message could not be handled; this server's log says why."));
        } finally {
            pubSubConnection = null;
            if (current != null) {
                current.cut();
            }
        }
    }

    /** Redis has accepted a subscription or answered a PING. */
    private void up(RedisNode node) {
        if (!up) {
            outage.up("", "Subscribing to Redis at " + node + " again.");
            up = true;
            down = false;
            backoff.connected();
            listener.up();
        }
    }

    private void down(String where, FailureReason reason) {
        up = false;
        backoff.lost();
        if (closed.getCount() == 0) {
            return;
        }
        outage.down("", "Redis at " + where + " " + reason.logged());
        if (!down) {
            down = true;
            subscriptionRegistry.all().forEach(logSubscription -> logSubscription.confirmed = false);
            listener.down(reason.told());
        }
    }

    @Override
    public void changed(LogSubscription logSubscription) {
        if (pubSubConnection == null || closed.getCount() == 0) {
            return; // the next connection begins with what is wanted then
        }
        changes.add(logSubscription);
        if (!changing.getAndSet(true)) {
            timer.execute(this::change);
        }
    }

    /**
     * Brings the connection in line with what is wanted. A wanted log is subscribed to again even if it already is: the one who
     * asked waits for the confirmation.
     */
    private void change() {
        changing.set(false);
        List<LogSubscription> more = new ArrayList<>();
        List<LogSubscription> less = new ArrayList<>();
        for (LogSubscription logSubscription : LogSubscription.drain(changes)) {
            (subscriptionRegistry.get(logSubscription.name) == null ? less : more).add(logSubscription);
        }
        write(current -> current.change(more, less));
    }

    /** Every two seconds: sends a PING and asks the Sentinels whether there is another master. */
    private void beat() {
        outage.look();
        write(PubSubConnection::ping);
        PubSubConnection current = pubSubConnection;
        if (current != null && route.mastersOnly()) {
            try {
                RedisNode master = route.node(0, Deadline.in(Duration.ofMillis(PubSubConnection.PING_MILLIS)));
                if (!master.equals(current.node())) {
                    cutReason = new FailureReason(
                            "is no longer the master, which is now " + master, "Another Redis has become the master.");
                    current.cut();
                }
            } catch (JedisException e) {
                // no Sentinel answers: the connection is good as long as it lasts
            }
        }
    }

    private void write(java.util.function.Consumer<PubSubConnection> writer) {
        PubSubConnection current = pubSubConnection;
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
        PubSubConnection current = pubSubConnection;
        if (current != null) {
            current.cut();
        }
    }

    /** Hands over to the listener. */
    private final class ListenerBridge implements PubSubConnection.PubSubReceiver {
        private final RedisNode node;

        ListenerBridge(RedisNode node) {
            this.node = node;
        }

        @Override
        public void answered() {
            if (!refused && subscriptionRegistry.all().isEmpty()) {
                up(node);
            }
        }

        @Override
        public void confirmed(ByteBuffer channel) {
            refused = false;
            up(node);
            LogSubscription logSubscription = subscriptionRegistry.get(channel);
            if (logSubscription != null) {
                logSubscription.confirmed = true;
                listener.subscribed(logSubscription.log);
            }
        }

        @Override
        public void message(ByteBuffer channel, byte[] message) {
            LogSubscription logSubscription = subscriptionRegistry.get(channel);
            if (logSubscription != null && logSubscription.confirmed) {
                listener.message(logSubscription.log, message);
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

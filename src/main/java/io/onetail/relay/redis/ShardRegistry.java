package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.relay.redis.FailureMessages.FailureReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * Keeps one connection to each node that holds the slot of a wanted log, and moves a log's subscription when its slot moves or its node
 * fails. Works on the timer, one task at a time; {@link #changed} is for any thread and never waits.
 */
final class ShardRegistry implements Shard.ShardOwner, AutoCloseable {
    /** Time for the nodes to agree on who holds a slot. */
    private static final long MOVED_MILLIS = 20;

    private final RedisSettings settings;
    private final SubscriptionRegistry subscriptionRegistry;
    private final Consumer<ShardEvent> events;
    private final ScheduledExecutorService timer;
    private final Executor readers;
    private final WriteTimeouts writeTimeouts;
    private final NodeRoute route;
    private final FailureMessages failureMessages;
    private final ConcurrentLinkedQueue<LogSubscription> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changing = new AtomicBoolean();
    private volatile boolean closed;

    @GuardedBy("this")
    private final Map<RedisNode, Shard> shards = new HashMap<>();

    @GuardedBy("this")
    private final Map<ByteBuffer, Shard> assigned = new HashMap<>();

    @GuardedBy("this")
    private final ReconnectBackoff backoff = new ReconnectBackoff();

    @GuardedBy("this")
    private @Nullable ScheduledFuture<?> beat;

    /** @param events is told what happens, and waits while the subscriber's thread falls behind */
    ShardRegistry(
            RedisSettings settings,
            SubscriptionRegistry subscriptionRegistry,
            Consumer<ShardEvent> events,
            ScheduledExecutorService timer,
            Executor readers) {
        this.settings = settings;
        this.subscriptionRegistry = subscriptionRegistry;
        this.events = events;
        this.timer = timer;
        this.readers = readers;
        this.writeTimeouts = new WriteTimeouts(timer);
        this.route = RouteFactory.of(settings, writeTimeouts);
        this.failureMessages = new FailureMessages(settings);
    }

    synchronized void start() {
        if (!closed) {
            beat = timer.scheduleWithFixedDelay(
                    this::beat, PubSubConnection.PING_MILLIS, PubSubConnection.PING_MILLIS, TimeUnit.MILLISECONDS);
            subscriptionRegistry.all().forEach(this::changed);
        }
    }

    void changed(LogSubscription logSubscription) {
        changes.add(logSubscription);
        if (!changing.getAndSet(true)) {
            later(this::change, 0);
        }
    }

    private void again(Collection<LogSubscription> wants, long millis) {
        later(() -> wants.forEach(this::changed), millis);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the tasks catch what they can meet
    private void later(Runnable task, long millis) {
        if (!closed) {
            try {
                timer.schedule(task, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                closed = true; // the timer has ended, and so does the server
            }
        }
    }

    private synchronized void change() {
        changing.set(false);
        if (closed || beat == null) {
            return;
        }
        Map<Shard, List<LogSubscription>> more = new LinkedHashMap<>();
        Map<Shard, List<LogSubscription>> less = new LinkedHashMap<>();
        List<LogSubscription> failed = new ArrayList<>();
        JedisConnectionException lost = null;
        for (LogSubscription logSubscription : LogSubscription.drain(changes)) {
            Shard now = assigned.remove(logSubscription.name);
            Shard then = null;
            if (subscriptionRegistry.get(logSubscription.name) != null) {
                try {
                    then = lost != null
                            ? null
                            : shard(route.node(logSubscription.slot, Deadline.in(settings.timeout())));
                } catch (JedisConnectionException e) {
                    lost = e; // the others would wait as long without success
                }
                if (then == null) {
                    failed.add(logSubscription);
                }
            }
            if (now != null && now != then) {
                less.computeIfAbsent(now, s -> new ArrayList<>()).add(logSubscription);
            }
            if (then != null) {
                assigned.put(logSubscription.name, then);
                more.computeIfAbsent(then, s -> new ArrayList<>()).add(logSubscription);
            }
        }
        List<LogSubscription> unrouted = List.copyOf(failed);
        less.forEach((shard, wants) -> shard.change(List.of(), wants));
        more.forEach((shard, wants) -> {
            if (!shard.change(wants, List.of())) {
                failed.addAll(wants);
            }
        });
        if (!failed.isEmpty()) {
            again(failed, backoff.next());
        }
        if (lost != null) {
            events.accept(new ShardEvent.RouteLost(unrouted, reason(String.valueOf(route.known()), lost)));
        }
    }

    private FailureReason reason(String where, Throwable e) {
        FailureReason reason = failureMessages.reason(e, false, Duration.ofMillis(PubSubConnection.DEAD_MILLIS));
        return new FailureReason("Redis at " + where + " " + reason.logged(), reason.told());
    }

    @GuardedBy("this")
    private Shard shard(RedisNode node) {
        Shard known = shards.get(node);
        if (known == null) {
            known = new Shard(
                    node,
                    () -> RouteFactory.open(
                            node,
                            settings,
                            false,
                            "onetail-subscriber",
                            writeTimeouts,
                            Deadline.in(settings.timeout())),
                    e -> reason(node.toString(), e),
                    this);
            shards.put(node, known);
            readers.execute(known);
        }
        return known;
    }

    /** Every two seconds: sends PINGs, ends connections that nobody needs, and checks whether slots have moved. */
    private synchronized void beat() {
        List<Shard> all = List.copyOf(shards.values());
        for (Shard shard : all) {
            if (shard.unused()) {
                shards.remove(shard.node());
                shard.end();
            } else {
                shard.ping();
            }
        }
        assigned.forEach((channel, shard) -> {
            LogSubscription logSubscription = subscriptionRegistry.get(channel);
            try {
                if (logSubscription != null
                        && !route.node(logSubscription.slot, Deadline.in(settings.timeout()))
                                .equals(shard.node())) {
                    changed(logSubscription);
                }
            } catch (JedisConnectionException e) {
                // the connections are good as long as they last
            }
        });
    }

    @Override
    public void happened(ShardEvent event) {
        if (event instanceof ShardEvent.ShardConnected) {
            synchronized (this) {
                backoff.connected();
                backoff.lost();
            }
        }
        events.accept(event);
        if (event instanceof ShardEvent.SubscriptionDropped dropped) {
            dropped(dropped.shard(), dropped.channel());
        }
    }

    /** Redis has ended a subscription: the slot has moved, unless we asked for it. */
    private synchronized void dropped(Shard shard, ByteBuffer channel) {
        LogSubscription logSubscription = subscriptionRegistry.get(channel);
        if (logSubscription != null && shard.equals(assigned.get(channel))) {
            route.doubt(shard.node());
            changed(logSubscription);
        }
    }

    @Override
    public void moved(Shard shard, JedisMovedDataException where, Collection<LogSubscription> wants) {
        HostAndPort target = where.getTargetNode();
        route.moved(where.getSlot(), new RedisNode(target.getHost(), target.getPort()));
        again(wants, MOVED_MILLIS);
    }

    @Override
    public void ended(Shard shard, Collection<LogSubscription> wants, @Nullable FailureReason reason) {
        synchronized (this) {
            shards.remove(shard.node(), shard);
            assigned.values().removeIf(shard::equals);
        }
        if (reason != null) {
            route.doubt(shard.node());
        }
        events.accept(new ShardEvent.ShardEnded(shard, wants, reason));
        if (!closed && !wants.isEmpty()) {
            long pause;
            synchronized (this) {
                pause = backoff.next();
            }
            again(wants, pause);
        }
    }

    @Override
    public void close() {
        closed = true;
        List<Shard> all;
        synchronized (this) {
            all = List.copyOf(shards.values());
            if (beat != null) {
                beat.cancel(false);
            }
        }
        all.forEach(Shard::end);
        route.close();
        writeTimeouts.close();
    }
}

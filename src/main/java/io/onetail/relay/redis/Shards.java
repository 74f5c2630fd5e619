package io.onetail.relay.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.relay.redis.Failures.Reason;
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
final class Shards implements Shard.Owner, AutoCloseable {
    /** Time for the nodes to agree on who holds a slot. */
    private static final long MOVED_MILLIS = 20;

    private final RedisSettings settings;
    private final Wanted wanted;
    private final Consumer<ShardEvent> events;
    private final ScheduledExecutorService timer;
    private final Executor readers;
    private final Lines lines;
    private final Route route;
    private final Failures failures;
    private final ConcurrentLinkedQueue<Want> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean changing = new AtomicBoolean();
    private volatile boolean closed;

    @GuardedBy("this")
    private final Map<Node, Shard> shards = new HashMap<>();

    @GuardedBy("this")
    private final Map<ByteBuffer, Shard> assigned = new HashMap<>();

    @GuardedBy("this")
    private final Backoff backoff = new Backoff();

    @GuardedBy("this")
    private @Nullable ScheduledFuture<?> beat;

    /** @param events takes what happens, and waits while the subscriber's thread is behind */
    Shards(
            RedisSettings settings,
            Wanted wanted,
            Consumer<ShardEvent> events,
            ScheduledExecutorService timer,
            Executor readers) {
        this.settings = settings;
        this.wanted = wanted;
        this.events = events;
        this.timer = timer;
        this.readers = readers;
        this.lines = new Lines(timer);
        this.route = Routes.of(settings, lines);
        this.failures = new Failures(settings);
    }

    synchronized void start() {
        if (!closed) {
            beat = timer.scheduleWithFixedDelay(this::beat, Feed.PING_MILLIS, Feed.PING_MILLIS, TimeUnit.MILLISECONDS);
            wanted.all().forEach(this::changed);
        }
    }

    void changed(Want want) {
        changes.add(want);
        if (!changing.getAndSet(true)) {
            later(this::change, 0);
        }
    }

    private void again(Collection<Want> wants, long millis) {
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
        Map<Shard, List<Want>> more = new LinkedHashMap<>();
        Map<Shard, List<Want>> less = new LinkedHashMap<>();
        List<Want> failed = new ArrayList<>();
        JedisConnectionException lost = null;
        for (Want want : Want.drain(changes)) {
            Shard now = assigned.remove(want.name);
            Shard then = null;
            if (wanted.get(want.name) != null) {
                try {
                    then = lost != null ? null : shard(route.node(want.slot, Deadline.in(settings.timeout())));
                } catch (JedisConnectionException e) {
                    lost = e; // the others would wait as long in vain
                }
                if (then == null) {
                    failed.add(want);
                }
            }
            if (now != null && now != then) {
                less.computeIfAbsent(now, s -> new ArrayList<>()).add(want);
            }
            if (then != null) {
                assigned.put(want.name, then);
                more.computeIfAbsent(then, s -> new ArrayList<>()).add(want);
            }
        }
        List<Want> unrouted = List.copyOf(failed);
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
            events.accept(new ShardEvent.Lost(unrouted, reason(String.valueOf(route.known()), lost)));
        }
    }

    private Reason reason(String where, Throwable e) {
        Reason reason = failures.reason(e, false, Duration.ofMillis(Feed.DEAD_MILLIS));
        return new Reason("Redis at " + where + " " + reason.logged(), reason.told());
    }

    @GuardedBy("this")
    private Shard shard(Node node) {
        Shard known = shards.get(node);
        if (known == null) {
            known = new Shard(
                    node,
                    () -> Routes.open(
                            node, settings, false, "onetail-subscriber", lines, Deadline.in(settings.timeout())),
                    e -> reason(node.toString(), e),
                    this);
            shards.put(node, known);
            readers.execute(known);
        }
        return known;
    }

    /** Every two seconds: a PING, the end of connections that nobody needs, and a look whether slots have moved. */
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
            Want want = wanted.get(channel);
            try {
                if (want != null
                        && !route.node(want.slot, Deadline.in(settings.timeout()))
                                .equals(shard.node())) {
                    changed(want);
                }
            } catch (JedisConnectionException e) {
                // the connections are good as long as they last
            }
        });
    }

    @Override
    public void happened(ShardEvent event) {
        if (event instanceof ShardEvent.Connected) {
            synchronized (this) {
                backoff.connected();
                backoff.lost();
            }
        }
        events.accept(event);
        if (event instanceof ShardEvent.Dropped dropped) {
            dropped(dropped.shard(), dropped.channel());
        }
    }

    /** A subscription was ended by Redis: the slot has moved, unless it was at our wish. */
    private synchronized void dropped(Shard shard, ByteBuffer channel) {
        Want want = wanted.get(channel);
        if (want != null && shard.equals(assigned.get(channel))) {
            route.doubt(shard.node());
            changed(want);
        }
    }

    @Override
    public void moved(Shard shard, JedisMovedDataException where, Collection<Want> wants) {
        HostAndPort target = where.getTargetNode();
        route.moved(where.getSlot(), new Node(target.getHost(), target.getPort()));
        again(wants, MOVED_MILLIS);
    }

    @Override
    public void ended(Shard shard, Collection<Want> wants, @Nullable Reason reason) {
        synchronized (this) {
            shards.remove(shard.node(), shard);
            assigned.values().removeIf(shard::equals);
        }
        if (reason != null) {
            route.doubt(shard.node());
        }
        events.accept(new ShardEvent.Ended(shard, wants, reason));
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
        lines.close();
    }
}

package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Sends commands to the nodes that hold their slots, in one round trip for each node, and waits for the replies. What a node
 * certainly did not carry out (script unknown, slot elsewhere) is sent again, in order; nothing else is. Owns its connections.
 * Safe for any thread.
 */
final class CommandSender implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(RedisJournal.class.getName());
    private static final long TRY_AGAIN_MILLIS = 20;

    private final RedisSettings settings;
    private final NodeRoute route;
    private final WriteTimeouts writeTimeouts;
    private final FailureMessages failureMessages;
    private final CallOutages outages = new CallOutages(LOGGER, System::nanoTime);
    private final Map<RedisNode, ConnectionPool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    CommandSender(RedisSettings settings, ScheduledExecutorService timer) {
        this.settings = settings;
        this.writeTimeouts = new WriteTimeouts(timer);
        this.failureMessages = new FailureMessages(settings);
        this.route = RouteFactory.of(settings, writeTimeouts);
    }

    /**
     * Returns when each call has its result. Calls of one slot are carried out in order.
     *
     * @param deadline by which it returns, whatever Redis does
     */
    void run(List<? extends RedisCall<?>> calls, Deadline deadline) {
        List<? extends RedisCall<?>> open = calls;
        boolean again = true;
        for (int round = 1; again; round++) {
            boolean movedBefore = round > 1;
            boolean pause = false;
            List<RedisCall<?>> next = new ArrayList<>();
            for (Map.Entry<RedisNode, List<RedisCall<?>>> part :
                    byNode(open, deadline).entrySet()) {
                send(part.getKey(), part.getValue(), deadline);
                for (RedisCall<?> call : part.getValue()) {
                    Resend resend = resend(call, part.getKey(), movedBefore);
                    if (resend != Resend.NEVER) {
                        next.add(call);
                        pause |= resend == Resend.AFTER_PAUSE;
                    }
                }
            }
            open = next;
            again = !open.isEmpty() && !deadline.over() && (!pause || pause());
        }
    }

    private Map<RedisNode, List<RedisCall<?>>> byNode(List<? extends RedisCall<?>> calls, Deadline deadline) {
        Map<RedisNode, List<RedisCall<?>>> byNode = new LinkedHashMap<>();
        for (RedisCall<?> call : calls) {
            RedisNode node = call.askingNode();
            try {
                if (node == null) {
                    node = route.node(call.slot(), deadline);
                }
                byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(call);
            } catch (RuntimeException e) {
                call.unreached(String.valueOf(route.known()), e);
            }
        }
        return byNode;
    }

    private enum Resend {
        NEVER,
        NOW,
        AFTER_PAUSE
    }

    /** Whether the node certainly did not carry out the call and another one, or the same one soon, will. */
    private Resend resend(RedisCall<?> call, RedisNode asked, boolean movedBefore) {
        call.askAt(null);
        if (settings.mode() != RedisMode.CLUSTER // a node of a Cluster would send us elsewhere for ever
                || !(call.result() instanceof CallResult.Refused<?> refused)) {
            return Resend.NEVER;
        }
        if (refused.why() instanceof JedisMovedDataException moved) {
            route.moved(moved.getSlot(), node(moved.getTargetNode(), asked));
            return movedBefore ? Resend.AFTER_PAUSE : Resend.NOW; // moved twice: the nodes do not agree yet
        }
        if (refused.why() instanceof JedisAskDataException ask) {
            call.askAt(node(ask.getTargetNode(), asked));
            return Resend.NOW;
        }
        return String.valueOf(refused.why().getMessage()).startsWith("TRYAGAIN") ? Resend.AFTER_PAUSE : Resend.NEVER;
    }

    /** Gives each call the node's reply, or the same reason why the node was not reached. */
    private void send(RedisNode node, List<RedisCall<?>> calls, Deadline deadline) {
        ConnectionPool pool = pool(node);
        RedisConnection redisConnection;
        try {
            redisConnection = pool.take(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            calls.forEach(call -> call.unreached(node.toString(), e));
            return;
        } catch (TimeoutException e) {
            calls.forEach(call -> call.unreached(node.toString(), e));
            return;
        } catch (RuntimeException e) {
            route.doubt(node);
            calls.forEach(call -> call.unreached(node.toString(), e));
            return;
        }
        writeTimeouts.add(redisConnection.rawSocket(), deadline);
        try {
            List<RedisCall<?>> open = exchange(redisConnection, calls, deadline);
            if (!open.isEmpty()) {
                JedisDataException refused = loadScripts(redisConnection);
                if (refused == null) {
                    exchange(redisConnection, open, deadline);
                } else {
                    open.forEach(call -> call.refused(refused));
                }
            }
        } catch (RuntimeException e) {
            // also one that Jedis did not foresee: where the next reply begins on this connection is not known any more
            redisConnection.setBroken();
            route.doubt(node);
            calls.forEach(call -> call.unreached(node.toString(), e));
        } finally {
            writeTimeouts.remove(redisConnection.rawSocket());
            pool.give(redisConnection);
        }
    }

    /** Returns the calls whose script the node does not know. */
    private List<RedisCall<?>> exchange(RedisConnection redisConnection, List<RedisCall<?>> calls, Deadline deadline) {
        redisConnection.setSoTimeout(deadline.millis());
        int sent = 0;
        for (RedisCall<?> call : calls) {
            if (call.askingNode() != null) {
                redisConnection.sendCommand(new CommandArguments(Command.ASKING));
                sent++;
            }
            redisConnection.sendCommand(call.command());
            sent++;
        }
        Iterator<Object> received = redisConnection.getMany(sent).iterator();
        List<RedisCall<?>> unknown = new ArrayList<>();
        for (RedisCall<?> call : calls) {
            if (call.askingNode() != null) {
                received.next();
            }
            call.received(redisConnection.node().toString(), received.next());
            if (!(call.result() instanceof CallResult.Refused<?> refused)) {
                continue;
            }
            if (refused.why() instanceof JedisNoScriptException) {
                unknown.add(call);
            } else if (isElsewhere(refused.why())) {
                route.doubt(redisConnection.node());
                redisConnection.setBroken(); // it leads to a replica by now
            }
        }
        return unknown;
    }

    /** A node leaves the host of another empty if it does not know it: the host is then its own. */
    private static RedisNode node(HostAndPort target, RedisNode asked) {
        String host = target.getHost();
        return new RedisNode(host == null || host.isEmpty() ? asked.host() : host, target.getPort());
    }

    private static boolean isElsewhere(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("READONLY") || message.startsWith("MASTERDOWN");
    }

    /** Returns why Redis refuses them, or null. */
    private static @Nullable JedisDataException loadScripts(RedisConnection redisConnection) {
        for (LuaScript script : LuaScript.values()) {
            redisConnection.sendCommand(script.load());
        }
        for (Object answer : redisConnection.getMany(LuaScript.values().length)) {
            if (answer instanceof JedisDataException refused) {
                return refused;
            }
        }
        return null;
    }

    private ConnectionPool pool(RedisNode node) {
        ConnectionPool pool = pools.get(node);
        if (pool == null) {
            pool = pools.computeIfAbsent(node, n -> new ConnectionPool(n, settings.connections(), this::open));
            pools.forEach((other, unused) -> { // of nodes that are not masters any more
                if (!other.equals(node) && !route.serves(other) && pools.remove(other, unused)) {
                    unused.close();
                }
            });
        }
        if (closed) {
            pool.close();
        }
        return pool;
    }

    private RedisConnection open(RedisNode node, Deadline deadline) {
        return RouteFactory.open(node, settings, route.mastersOnly(), "onetail", writeTimeouts, deadline);
    }

    private static boolean pause() {
        try {
            Thread.sleep(TRY_AGAIN_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The reply to a call. Logs an outage once when it begins and once when it is over.
     *
     * @param what what was tried, on what: "reading the head of web-1:/var/log/app.log"
     * @throws JournalException if there is none
     */
    <T extends @Nullable Object> T reply(String what, RedisCall<T> call, Deadline deadline) {
        if (call.result() instanceof CallResult.Replied<T> replied) {
            outages.up(what);
            return replied.value();
        }
        throw failure(what, call.result(), deadline);
    }

    /** What went wrong, for a call without a reply; logs it if it is new. */
    JournalException failure(String what, CallResult<?> result, Deadline deadline) {
        Throwable why;
        String where;
        if (result instanceof CallResult.Unreached<?> unreached) {
            why = unreached.why();
            where = unreached.where();
        } else if (result instanceof CallResult.Refused<?> refused) {
            why = refused.why();
            where = String.valueOf(route.known());
        } else {
            throw new IllegalArgumentException("nothing went wrong " + what);
        }
        JournalException failed = failureMessages.failed(what, where, why, deadline);
        if (!closed && !(why instanceof InterruptedException)) {
            outages.down(what, failed);
        }
        return failed;
    }

    @Override
    public void close() {
        closed = true;
        pools.values().forEach(ConnectionPool::close);
        route.close();
        writeTimeouts.close();
    }
}

package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.Arrays;
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
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Sends commands to the nodes that hold their slots, in one round trip for each node, and waits for the answers. What a node
 * certainly did not carry out (script unknown, slot elsewhere) is sent again, in order; nothing else is. Any thread.
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

    /** A command, and the slot that its keys are in. */
    record SlotCommand(int slot, CommandArguments command) {}

    /**
     * The answers in the order of the calls: what Redis said, or the exception where it refused or could not be asked.
     * Calls of one slot are carried out in order.
     */
    List<Object> run(List<SlotCommand> calls, Deadline deadline) {
        @Nullable Object[] answers = new @Nullable Object[calls.size()];
        Map<Integer, RedisNode> asking = new LinkedHashMap<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            open.add(i);
        }
        boolean again = true;
        for (int round = 1; again; round++) {
            boolean movedBefore = round > 1;
            Map<RedisNode, List<Integer>> byNode = new LinkedHashMap<>();
            for (int i : open) {
                RedisNode node = asking.get(i);
                try {
                    if (node == null) {
                        node = route.node(calls.get(i).slot(), deadline);
                    }
                    byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(i);
                } catch (RuntimeException e) {
                    answers[i] = new UnreachedNodeException(String.valueOf(route.known()), e);
                }
            }
            boolean[] wait = {false};
            List<Integer> next = new ArrayList<>();
            byNode.forEach((node, part) -> {
                send(node, part, calls, answers, asking, deadline);
                for (int i : part) {
                    Object answer = answers[i];
                    asking.remove(i);
                    if (settings.mode() != RedisMode.CLUSTER) {
                        continue; // a node of a Cluster says where else to ask, for ever
                    }
                    if (answer instanceof JedisMovedDataException moved) {
                        route.moved(moved.getSlot(), node(moved.getTargetNode(), node));
                        wait[0] |= movedBefore; // the nodes do not agree yet
                        next.add(i);
                    } else if (answer instanceof JedisAskDataException ask) {
                        asking.put(i, node(ask.getTargetNode(), node));
                        next.add(i);
                    } else if (answer instanceof JedisDataException e
                            && String.valueOf(e.getMessage()).startsWith("TRYAGAIN")) {
                        wait[0] = true;
                        next.add(i);
                    }
                }
            });
            open = next;
            again = !open.isEmpty() && !deadline.over() && (!wait[0] || pause());
        }
        return Arrays.asList(answers);
    }

    /** Sends some of the calls to a node and puts down its answers, or one exception for all. */
    private void send(
            RedisNode node,
            List<Integer> part,
            List<SlotCommand> calls,
            @Nullable Object[] answers,
            Map<Integer, RedisNode> asking,
            Deadline deadline) {
        ConnectionPool pool = pool(node);
        RedisConnection redisConnection;
        try {
            redisConnection = pool.take(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            part.forEach(i -> answers[i] = new UnreachedNodeException(node.toString(), e));
            return;
        } catch (RuntimeException | TimeoutException e) {
            if (!(e instanceof TimeoutException)) {
                route.doubt(node);
            }
            part.forEach(i -> answers[i] = new UnreachedNodeException(node.toString(), e));
            return;
        }
        writeTimeouts.add(redisConnection.rawSocket(), deadline);
        try {
            List<Integer> open = exchange(redisConnection, part, calls, answers, asking, deadline);
            if (!open.isEmpty()) {
                JedisDataException refused = loadScripts(redisConnection);
                if (refused == null) {
                    exchange(redisConnection, open, calls, answers, asking, deadline);
                } else {
                    open.forEach(i -> answers[i] = refused);
                }
            }
        } catch (JedisException e) {
            redisConnection.setBroken();
            route.doubt(node);
            part.forEach(i -> answers[i] = new UnreachedNodeException(node.toString(), e));
        } finally {
            writeTimeouts.remove(redisConnection.rawSocket());
            pool.give(redisConnection);
        }
    }

    /** Returns those whose script the node does not know. */
    private List<Integer> exchange(
            RedisConnection redisConnection,
            List<Integer> part,
            List<SlotCommand> calls,
            @Nullable Object[] answers,
            Map<Integer, RedisNode> asking,
            Deadline deadline) {
        redisConnection.setSoTimeout(deadline.millis());
        int sent = 0;
        for (int i : part) {
            if (asking.containsKey(i)) {
                redisConnection.write(new CommandArguments(Command.ASKING));
                sent++;
            }
            redisConnection.write(calls.get(i).command());
            sent++;
        }
        List<Object> got = redisConnection.getMany(sent);
        List<Integer> unknown = new ArrayList<>();
        int at = 0;
        for (int i : part) {
            if (asking.containsKey(i)) {
                at++;
            }
            Object answer = got.get(at++);
            answers[i] = answer;
            if (answer instanceof JedisNoScriptException) {
                unknown.add(i);
            } else if (answer instanceof JedisDataException e && isElsewhere(e)) {
                route.doubt(redisConnection.node());
                redisConnection.setBroken(); // a replica by now: the connection is of no use
            }
        }
        return unknown;
    }

    /** A node that does not know the address of another leaves the host empty: its own. */
    private static RedisNode node(HostAndPort target, RedisNode asked) {
        String host = target.getHost();
        return new RedisNode(host == null || host.isEmpty() ? asked.host() : host, target.getPort());
    }

    private static boolean isElsewhere(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("READONLY") || message.startsWith("MASTERDOWN");
    }

    /** Returns why they may not be loaded, or null. */
    private static @Nullable JedisDataException loadScripts(RedisConnection redisConnection) {
        for (LuaScript script : LuaScript.values()) {
            redisConnection.write(script.load());
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
            pools.forEach((other, unused) -> { // of nodes that are no master any more
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

    /** The answer, or the exception that says what went wrong; puts down in the log when that begins and is over. */
    Object checked(String what, Object answer, Deadline deadline) {
        if (answer instanceof JedisException) {
            throw failure(what, answer, deadline);
        }
        outages.up(what);
        return answer;
    }

    /** What went wrong, for an answer that is an exception. */
    JournalException failure(String what, Object answer, Deadline deadline) {
        JournalException failed = answer instanceof UnreachedNodeException unreached
                ? failureMessages.failed(what, unreached.where, unreached.why, deadline)
                : failureMessages.failed(what, String.valueOf(route.known()), (JedisException) answer, deadline);
        boolean stopping =
                closed || (answer instanceof UnreachedNodeException one && one.why instanceof InterruptedException);
        if (!stopping) {
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

    /** Stands for the answer of a node that could not be asked, or of which it is not known whether it was. */
    static final class UnreachedNodeException extends JedisConnectionException {
        private static final long serialVersionUID = 1;
        private final String where;
        private final transient Throwable why;

        UnreachedNodeException(String where, Throwable why) {
            super(why);
            this.where = where;
            this.why = why;
        }
    }
}

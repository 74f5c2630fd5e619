package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.LivenessTimes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One subscribing connection. One thread reads; any other may write. Jedis' own subscriber classes were decided against: they let threads
 * write at the same time, end when nothing is subscribed, and the sharded one has no PING.
 */
final class PubSubConnection {
    /** A PING is answered every {@link #PING_MILLIS}. A connection on which nothing comes for this long is dead. */
    static final int DEAD_MILLIS = (int) LivenessTimes.DEFAULT.redisSilence().toMillis();

    static final int PING_MILLIS = (int) LivenessTimes.DEFAULT.redisPing().toMillis();

    private static final int BATCH = 500;
    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
    private static final byte[] SMESSAGE = "smessage".getBytes(US_ASCII);
    private static final byte[] SUBSCRIBE = "subscribe".getBytes(US_ASCII);
    private static final byte[] SSUBSCRIBE = "ssubscribe".getBytes(US_ASCII);
    private static final byte[] SUNSUBSCRIBE = "sunsubscribe".getBytes(US_ASCII);

    private final ReentrantLock writing = new ReentrantLock();

    @GuardedBy("writing")
    private final RedisConnection out;

    private final RedisConnection in;
    private final boolean sharded;

    /** @param sharded for the channels of a Cluster's shard */
    PubSubConnection(RedisConnection redisConnection, boolean sharded) {
        this.in = redisConnection;
        this.out = redisConnection;
        this.sharded = sharded;
        redisConnection.setSoTimeout(DEAD_MILLIS);
    }

    /** Receives what Redis sends. Called by the reading thread. */
    interface PubSubReceiver {
        void confirmed(ByteBuffer channel);

        void message(ByteBuffer channel, byte[] message);

        /** Redis has ended the subscription, because we asked for it or because the slot has moved. */
        void dropped(ByteBuffer channel);

        /** A PING was answered. */
        default void answered() {}

        /** Redis refused a command. */
        void refused(JedisDataException e);
    }

    RedisNode node() {
        return in.node();
    }

    /**
     * Hands over what comes, until the thread is interrupted.
     *
     * @throws redis.clients.jedis.exceptions.JedisException when the connection ends
     */
    void read(PubSubReceiver receiver) {
        while (!Thread.currentThread().isInterrupted()) {
            Object reply;
            try {
                reply = in.getUnflushedObject();
            } catch (JedisDataException e) {
                receiver.refused(e);
                continue;
            }
            if (!(reply instanceof List<?> parts) || parts.size() != 3 || !(parts.get(1) instanceof byte[] channel)) {
                receiver.answered(); // a PONG
                continue;
            }
            byte[] kind = (byte[]) parts.get(0);
            if (Arrays.equals(kind, MESSAGE) || Arrays.equals(kind, SMESSAGE)) {
                receiver.message(ByteBuffer.wrap(channel), (byte[]) parts.get(2));
            } else if (Arrays.equals(kind, SUBSCRIBE) || Arrays.equals(kind, SSUBSCRIBE)) {
                receiver.confirmed(ByteBuffer.wrap(channel));
            } else if (Arrays.equals(kind, SUNSUBSCRIBE)) {
                receiver.dropped(ByteBuffer.wrap(channel));
            }
        }
    }

    /** Subscribes to the first and unsubscribes from the second. */
    void change(Collection<LogSubscription> more, Collection<LogSubscription> less) {
        writing.lock();
        try {
            write(sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE, more);
            write(sharded ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE, less);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    void ping() {
        writing.lock();
        try {
            out.sendCommand(new CommandArguments(Command.PING));
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /** Ends the connection at once; {@link #read} throws. Any thread. */
    void cut() {
        in.cut();
    }

    @GuardedBy("writing")
    private void write(Command command, Collection<LogSubscription> wants) {
        List<LogSubscription> all = new ArrayList<>(wants);
        int batch = sharded ? 1 : BATCH; // a Cluster takes channels of one slot only
        for (int i = 0; i < all.size(); i += batch) {
            CommandArguments arguments = new CommandArguments(command);
            all.subList(i, Math.min(all.size(), i + batch))
                    .forEach(logSubscription -> arguments.add(logSubscription.channel));
            out.sendCommand(arguments);
        }
    }
}

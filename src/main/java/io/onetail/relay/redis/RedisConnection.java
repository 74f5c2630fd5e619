package io.onetail.relay.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * One connection to Redis, RESP 2. For one thread at a time, except that one may write while another reads, and that {@link #cut} is for
 * any thread. The one who opened it closes it.
 */
final class RedisConnection extends Connection {
    private final RedisNode node;
    private final RawSocket rawSocket;
    private long idleSince = System.nanoTime();

    private RedisConnection(RedisNode node, RawSocket rawSocket, DefaultJedisClientConfig config) {
        super(rawSocket, config);
        this.node = node;
        this.rawSocket = rawSocket;
    }

    /**
     * Connects and logs in.
     *
     * @param writeTimeouts which cuts the connection if it is still being opened at the deadline
     * @param name what {@code CLIENT LIST} shows
     */
    static RedisConnection open(
            RedisNode node,
            RedisSettings settings,
            RedisSettings.@Nullable RedisLogin login,
            int database,
            String name,
            WriteTimeouts writeTimeouts,
            Deadline deadline) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .autoNegotiateProtocol(false)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .clientName(name)
                .database(database)
                .socketTimeoutMillis(deadline.millis());
        if (login != null) {
            config.user(login.user()).password(login.password().value());
        }
        RawSocket rawSocket = new RawSocket(node, settings.tls(), deadline);
        writeTimeouts.add(rawSocket, deadline);
        try {
            return new RedisConnection(node, rawSocket, config.build());
        } catch (RuntimeException e) {
            rawSocket.cut();
            throw e;
        } finally {
            writeTimeouts.remove(rawSocket);
        }
    }

    RedisNode node() {
        return node;
    }

    RawSocket rawSocket() {
        return rawSocket;
    }

    /** Sends what {@link #sendCommand} has written. */
    @Override
    public void flush() {
        super.flush();
    }

    /** Sends a command and waits for its reply. */
    <T> T ask(CommandArguments command, redis.clients.jedis.Builder<T> reply) {
        return executeCommand(new CommandObject<>(command, reply));
    }

    /** Closes the TCP connection at once, whatever another thread does on it. */
    void cut() {
        setBroken();
        rawSocket.cut();
    }

    void idle() {
        idleSince = System.nanoTime();
    }

    boolean idleFor(Duration time) {
        return System.nanoTime() - idleSince > time.toNanos();
    }

    /** The socket below a connection. It is kept apart from TLS, whose orderly close can wait for a writer that is stuck. */
    static final class RawSocket implements JedisSocketFactory {
        private final RedisNode node;
        private final RedisSettings.@Nullable TlsSettings tls;
        private final Deadline deadline;
        private final Socket raw = new Socket();

        RawSocket(RedisNode node, RedisSettings.@Nullable TlsSettings tls, Deadline deadline) {
            this.node = node;
            this.tls = tls;
            this.deadline = deadline;
        }

        @Override
        public Socket createSocket() {
            try {
                if (raw.isClosed()) {
                    throw new IOException("the connection was closed");
                }
                raw.setTcpNoDelay(true);
                raw.setKeepAlive(true);
                InetSocketAddress address = new InetSocketAddress(node.host(), node.port());
                if (address.isUnresolved()) {
                    throw new IOException("there is no host named " + node.host());
                }
                raw.connect(address, deadline.millis());
                raw.setSoTimeout(deadline.millis());
                return tls == null ? raw : TlsSockets.wrap(raw, node, tls);
            } catch (IOException e) {
                cut();
                throw new JedisConnectionException(e);
            }
        }

        void cut() {
            try {
                raw.close();
            } catch (IOException e) {
                // there is nothing left to close
            }
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }
}

package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.onetail.catalog.Host.Login;
import io.onetail.catalog.Words;
import io.onetail.protocol.Failure;
import io.onetail.protocol.Incident;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one host. A channel goes to the first connection with room for it, also to one that is still
 * being made, so that eleven channels wanted at once make two connections and not eleven. One without channels is closed
 * after an idle time. Safe for any thread.
 */
final class Connections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    private final String host;
    private final Login login;
    private final Duration idle;
    private final Workers workers;
    private final Connector connector;

    @GuardedBy("this")
    private final List<Connection> connections = new ArrayList<>();
    /** Most channels of a further connection: as configured, or fewer when sshd allows fewer. */
    @GuardedBy("this")
    private int limit;

    @GuardedBy("this")
    private boolean down;

    @GuardedBy("this")
    private boolean closed;

    Connections(String host, Login login, Duration idle, Workers workers) {
        this.host = host;
        this.login = login;
        this.idle = idle;
        this.workers = workers;
        this.limit = login.channels();
        this.connector = new Connector(host, login, workers.named("onetail-ssh " + host));
    }

    /**
     * Starts a script. What it prints goes to the streams on the connection's thread; {@code error} is closed when
     * the channel has ended, however that came about, and after {@code out}. Neither may throw.
     */
    ExecChannel open(Scripts.Call call, OutputStream out, OutputStream error)
            throws LogException, InterruptedException {
        while (true) {
            Connection connection = reserve();
            ExecChannel channel;
            try {
                channel = open(connection, await(connection), call, out, error);
            } catch (LogException | InterruptedException | RuntimeException e) {
                release(connection);
                throw e;
            }
            if (channel != null) {
                return channel;
            }
        }
    }

    /** Null if the connection takes no further channel; the place on it is then given back. */
    private @Nullable ExecChannel open(
            Connection connection, Session session, Scripts.Call call, OutputStream out, OutputStream error)
            throws LogException {
        ChannelExec channel = null;
        try {
            channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(call.line());
            channel.setInputStream(null);
            channel.setOutputStream(out);
            ExecChannel exec = new ExecChannel(channel, connection, () -> release(connection));
            channel.setErrStream(exec.endOf(error));
            channel.connect((int) login.timeout().toMillis());
            exec.opened();
            connection.served = true;
            exec.begin(call.input());
            return exec;
        } catch (JSchException | IOException e) {
            if (!session.isConnected()) {
                throw lost(connection, e);
            }
            if (channel != null && channel.isClosed() && full(connection)) {
                return null;
            }
            // A channel that may be half open on the other side would keep its place there.
            workers.execute(connection::disconnect);
            throw new LogException(
                    Failure.UNREACHABLE,
                    host + " (" + login.address() + " port " + login.port() + ") starts no command: "
                            + Words.plain(String.valueOf(e.getMessage())) + " Its sshd must allow sessions for user '"
                            + login.user() + "'.",
                    e);
        }
    }

    /** sshd's MaxSessions is lower than configured: what is in use without the one that failed is what it allows. */
    private synchronized boolean full(Connection connection) {
        if (connection.used == 1) {
            if (!connection.served) {
                return false; // it allows none at all
            }
            // Those that have ended here may still have their places there: it is left, and the next connection has
            // them all.
            connection.used = 0;
            connections.remove(connection);
            workers.execute(connection::disconnect);
            return true;
        }
        connection.used--;
        connection.limit = Math.min(connection.limit, connection.used);
        limit = Math.min(limit, connection.limit);
        return true;
    }

    private synchronized Connection reserve() throws LogException {
        if (closed) {
            throw closedNow();
        }
        connections.removeIf(connection -> !connection.usable());
        for (Connection connection : connections) {
            if (connection.used < connection.limit) {
                connection.used++;
                if (connection.idle != null) {
                    connection.idle.cancel(false);
                    connection.idle = null;
                }
                return connection;
            }
        }
        if (connections.isEmpty()) {
            limit = login.channels(); // sshd may have been configured anew
        }
        Connection connection = new Connection(limit);
        connection.used = 1;
        connections.add(connection);
        workers.execute(() -> connection.connect(connector));
        return connection;
    }

    private Session await(Connection connection) throws LogException, InterruptedException {
        try {
            // TCP, the jump host and the login have a time-out each; this bounds the sum, and looking up the name.
            Session session = connection.session.get(login.timeout().toMillis() + 500, TimeUnit.MILLISECONDS);
            up();
            return session;
        } catch (TimeoutException e) {
            LogException failed = new LogException(
                    Failure.UNREACHABLE,
                    host + " (" + login.address() + " port " + login.port() + ") can't be reached: no answer within "
                            + login.timeout().toMillis() / 1000.0 + " seconds.",
                    e);
            connection.session.completeExceptionally(failed);
            connection.disconnect();
            down(failed);
            throw failed;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LogException failed) {
                down(failed);
                throw new LogException(failed.failure(), String.valueOf(failed.getMessage()), failed);
            }
            throw Incident.of("Connecting to " + host, e);
        }
    }

    private synchronized void release(Connection connection) {
        connection.used--;
        if (connection.used == 0 && connections.contains(connection)) {
            connection.idle = workers.later(idle, () -> closeIdle(connection));
        }
    }

    private void closeIdle(Connection connection) {
        synchronized (this) {
            if (connection.used > 0) {
                return;
            }
            connections.remove(connection);
        }
        connection.disconnect();
    }

    /** Why a channel of this connection has ended, if the connection has. */
    LogException lost(Connection connection, @Nullable Throwable cause) {
        synchronized (this) {
            if (closed) {
                return closedNow();
            }
        }
        return new LogException(
                Failure.UNREACHABLE,
                "The connection to " + host + " (" + login.address() + " port " + login.port() + ") was lost: "
                        + connection.lost.text() + ".",
                cause);
    }

    private LogException closedNow() {
        return new LogException(
                Failure.UNREACHABLE,
                "The connections to " + host + " were closed: its settings change or this server stops.");
    }

    private synchronized void down(LogException cause) {
        if (!down) {
            down = true;
            LOG.log(Level.WARNING, "Can''t connect: {0}", cause.getMessage());
        }
    }

    private synchronized void up() {
        if (down) {
            down = false;
            LOG.log(Level.INFO, "Connected to {0} again.", host);
        }
    }

    /** How many connections there are, the ones being made included. */
    synchronized int count() {
        connections.removeIf(connection -> !connection.usable());
        return connections.size();
    }

    @Override
    public void close() {
        List<Connection> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(connections);
            connections.clear();
        }
        all.forEach(connection -> {
            if (connection.idle != null) {
                connection.idle.cancel(false);
            }
            connection.session.completeExceptionally(closedNow());
            connection.disconnect();
        });
    }
}

package io.onetail.viewer;

import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The ready queue: connections that may have something to send, and the workers that serve them in turn. A burst
 * becomes few large frames by itself, since a connection that waits here joins what comes meanwhile.
 */
final class SendQueue {
    private static final System.Logger LOGGER = System.getLogger(SendQueue.class.getName());

    private final BlockingQueue<ViewerConnection> ready = new LinkedBlockingQueue<>();

    /** Puts a connection at the end; the connection sees to it that it is queued once. */
    void ready(ViewerConnection connection) {
        ready.add(connection);
    }

    /** A worker's loop, until it is interrupted. */
    void work() {
        try {
            while (true) {
                turn(ready.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves the next connection if one is ready. */
    boolean turn() {
        ViewerConnection connection = ready.poll();
        if (connection != null) {
            turn(connection);
        }
        return connection != null;
    }

    private void turn(ViewerConnection connection) {
        serve(connection, connection::turn);
    }

    /** Runs a part of a connection's work; a failure closes that connection. */
    void serve(ViewerConnection connection, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // one connection's failure is not the worker's end
            LOGGER.log(Level.ERROR, "Serving " + connection + " failed; it is closed.", e);
            connection.fail();
        }
    }
}

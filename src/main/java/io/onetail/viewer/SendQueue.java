package io.onetail.viewer;

import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The ready queue: connections that may have something to send, which workers serve in turn. A burst becomes a few
 * large frames, since small chunks are joined while a connection waits here. Safe for any thread.
 */
final class SendQueue {
    private static final System.Logger LOGGER = System.getLogger(SendQueue.class.getName());

    private final BlockingQueue<ViewerConnection> ready = new LinkedBlockingQueue<>();

    /** Appends a connection, which must not be queued already. */
    void ready(ViewerConnection connection) {
        ready.add(connection);
    }

    /** The loop of a worker; returns when interrupted. */
    void work() {
        try {
            while (true) {
                turn(ready.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves the next connection, if there is one; returns whether there was. */
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

    /** Runs work of a connection; a failure closes that connection. */
    void serve(ViewerConnection connection, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // the worker must survive a connection's failure
            LOGGER.log(Level.ERROR, "Serving " + connection + " has failed; it is closed.", e);
            connection.fail();
        }
    }
}

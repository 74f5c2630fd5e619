package io.onetail.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A TCP wire to a port of this machine that can be made silent: packets are then dropped, and nobody is told. */
public final class Wire implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private volatile boolean silent;

    /** @param target port on loopback */
    public Wire(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return server.getLocalPort();
    }

    /** From now on nothing arrives any more, in either direction; new connections are accepted and nothing else. */
    public void fallSilent() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                keep(near);
                if (!silent) {
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    keep(far);
                    start(() -> copy(near, far));
                    start(() -> copy(far, near));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count = in.read(buffer);
            while (count >= 0) {
                if (!silent) {
                    out.write(buffer, 0, count);
                }
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // one side is gone; the other is closed with it
        }
    }

    private synchronized void keep(Socket socket) {
        sockets.add(socket);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

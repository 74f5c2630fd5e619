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

/**
 * A TCP proxy to a port of this machine that can be made silent: then nothing arrives, without any error, and
 * connections that are kept meanwhile continue afterwards, as on a network that drops packets for a while. Safe for any
 * thread.
 */
public final class SilentProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean silent;

    /** @param target port on loopback */
    public SilentProxy(int target) {
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

    /** Stops the transfer in both directions; new connections are only accepted. */
    public synchronized void fallSilent() {
        silent = true;
    }

    /** Resumes the transfer. */
    public synchronized void speakAgain() {
        silent = false;
        notifyAll();
    }

    private synchronized void awaitSound() throws IOException {
        while (silent && !server.isClosed()) {
            try {
                wait(1_000);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                keep(near);
                start(() -> connect(near));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket near) {
        try (near) {
            awaitSound();
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
                keep(far);
                start(() -> copy(near, far));
                copy(far, near);
            }
        } catch (IOException e) {
            // nothing listens there
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count = in.read(buffer);
            while (count >= 0) {
                awaitSound();
                out.write(buffer, 0, count);
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

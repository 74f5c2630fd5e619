package io.onetail.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Which TCP ports the demo takes, all on 127.0.0.1. */
final class DemoPorts {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private DemoPorts() {}

    /** The page's port: the one asked for by {@code -Ddemo.port}, which must be free, else 8080, else the next free one. */
    static int page() throws IOException {
        String asked = System.getProperty("demo.port");
        if (asked != null) {
            int port = parse(asked);
            if (!isFree(port)) {
                throw new DemoException("Port " + port + ", asked for by -Ddemo.port, is taken by another program. "
                        + "Choose another one, or leave -Ddemo.port away: the demo then finds a free one.");
            }
            return port;
        }
        for (int port = 8080; port < 8180; port++) {
            if (isFree(port)) {
                if (port != 8080) {
                    System.out.println(
                            "Port 8080 is taken by another program, so the demo's page is on port " + port + ".");
                }
                return port;
            }
        }
        return any();
    }

    /** Some free port. */
    static int any() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static int parse(String asked) {
        try {
            int port = Integer.parseInt(asked);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new DemoException("-Ddemo.port=" + asked + " is no port: a number from 1 to 65535 is expected.");
    }

    /** Nobody answers there, and we may listen there: on macOS one can listen on a port that a wildcard listener has. */
    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return false;
        } catch (IOException e) {
            // nobody answers
        }
        try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

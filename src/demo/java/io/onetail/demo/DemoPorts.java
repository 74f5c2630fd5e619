package io.onetail.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The demo's TCP ports, all on 127.0.0.1. */
final class DemoPorts {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private DemoPorts() {}

    /** The page's port: that of {@code -Ddemo.port}, which must be free; else 8080 or the next free one. */
    static int page() throws IOException {
        String asked = System.getProperty("demo.port");
        if (asked != null) {
            int port = parse(asked);
            if (!isFree(port)) {
                throw new DemoException("Port " + port + ", the value of -Ddemo.port, is used by another program. "
                        + "Choose another one, or omit -Ddemo.port; the demo then finds a free one.");
            }
            return port;
        }
        for (int port = 8080; port < 8180; port++) {
            if (isFree(port)) {
                if (port != 8080) {
                    System.out.println(
                            "Port 8080 is used by another program, so the demo's page is on port " + port + ".");
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
            // reported below
        }
        throw new DemoException("-Ddemo.port=" + asked + " is not a port, expected a number from 1 to 65535.");
    }

    /**
     * Whether nothing answers on the port, and it can be listened on: on macOS, the latter is possible on a wildcard
     * listener's port.
     */
    private static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), 500);
            return false;
        } catch (IOException e) {
            // nothing answers
        }
        try (ServerSocket socket = new ServerSocket(port, 1, LOOPBACK)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

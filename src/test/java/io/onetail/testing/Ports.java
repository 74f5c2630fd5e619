package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on loopback, below those for outgoing connections, so that the port of a server that is down for a moment stays free. No port
 * is given out twice in this JVM, and the JVMs in which Maven runs tests at the same time have separate ranges: what is laid out listens on its
 * port only seconds later. The ports 10,000 above are left to the bus of Redis Cluster. Safe for any thread.
 */
public final class Ports {
    private static final int FIRST = 11_000;
    private static final int OF_A_JVM = 2_000;
    private static final int MOST_JVMS = 5;
    private static final int MOST_TRIED = 1_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** A port on which nothing listened a moment ago. */
    public static synchronized int free() {
        int first = firstOf(System.getProperty("onetail.it.fork", "jvm-0"));
        for (int tried = 0; tried < MOST_TRIED; tried++) {
            int port = first + ThreadLocalRandom.current().nextInt(OF_A_JVM);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return port;
                }
            } catch (BindException e) {
                continue; // it is in use
            } catch (IOException e) {
                throw new UncheckedIOException("No free TCP port on loopback", e);
            }
        }
        throw new IllegalStateException(MOST_TRIED + " ports on loopback from " + first + " on are taken");
    }

    /** The first port of a JVM's range, by its name in the build; a name without a number would share its range with another one. */
    static int firstOf(String jvm) {
        if (!jvm.matches("jvm-[0-" + (MOST_JVMS - 1) + "]")) {
            throw new IllegalStateException(
                    "onetail.it.fork is '" + jvm + "', not 'jvm-' and a number below " + MOST_JVMS);
        }
        return FIRST + Character.digit(jvm.charAt(4), 10) * OF_A_JVM;
    }
}

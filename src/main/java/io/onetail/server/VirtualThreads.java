package io.onetail.server;

import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * Decides whether what blocks for each host runs on virtual threads. They have names and interrupts as others do, and the application's
 * class loader, but are not the server's: they know none of its JNDI names. Holds no state.
 */
final class VirtualThreads {
    /**
     * The first Java in which a virtual thread that blocks within {@code synchronized} gives its carrier back (JEP 491). JSch writes within
     * {@code synchronized}: before, as many hosts that take nothing as this machine has cores would hold up all others.
     */
    private static final int FIRST_JAVA = 24;

    private VirtualThreads() {}

    /** Makes virtual threads; empty on a Java without good ones. The classes of Java 17, for which this is compiled, have none. */
    static Optional<ThreadFactory> factory() {
        if (Runtime.version().feature() < FIRST_JAVA) {
            return Optional.empty();
        }
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            // who opens a connection may be in a request, whose values must not live as long as the connection
            type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
            ThreadFactory factory = (ThreadFactory)
                    Objects.requireNonNull(type.getMethod("factory").invoke(builder));
            return Optional.of(task -> {
                Thread thread = factory.newThread(task);
                thread.setContextClassLoader(VirtualThreads.class.getClassLoader());
                return thread;
            });
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("This Java has no virtual threads: " + Runtime.version(), e);
        }
    }
}

package io.onetail.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds on each Java; which threads there are depends on it. */
class VirtualThreadsTest {
    private static final boolean GOOD = Runtime.version().feature() >= 24;
    private static final InheritableThreadLocal<String> OF_REQUEST = new InheritableThreadLocal<>();

    private final ExecutorService loops = Executors.newCachedThreadPool();
    private final ThreadPools threadPools = new ThreadPools(Executors.defaultThreadFactory(), loops);

    /** What a task finds on its thread. */
    private record TaskView(String name, boolean virtual, ClassLoader loader, String ofRequest) {
        static TaskView current() {
            Thread thread = Thread.currentThread();
            try {
                boolean virtual =
                        GOOD && (Boolean) Thread.class.getMethod("isVirtual").invoke(thread);
                return new TaskView(thread.getName(), virtual, thread.getContextClassLoader(), OF_REQUEST.get());
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterEach
    void end() {
        OF_REQUEST.remove();
        loops.shutdownNow();
        threadPools.close();
    }

    @Test
    void thereAreVirtualThreadsFromTheJavaOnInWhichTheyMayBlock() {
        assertEquals(GOOD, VirtualThreads.factory().isPresent());
    }

    @Test
    void whatBlocksForAHostRunsOnOneOfThemOrOnAThreadOfTheServers() throws Exception {
        OF_REQUEST.set("a person");
        CompletableFuture<TaskView> seen = new CompletableFuture<>();
        Thread thread = threadPools.blocking().newThread(() -> seen.complete(TaskView.current()));
        thread.setName("onetail-ssh web-1");
        thread.setContextClassLoader(VirtualThreads.class.getClassLoader()); // the server's factory does
        thread.start();
        TaskView found = seen.get(10, TimeUnit.SECONDS);

        assertEquals("onetail-ssh web-1", found.name());
        assertEquals(GOOD, found.virtual());
        assertSame(VirtualThreads.class.getClassLoader(), found.loader());
        if (GOOD) {
            assertNull(found.ofRequest(), "a value of a request lives on");
        }
    }
}

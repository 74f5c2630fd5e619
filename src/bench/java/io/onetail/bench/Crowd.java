package io.onetail.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Any number of viewers of one log of one server, all on one thread that this object owns. Its methods are for one
 * other thread.
 */
final class Crowd implements AutoCloseable {
    private static final int BUFFER = 512 << 10;
    /** Receive buffer of stuck viewers, in bytes: small, so that it fills soon. */
    private static final int STUCK_BUFFER = 64 << 10;

    private static final int OPEN_SECONDS = 60;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Samples latencies = new Samples();
    private final List<Viewer> viewers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "onetail-bench-crowd");
    private volatile boolean closed;
    private long target = Long.MAX_VALUE;
    private int missing;
    private CompletableFuture<Long> everybody = new CompletableFuture<>();
    private int lost;

    private Crowd() throws IOException {}

    /**
     * Connects viewers that begin at the log's end, and waits until each has its view.
     *
     * @param watchful how many of them check each line
     * @param stuck how many of them read nothing; these are the last ones
     */
    static Crowd open(Peer peer, Path log, int count, int watchful, int stuck) throws Exception {
        Crowd crowd = new Crowd();
        try {
            for (int i = 0; i < count; i++) {
                boolean watches = watchful > 0 && i % Math.max(1, count / watchful) == 0;
                crowd.connect(
                        peer, log, watches, i >= count - stuck); // spread over all, so that the last ones are included
            }
            crowd.start();
            crowd.awaitOpen(peer);
            crowd.ask(() -> crowd.stick(stuck));
            return crowd;
        } catch (Exception | Error e) {
            crowd.close();
            throw e;
        }
    }

    /**
     * Connects one viewer to each of many logs of the same length.
     */
    static Crowd open(Peer peer, List<Path> logs) throws Exception {
        Crowd crowd = new Crowd();
        try {
            crowd.start();
            for (Path log : logs) {
                crowd.ask(() -> {
                    crowd.connect(peer, log, true, false);
                    return true;
                });
            }
            crowd.awaitOpen(peer);
            return crowd;
        } catch (Exception | Error e) {
            crowd.close();
            throw e;
        }
    }

    private void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void connect(Peer peer, Path log, boolean watches, boolean isStuck) throws IOException {
        SocketChannel socket = SocketChannel.open();
        if (isStuck) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, STUCK_BUFFER);
        }
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.connect(peer.address());
        Viewer viewer = new Viewer(socket, watches ? latencies : null);
        viewers.add(viewer);
        viewer.upgrade(peer.path(log), "127.0.0.1:" + peer.address().getPort(), peer.open(log));
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ, viewer);
    }

    private void awaitOpen(Peer peer) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
        while (!ask(() -> viewers.stream().allMatch(Viewer::open))) {
            String trouble = trouble();
            if (trouble != null || System.nanoTime() > end) {
                throw new IOException("not every view was opened within " + peer.name() + ": " + trouble);
            }
            Thread.sleep(20);
        }
    }

    private boolean stick(int stuck) {
        for (Viewer viewer : viewers.subList(viewers.size() - stuck, viewers.size())) {
            viewer.stuck = true;
            viewer.socket.keyFor(selector).interestOps(0);
        }
        return true;
    }

    /** What the reading viewers have received since the last {@link #begin}. */
    record Seen(int viewers, long delivered, long skipped, long wrong, long frames, int lost, String trouble) {
        Seen since(Seen before) {
            return new Seen(
                    viewers,
                    delivered - before.delivered,
                    skipped - before.skipped,
                    wrong - before.wrong,
                    frames - before.frames,
                    lost,
                    trouble);
        }
    }

    /** Forgets latencies, and returns what has been received so far. */
    Seen begin() throws Exception {
        return ask(() -> {
            latencies.clear();
            return sum();
        });
    }

    Seen seen() throws Exception {
        return ask(this::sum);
    }

    /** A percentile of the latencies since {@link #begin}, in milliseconds. */
    double latency(double share) throws Exception {
        return ask(() -> latencies.percentile(share));
    }

    /**
     * Waits until every reading viewer has reached an offset.
     *
     * @return the time, {@link System#nanoTime}; -1 after the time-out
     */
    long await(long offset, double seconds) throws Exception {
        CompletableFuture<Long> done = ask(() -> {
            target = offset;
            missing = 0;
            everybody = new CompletableFuture<>();
            for (Viewer viewer : viewers) {
                viewer.reached = viewer.stuck || viewer.next() >= offset;
                missing += viewer.reached ? 0 : 1;
            }
            if (missing == 0) {
                everybody.complete(System.nanoTime());
            }
            return everybody;
        });
        try {
            return done.get((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            return -1;
        }
    }

    private String trouble() throws Exception {
        return ask(() -> sum().trouble());
    }

    private Seen sum() {
        long delivered = 0;
        long skipped = 0;
        long wrong = 0;
        long frames = 0;
        int reading = 0;
        String trouble = null;
        for (Viewer viewer : viewers) {
            if (!viewer.stuck) {
                reading++;
                delivered += viewer.delivered();
                skipped += viewer.skipped();
                wrong += viewer.wrong();
                frames += viewer.frames();
                trouble = viewer.trouble() == null ? trouble : viewer.trouble();
            }
        }
        return new Seen(reading, delivered, skipped, wrong, frames, lost, trouble);
    }

    private <T> T ask(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return answer.get(60, TimeUnit.SECONDS);
    }

    private void run() {
        try {
            while (!closed) {
                selector.select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    read(key, (Viewer) key.attachment());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, Viewer viewer) throws IOException {
        try {
            buffer.clear();
            int count = viewer.socket.read(buffer);
            if (count < 0) {
                throw new IOException("the server closed the connection");
            }
            viewer.take(buffer.flip(), System.nanoTime());
        } catch (IOException e) {
            key.cancel();
            lost++;
        }
        if (!viewer.reached && viewer.next() >= target) {
            viewer.reached = true;
            if (--missing == 0) {
                everybody.complete(System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            if (thread.isAlive()) {
                thread.join(5_000);
            }
            for (Viewer viewer : viewers) {
                viewer.socket.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

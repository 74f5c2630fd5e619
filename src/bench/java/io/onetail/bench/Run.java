package io.onetail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh log of a server, with viewers that have been warmed up. Closing deletes the log. For one thread. */
final class Run implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int WARM_UP_LINES = 50;

    private final Path log;
    final LogWriter writer;
    final Crowd crowd;

    Run(Peer peer, int viewers, int watchful, int stuck) throws Exception {
        log = peer.logs().resolve("bench-" + NUMBER.incrementAndGet() + ".log");
        writer = new LogWriter(log);
        writer.flood(WARM_UP_LINES);
        try {
            crowd = Crowd.open(peer, log, viewers, watchful, stuck);
            writer.steadily(WARM_UP_LINES, 1);
            if (crowd.await(writer.end(), 30) < 0) {
                throw new IOException("the first lines have not reached every viewer: " + crowd.seen());
            }
        } catch (Exception | Error e) {
            writer.close();
            Files.delete(log);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        crowd.close();
        writer.close();
        Files.delete(log);
    }
}

package io.onetail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Logs with a viewer each, written by a separate thread, and all of the same length when it is idle. Closing deletes
 * the logs. For one thread.
 */
final class LiveLogs implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final List<Path> logs;
    private final List<LogWriter> writers = new ArrayList<>();
    final Crowd crowd;
    /** The time from the first viewer's connection until all have their views. */
    final double openSeconds;

    private FutureTask<Void> writing;
    private volatile boolean resting;
    private volatile long end; // of each log

    /** Makes logs of one host. */
    LiveLogs(Peer peer, int count) throws Exception {
        this(
                peer,
                IntStream.range(0, count)
                        .mapToObj(i -> peer.logs().resolve("live-" + NUMBER.incrementAndGet() + ".log"))
                        .toList());
    }

    LiveLogs(Peer peer, List<Path> logs) throws Exception {
        this.logs = logs;
        try {
            for (Path log : logs) {
                writers.add(new LogWriter(log));
            }
            each(0);
            long begin = System.nanoTime();
            crowd = Crowd.open(peer, logs);
            openSeconds = (System.nanoTime() - begin) / 1e9;
        } catch (Exception | Error e) {
            delete();
            throw e;
        }
    }

    /** The minimum length of each log. */
    long end() {
        return end;
    }

    /** Begins to write lines, evenly distributed over time and the logs. */
    void write(double linesPerSecondEach) {
        resting = false;
        long pause = (long) (1e9 / linesPerSecondEach / writers.size());
        writing = new FutureTask<>(() -> {
            while (!resting) {
                each(pause);
            }
            return null;
        });
        new Thread(writing, "onetail-bench-live").start();
    }

    /** Stops writing; returns false if some line has not reached its viewer so many seconds later. */
    boolean rest(double seconds) throws Exception {
        resting = true;
        try {
            writing.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("logs can't be written", e);
        }
        return crowd.await(end, seconds) >= 0;
    }

    private void each(long pauseNanos) throws IOException {
        long due = System.nanoTime();
        for (LogWriter writer : writers) {
            writer.flood(1);
            due += pauseNanos;
            LockSupport.parkNanos(due - System.nanoTime());
        }
        end = writers.get(0).end();
    }

    @Override
    public void close() throws IOException {
        resting = true;
        crowd.close();
        delete();
    }

    private void delete() throws IOException {
        for (LogWriter writer : writers) {
            writer.close();
        }
        for (Path log : logs) {
            Files.deleteIfExists(log);
        }
    }
}

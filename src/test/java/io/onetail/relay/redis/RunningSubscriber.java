package io.onetail.relay.redis;

import io.onetail.testing.Await;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A subscriber with the threads that it needs. */
final class RunningSubscriber implements AutoCloseable {
    final RecordingListener recordingListener = new RecordingListener();
    final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    final ExecutorService readers = Executors.newCachedThreadPool();
    final RedisSubscriber subscriber;
    final Thread thread;

    RunningSubscriber(RedisSettings settings) {
        subscriber = new RedisSubscriber(settings, recordingListener, timer, readers);
        thread = new Thread(subscriber::run, "onetail-subscriber");
        thread.start();
    }

    @Override
    public void close() {
        subscriber.close();
        Await.until("the subscriber's thread has ended", () -> !thread.isAlive());
        readers.shutdown();
        Await.until("its readers have ended", readers::isTerminated);
        timer.shutdownNow();
    }
}

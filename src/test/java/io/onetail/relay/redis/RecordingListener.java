package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import io.onetail.relay.FeedListener;
import io.onetail.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what a subscriber says, and whether it is always the same thread. */
final class RecordingListener implements FeedListener {
    final Map<LogId, AtomicInteger> subscribed = new ConcurrentHashMap<>();
    final Map<LogId, ConcurrentLinkedQueue<byte[]>> messages = new ConcurrentHashMap<>();
    final List<String> downs = new CopyOnWriteArrayList<>();
    final Map<LogId, String> lost = new ConcurrentHashMap<>();
    final AtomicInteger ups = new AtomicInteger();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    volatile RuntimeException thrown;

    @Override
    public void subscribed(LogId log) {
        threads.add(Thread.currentThread());
        subscribed.computeIfAbsent(log, l -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void message(LogId log, byte[] message) {
        threads.add(Thread.currentThread());
        RuntimeException failure = thrown;
        if (failure != null) {
            thrown = null;
            throw failure;
        }
        messages.computeIfAbsent(log, l -> new ConcurrentLinkedQueue<>()).add(message);
    }

    @Override
    public void down(String reason) {
        threads.add(Thread.currentThread());
        downs.add(reason);
    }

    @Override
    public void lost(LogId log, String reason) {
        lost.put(log, reason);
    }

    @Override
    public void up() {
        threads.add(Thread.currentThread());
        ups.incrementAndGet();
    }

    int confirmations(LogId log) {
        AtomicInteger count = subscribed.get(log);
        return count == null ? 0 : count.get();
    }

    int messages(LogId log) {
        ConcurrentLinkedQueue<byte[]> queue = messages.get(log);
        return queue == null ? 0 : queue.size();
    }

    void awaitSubscribed(LogId log, int times) {
        Await.until(log + " is subscribed to " + times + " times", () -> confirmations(log) >= times);
    }
}

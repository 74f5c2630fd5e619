package io.onetail.testing;

import io.onetail.protocol.LogException;
import io.onetail.tail.Transport.Sink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what a follower says: the bytes with a mark in between, and the events. */
public final class RecordingSink implements Sink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private long movedSize = -1;
    private int same;
    private int ends;
    private @Nullable LogException cause;

    @Override
    public synchronized void bytes(byte[] buffer, int offset, int length) {
        if (ends > 0) {
            events.add("bytes after the end");
        }
        bytes.write(buffer, offset, length);
    }

    @Override
    public synchronized void truncated() {
        bytes.writeBytes("<truncated>".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void same() {
        same++;
    }

    @Override
    public synchronized void moved(long size) {
        movedSize = size;
    }

    @Override
    public synchronized void replaced() {
        events.add("replaced");
    }

    @Override
    public synchronized void finished(int status, String words) {
        events.add("finished " + status + " " + words);
    }

    @Override
    public synchronized void ended(@Nullable LogException cause) {
        ends++;
        this.cause = cause;
        end.countDown();
    }

    public synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    public synchronized int size() {
        return bytes.size();
    }

    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    public synchronized int sames() {
        return same;
    }

    public synchronized long movedSize() {
        return movedSize;
    }

    public synchronized int ends() {
        return ends;
    }

    public synchronized @Nullable LogException cause() {
        return cause;
    }

    public boolean awaitEnd(long seconds) throws InterruptedException {
        return end.await(seconds, TimeUnit.SECONDS);
    }
}

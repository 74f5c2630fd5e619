package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.LogException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded way from a transport's thread to the tail's thread: bytes and events in order. When it is full the
 * transport waits a moment, which is flow control for the host's connection; when it stays full the rest is refused and
 * {@link Overflow} follows, after which the tail resumes at its position.
 */
final class Intake implements Transport.Sink {
    /** Longest the transport's thread is held up. */
    static final long PATIENCE_MILLIS = 2_000;

    private static final int BLOCK = 256 << 10;

    /** Made beforehand: Payara loads no class any more while an application's beans end, which is when the first follower may. */
    private static final Ended IN_ORDER = new Ended(null);

    /** What comes out, in order. */
    sealed interface Item permits Bytes, Truncated, Answer, Replaced, Finished, Ended, Overflow {}

    /** Bytes of the log; valid until the next {@link #poll}. */
    static final class Bytes implements Item {
        final byte[] array;
        int length;

        Bytes(int capacity) {
            array = new byte[capacity];
        }
    }

    record Truncated() implements Item {}

    /** A tick was answered; size -1: the name still leads to the file. */
    record Answer(long movedSize) implements Item {}

    record Replaced() implements Item {}

    /** A command has ended by itself. */
    record Finished(int status, String words) implements Item {}

    record Ended(@Nullable LogException cause) implements Item {}

    record Overflow() implements Item {}

    private final int capacity;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Item> items = new ArrayDeque<>();

    @GuardedBy("lock")
    private int buffered;

    @GuardedBy("lock")
    private boolean overflowed;

    @GuardedBy("lock")
    private boolean closed;

    Intake(int capacity, Waiting waiting) {
        this.capacity = capacity;
        this.waiting = waiting;
    }

    /** The next item, or null if there is none within the time. */
    @Nullable
    Item poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (items.isEmpty() && left > 0) {
                left = waiting.await(filled, left);
            }
            Item item = items.poll();
            if (item instanceof Bytes bytes) {
                buffered -= bytes.length;
                drained.signal();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an item waits to be taken. */
    boolean waits() {
        lock.lock();
        try {
            return !items.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of a waiting transport; everything further is thrown away. */
    void close() {
        lock.lock();
        try {
            closed = true;
            items.clear();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void bytes(byte[] buffer, int offset, int length) {
        lock.lock();
        try {
            int from = offset;
            int left = length;
            while (left > 0 && awaitRoom()) {
                int taken = append(buffer, from, Math.min(left, capacity - buffered));
                from += taken;
                left -= taken;
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean awaitRoom() {
        long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (buffered >= capacity && !closed && !overflowed) {
            try {
                left = waiting.await(drained, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                left = 0;
            }
            if (left <= 0 && buffered >= capacity) {
                put(new Overflow());
                overflowed = true;
            }
        }
        return !closed && !overflowed;
    }

    @GuardedBy("lock")
    private int append(byte[] buffer, int offset, int length) {
        Bytes block;
        if (items.peekLast() instanceof Bytes last && last.length < last.array.length) {
            block = last;
        } else {
            // a quiet log's line takes a small block, a flood's takes large ones
            block = new Bytes(items.isEmpty() ? Math.max(length, 1024) : BLOCK);
            items.add(block);
        }
        int taken = Math.min(length, block.array.length - block.length);
        System.arraycopy(buffer, offset, block.array, block.length, taken);
        block.length += taken;
        buffered += taken;
        filled.signal();
        return taken;
    }

    @GuardedBy("lock")
    private void put(Item item) {
        if (!closed && !overflowed) {
            items.add(item);
            filled.signal();
        }
    }

    private void event(Item item) {
        lock.lock();
        try {
            put(item);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void truncated() {
        event(new Truncated());
    }

    @Override
    public void same() {
        event(new Answer(-1));
    }

    @Override
    public void moved(long size) {
        event(new Answer(size));
    }

    @Override
    public void replaced() {
        event(new Replaced());
    }

    @Override
    public void finished(int status, String words) {
        event(new Finished(status, words));
    }

    @Override
    public void ended(@Nullable LogException cause) {
        event(cause == null ? IN_ORDER : new Ended(cause));
    }
}

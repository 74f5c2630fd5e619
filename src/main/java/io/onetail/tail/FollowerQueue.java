package io.onetail.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.protocol.LogException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes and events, in order, from a reader's thread to a tail's turn. It never makes the reader wait, and what the tail has
 * granted bounds it. Safe for any thread.
 */
final class FollowerQueue implements HostReader.FollowerSink {
    private static final int BLOCK = 256 << 10;
    private static final int LEAST_BLOCK = 1 << 10;

    /** Created early: while an application's beans end, which is when the first follower may end too, Payara loads no classes. */
    private static final EndedItem IN_ORDER = new EndedItem(null);

    private static final NamedItem NAMED = new NamedItem();
    private static final ChangedItem CHANGED = new ChangedItem();

    /** One item of the queue. */
    sealed interface QueueItem
            permits BeganItem,
                    BytesItem,
                    HoleItem,
                    GivenUpItem,
                    CaughtUpItem,
                    NamelessItem,
                    NamedItem,
                    ChangedItem,
                    FinishedItem,
                    EndedItem {}

    /** A life has begun. */
    record BeganItem(HostReader.FileLife life) implements QueueItem {}

    /** Bytes of a life or of a command. A command's bytes have life 0, and its output counts as one text. */
    static final class BytesItem implements QueueItem {
        final int life;
        final long offset;
        final boolean error;
        final byte[] array;
        int length;

        BytesItem(int life, long offset, boolean error, int capacity) {
            this.life = life;
            this.offset = offset;
            this.error = error;
            this.array = new byte[capacity];
        }

        private boolean takes(int otherLife, long otherOffset, boolean otherError) {
            return life == otherLife && error == otherError && offset + length == otherOffset && length < array.length;
        }
    }

    /** A run of zero bytes. */
    record HoleItem(int life, long offset, long length) implements QueueItem {}

    /** What has not come yet of a life will not come. */
    record GivenUpItem(int life) implements QueueItem {}

    record CaughtUpItem(int life, long offset) implements QueueItem {}

    record NamelessItem(LogException why) implements QueueItem {}

    record NamedItem() implements QueueItem {}

    record ChangedItem() implements QueueItem {}

    /** A command has ended by itself. */
    record FinishedItem(int status) implements QueueItem {}

    record EndedItem(@Nullable LogException cause) implements QueueItem {}

    private final Runnable wake;

    @GuardedBy("this")
    private final ArrayDeque<QueueItem> items = new ArrayDeque<>();

    @GuardedBy("this")
    private long heard; // bytes of a command so far

    /** @param wake called when there is something to poll; must not block */
    FollowerQueue(Runnable wake) {
        this.wake = wake;
    }

    /** The next item, or null if there is none at the moment. */
    synchronized @Nullable QueueItem poll() {
        return items.poll();
    }

    /** Whether there is something to poll. */
    synchronized boolean waits() {
        return !items.isEmpty();
    }

    @Override
    public void life(HostReader.FileLife life) {
        put(new BeganItem(life));
    }

    @Override
    public void bytes(int life, long offset, byte[] buffer, int from, int length) {
        synchronized (this) {
            add(life, offset, false, buffer, from, length);
        }
        wake.run();
    }

    @Override
    public void output(boolean error, byte[] buffer, int from, int length) {
        synchronized (this) {
            add(0, heard, error, buffer, from, length);
            heard += length;
        }
        wake.run();
    }

    @GuardedBy("this")
    private void add(int life, long offset, boolean error, byte[] buffer, int from, int length) {
        int taken = 0;
        while (taken < length) {
            BytesItem block;
            if (items.peekLast() instanceof BytesItem last && last.takes(life, offset + taken, error)) {
                block = last;
            } else {
                // the line of a quiet log gets a small block, a flood gets large ones
                int usual = items.peekLast() instanceof BytesItem last ? 4 * last.array.length : LEAST_BLOCK;
                int capacity = Math.max(length - taken, Math.min(usual, BLOCK));
                block = new BytesItem(life, offset + taken, error, capacity);
                items.add(block);
            }
            int count = Math.min(length - taken, block.array.length - block.length);
            System.arraycopy(buffer, from + taken, block.array, block.length, count);
            block.length += count;
            taken += count;
        }
    }

    @Override
    public void hole(int life, long offset, long length) {
        put(new HoleItem(life, offset, length));
    }

    @Override
    public void givenUp(int life) {
        put(new GivenUpItem(life));
    }

    @Override
    public void caughtUp(int life, long offset) {
        put(new CaughtUpItem(life, offset));
    }

    @Override
    public void nameless(LogException why) {
        put(new NamelessItem(why));
    }

    @Override
    public void named() {
        put(NAMED);
    }

    @Override
    public void changed() {
        put(CHANGED);
    }

    @Override
    public void finished(int status) {
        put(new FinishedItem(status));
    }

    @Override
    public void ended(@Nullable LogException cause) {
        put(cause == null ? IN_ORDER : new EndedItem(cause));
    }

    private void put(QueueItem item) {
        synchronized (this) {
            boolean again = item instanceof CaughtUpItem && items.peekLast() instanceof CaughtUpItem;
            if (again) {
                items.removeLast();
            }
            items.add(item);
        }
        wake.run();
    }
}

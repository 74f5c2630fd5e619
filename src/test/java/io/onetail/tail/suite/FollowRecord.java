package io.onetail.tail.suite;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one following has reported, and what was wrong in it by itself: an offset that does not continue, bytes of a life that
 * was never announced, more bytes than were granted, reports after the end. Safe for any thread.
 */
class FollowRecord implements FollowerSink {
    /** A life and the bytes that came of it. */
    static final class ToldLife {
        final FileLife life;
        final long at = System.nanoTime();
        /** The offset of the first byte that may come. */
        long start;
        /** Whether reading was requested from a later life on. */
        boolean unwanted;
        /** Whether it was reported that no more comes. */
        boolean givenUp;

        byte[] bytes = new byte[256];
        int length;
        /** Where the lives before were when the first byte came. */
        long @Nullable [] before;

        ToldLife(FileLife life) {
            this.life = life;
        }

        @Override
        public String toString() {
            return "life " + life.number() + " " + life.kind() + (life.missed() ? " missed" : "")
                    + (givenUp ? " given up" : "") + ", bytes " + start + " to " + end();
        }

        long end() {
            return start + length;
        }

        void take(byte @Nullable [] from, int at, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            if (from != null) {
                System.arraycopy(from, at, bytes, length, count);
            }
            length += count;
        }
    }

    /** The first bytes of another life came. */
    record Change(long at, int from, int to) {}

    /** Everything was reported, with the position of each life at that moment. */
    record Caught(long at, int life, long offset, long[] ends) {}

    private final List<ToldLife> lives = new ArrayList<>();
    private final List<Caught> caught = new ArrayList<>();
    private final List<Change> changesBack = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();
    private int reading = -1;
    private long lastBytes = System.nanoTime();
    private int ends;
    private int changed;
    private @Nullable LogException nameless;
    private @Nullable LogException cause;

    @Override
    public synchronized void life(FileLife life) {
        alive("a life");
        if (life.number() != lives.size()) {
            wrongs.add("life " + life.number() + " where " + lives.size() + " was due");
        }
        if ((life.kind() == FileLife.LifeKind.FIRST) != lives.isEmpty()) {
            wrongs.add(life + " has a wrong kind");
        }
        lives.add(new ToldLife(life));
        nameless = null;
        notifyAll();
    }

    /** Records where reading begins, before it is requested. */
    synchronized void started(int life, long offset) {
        for (int i = 0; i < life; i++) {
            lives.get(i).unwanted = true;
        }
        lives.get(life).start = offset;
    }

    @Override
    public synchronized void bytes(int life, long offset, byte[] buffer, int from, int length) {
        take(life, offset, buffer, from, length);
    }

    @Override
    public synchronized void hole(int life, long offset, long length) {
        take(life, offset, null, 0, (int) length);
    }

    private void take(int life, long offset, byte @Nullable [] buffer, int from, int length) {
        alive("bytes");
        if (life < 0 || life >= lives.size() || length <= 0) {
            wrongs.add(length + " bytes of life " + life + ", which was not announced");
            return;
        }
        ToldLife told = lives.get(life);
        if (told.unwanted) {
            wrongs.add("bytes of life " + life + ", before the one that was requested");
        }
        if (told.before == null) {
            told.before = ends();
        }
        if (told.givenUp) {
            wrongs.add("bytes of life " + life + ", which was given up");
        }
        if (offset != told.end()) {
            wrongs.add("bytes at " + offset + " of life " + life + " where " + told.end() + " was due");
            return;
        }
        told.take(buffer, from, length);
        lastBytes = System.nanoTime();
        changeTo(life);
        notifyAll();
    }

    @Override
    public synchronized void givenUp(int life) {
        alive("the loss of a life");
        lives.get(life).givenUp = true;
        notifyAll();
    }

    private void changeTo(int life) {
        if (life != reading) {
            if (life < reading) {
                changesBack.add(new Change(lastBytes, reading, life));
            }
            reading = life;
        }
    }

    private long[] ends() {
        return lives.stream().mapToLong(ToldLife::end).toArray();
    }

    @Override
    public synchronized void caughtUp(int life, long offset) {
        alive("being caught up");
        caught.add(new Caught(System.nanoTime(), life, offset, ends()));
        notifyAll();
    }

    @Override
    public synchronized void nameless(LogException why) {
        alive("a missing name");
        nameless = why;
        notifyAll();
    }

    @Override
    public synchronized void named() {
        alive("a name");
        if (nameless == null) {
            wrongs.add("the name is back, but it was never away");
        }
        nameless = null;
        notifyAll();
    }

    @Override
    public synchronized void changed() {
        alive("a change");
        changed++;
        notifyAll();
    }

    @Override
    public synchronized void ended(@Nullable LogException why) {
        if (++ends > 1) {
            wrongs.add("ended " + ends + " times");
        }
        cause = why;
        notifyAll();
    }

    private void alive(String what) {
        if (ends > 0) {
            wrongs.add(what + " after the end");
        }
    }

    synchronized void wrong(String what) {
        wrongs.add(what);
    }

    /** Not a copy: to be used within {@code synchronized (told)}. */
    List<ToldLife> lives() {
        return lives;
    }

    /** As {@link #lives}. */
    List<Caught> caught() {
        return caught;
    }

    /** When bytes of an earlier life began to come. */
    synchronized List<Change> changesBack() {
        return List.copyOf(changesBack);
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    /** Why the name leads nowhere, as reported last; null if it leads to a file. */
    synchronized @Nullable LogException nameless() {
        return nameless;
    }

    synchronized int changes() {
        return changed;
    }

    synchronized boolean hasEnded() {
        return ends > 0;
    }

    synchronized @Nullable LogException cause() {
        return cause;
    }

    /** When the last bytes came. */
    synchronized long lastBytes() {
        return lastBytes;
    }
}

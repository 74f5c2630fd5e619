package io.onetail.tail;

import io.onetail.catalog.DatedPath;
import io.onetail.catalog.FileDates;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FileTail} does once it is known where to go on: takes what the reader tells from the queue, delivers the bytes, and looks
 * from time to time for what the reader does not tell. For one thread at a time.
 */
final class FollowPhase {
    /** How long a name may lead nowhere, as in a rotation. The reader has waited before, and viewers are to be told within two seconds. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1500);
    /** How often the directory is searched for a file with a newer date although no name has come. */
    private static final long LOOK_UNASKED = TimeUnit.SECONDS.toNanos(5);
    /** How often the file before is asked for while nobody has written to the new one, and what else is about to change is looked at. */
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    /** How long a file with an older date must be quiet before the newer one is followed. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(2);

    private final LogId log;
    private final TailContext context;
    private final LogSource.FileSource named;
    private final LogSource.FileSource file;
    private final HostReader reader;
    private final HostReader.LogFollower follower;
    private final FollowerQueue followerQueue;
    private final JournalDelivery delivery;
    private final LifeSwitch lifeSwitch;
    private final TailedLives lives;
    private final OlderFile olderFile;
    private final long size;

    private @Nullable LogException nameless; // why the name leads nowhere
    private long namelessSince;
    private boolean newer; // whether there is a file with a newer date
    private long nextLook;
    private long lastByte;
    private int consumed; // bytes, since the last grant

    /**
     * @param named as the log is configured, so perhaps with {@code %d}
     * @param file the one that has the log's name
     * @param size of the file when its first life began: the log is live when that much was delivered
     * @param begun when the tail began, nanoseconds
     */
    FollowPhase(
            LogId log,
            TailContext context,
            LogSource.FileSource named,
            LogSource.FileSource file,
            HostReader reader,
            HostReader.LogFollower follower,
            FollowerQueue followerQueue,
            JournalDelivery delivery,
            LifeSwitch lifeSwitch,
            OlderFile olderFile,
            long size,
            long begun) {
        this.log = log;
        this.context = context;
        this.named = named;
        this.file = file;
        this.reader = reader;
        this.follower = follower;
        this.followerQueue = followerQueue;
        this.delivery = delivery;
        this.lifeSwitch = lifeSwitch;
        this.lives = lifeSwitch.lives();
        this.olderFile = olderFile;
        this.size = size;
        this.nextLook = begun + LOOK;
        this.lastByte = begun;
    }

    /** As {@link TailActivity#blocks}. */
    boolean blocks() {
        return lifeSwitch.awaitsFirstByte() || olderFile.isAwaited();
    }

    /** As {@link TailActivity#turn}. */
    TailActivity.NextTurn turn() throws LogException, NotOwnerException, InterruptedException {
        int taken = 0;
        boolean caughtUp = false;
        FollowerQueue.QueueItem item;
        while (taken < JournalDelivery.BATCH && (item = followerQueue.poll()) != null) {
            if (item instanceof FollowerQueue.BytesItem bytes) {
                if (!enters(bytes.life, bytes.offset, bytes.array, bytes.length)) {
                    return TailActivity.NextTurn.AGAIN;
                }
                delivery.add(bytes.array, bytes.length);
                taken += bytes.length;
                caughtUp = false;
            } else if (item instanceof FollowerQueue.CaughtUpItem) {
                caughtUp = true;
            } else if (!event(item)) {
                return TailActivity.NextTurn.AGAIN;
            }
        }
        boolean more = taken >= JournalDelivery.BATCH && followerQueue.waits();
        if (!delivery.pass(more)) {
            return TailActivity.NextTurn.AGAIN;
        }
        grant(taken);
        boolean live = caughtUp || (!lifeSwitch.awaitsFirstByte() && passed(size));
        if ((live && !delivery.live()) || !looked() || !delivery.beat()) {
            return TailActivity.NextTurn.AGAIN;
        }
        return TailActivity.NextTurn.within(more ? 0 : Math.min(delivery.untilBeat(), untilLook()));
    }

    private boolean passed(long end) {
        TailedLife life = lives.current();
        return life != null && (life.number() > 0 || life.next() >= end);
    }

    private void grant(int taken) {
        consumed += taken;
        if (consumed >= context.settings().buffer() / 4) {
            follower.grant(consumed);
            consumed = 0;
        }
    }

    /** Takes what is not bytes; false to find the place again. */
    private boolean event(FollowerQueue.QueueItem item) throws LogException, NotOwnerException, InterruptedException {
        if (item instanceof FollowerQueue.BeganItem next) {
            CurrentFile.check(file, context.catalog().get(), next.life().file());
            named();
            lives.add(next.life());
        } else if (item instanceof FollowerQueue.HoleItem hole) {
            if (!enters(hole.life(), hole.offset(), new byte[0], 0)) {
                return false;
            }
            Objects.requireNonNull(lives.current()).advance(hole.length());
            delivery.hole(hole.length());
        } else if (item instanceof FollowerQueue.GivenUpItem lost) {
            lives.giveUp(lost.life());
        } else if (item instanceof FollowerQueue.NamelessItem none) {
            if (nameless == null) {
                namelessSince = context.nanos().getAsLong();
                nextLook = Math.min(nextLook, namelessSince + MOMENT);
            }
            nameless = none.why();
        } else if (item instanceof FollowerQueue.NamedItem) {
            named();
        } else if (item instanceof FollowerQueue.ChangedItem) {
            nextLook = Math.min(nextLook, context.nanos().getAsLong());
        } else if (item instanceof FollowerQueue.EndedItem end) {
            throw FileTail.over(log, end);
        }
        return true;
    }

    private void named() {
        nameless = null;
        delivery.nameless(null);
    }

    /** Makes the life the current one, to which bytes are about to be added; false to find the place again. */
    private boolean enters(int number, long offset, byte[] bytes, int length)
            throws LogException, NotOwnerException, InterruptedException {
        TailedLife life = lives.get(number);
        if (life == null || offset != life.next()) {
            throw new LogException(
                    FailureCode.INTERNAL,
                    log.host() + " has sent bytes of " + named.path() + " from " + offset + " on, but "
                            + (life == null ? "life " + number + " is not known." : life.next() + " was expected."));
        }
        if (!lifeSwitch.to(life, bytes, length)) {
            return false;
        }
        life.advance(length);
        lastByte = length > 0 ? context.nanos().getAsLong() : lastByte;
        return true;
    }

    /** How long until {@link #looked} has something to do, nanoseconds. */
    private long untilLook() {
        boolean looks = nameless != null || blocks() || named.dated() != null;
        return looks ? Math.max(0, nextLook - context.nanos().getAsLong()) : Long.MAX_VALUE;
    }

    /** Looks for what must be looked for from time to time; false to find the place again. */
    private boolean looked() throws LogException, NotOwnerException, InterruptedException {
        long now = context.nanos().getAsLong();
        LogException none = nameless;
        if (none != null && now - namelessSince >= MOMENT) {
            delivery.nameless(String.valueOf(none.getMessage()));
        }
        if (now < nextLook) {
            return true;
        }
        boolean soon = blocks() || none != null || newer;
        nextLook = now + (soon ? LOOK : LOOK_UNASKED);
        if (none != null && now - namelessSince < MOMENT) {
            nextLook = Math.min(nextLook, namelessSince + MOMENT);
        }
        DatedPath dated = named.dated();
        if (dated != null && !newer) {
            // not just another one: if the newest file is deleted, the one before it was shown already
            String newest = CurrentFile.newest(named, reader).path();
            newer = FileDates.ORDER.compare(dated.date(newest), dated.date(file.path())) > 0;
            nextLook = newer ? now + LOOK : nextLook;
        }
        if (newer && now - lastByte >= QUIET && delivery.flush()) {
            return false;
        }
        return lifeSwitch.awaitsFirstByte() ? lifeSwitch.late() : olderFile.ask(now);
    }
}

package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log's file through its lives: each becomes a generation when its first byte comes, one that had been left becomes a further one when its
 * writer goes on with it. For one thread at a time.
 */
final class FileTail implements TailActivity {
    /** A host that has told nothing of a file for so long is given up; it answers at once. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);
    /** How long a name may lead nowhere, as in a rotation. The reader has waited before, and viewers are to be told within two seconds. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1500);
    /** How often the directory is looked through for a file with a newer date although no name has come. */
    private static final long LOOK_UNASKED = TimeUnit.SECONDS.toNanos(5);
    /** How often the file before is asked for while nobody has written to the new one, and what else is about to change is looked at. */
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    /** How often the file before is asked for what its writer still adds, if no life stands for it. */
    private static final long ASK_OLDER = TimeUnit.SECONDS.toNanos(5);
    /** How long it is asked for. */
    private static final long OLDER = TimeUnit.HOURS.toNanos(1);
    /** Most bytes of it at a time. */
    private static final int OLDER_BLOCK = 256 << 10;

    /** How long a file with an older date must be quiet before the newer one follows. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(2);

    private static final int HEAD = 4096;
    /** More than a reader has open at a time. */
    private static final int MOST_LIVES = 128;

    private final LogId log;
    private final TailContext context;
    private final JournalAppender appender;
    private final RetryPolicy retryPolicy;
    private final LogSource.FileSource named;
    private final HostReader reader;
    private final boolean continued;
    private final JournalDelivery delivery;
    private final FollowerQueue followerQueue;
    private final FileWaiter waiter;
    private final long begun;

    private final TreeMap<Integer, TailedLife> lives = new TreeMap<>();
    private LogSource.@Nullable FileSource file; // the one that has the log's name
    private HostReader.@Nullable LogFollower follower;
    private @Nullable GenerationOpener generationOpener;
    private @Nullable ResumeFinder resumeFinder;
    private @Nullable TailedLife current; // whose bytes came last
    private @Nullable TailedLife older; // the file before the first life, while its writer may still use it
    private long nextAsk;
    private ResumeFinder.@Nullable ResumeLater resumeLater; // for the first byte of the life that is awaited
    private boolean missing; // before the life that will be told next
    private boolean placed; // whether it is known where to go on
    private long size; // of the file when it was opened
    private @Nullable LogException nameless;
    private long namelessSince;
    private long nextLook;
    private boolean newer; // whether a file with a newer date is there
    private long lastByte;
    private int consumed; // bytes, since the last grant

    /** Who is told while there is no file to begin with. */
    interface FileWaiter {
        /** @param reason for viewers */
        void awaits(String reason);
    }

    /** A life as far as it came. */
    private static final class TailedLife {
        final int number;
        final HostReader.@Nullable FileLife told; // null for the file before, of which nobody tells
        boolean begun;
        boolean missed; // whether something is missing between the one before and this
        boolean givenUp; // whether there was more than came
        long next; // the byte of the file that comes next

        @Nullable
        FileId id; // when it was left

        LineFeed lineFeed = LineFeed.BYTE;

        TailedLife(HostReader.FileLife told) {
            this.number = told.number();
            this.told = told;
            this.missed = told.missed();
        }

        /** @param before a file, from the byte on that comes next */
        TailedLife(FileId before, LineFeed ends) {
            this.number = -1;
            this.told = null;
            this.id = before.from(0);
            this.next = before.base();
            this.begun = true;
            this.lineFeed = ends;
        }

        HostReader.FileLife told() {
            return Objects.requireNonNull(told);
        }
    }

    /**
     * @param named as the log is configured, so perhaps with {@code %d}
     * @param continued whether somebody waits for it to go on
     * @param wake to be told when there is something to do
     */
    FileTail(
            LogId log,
            TailContext context,
            JournalAppender appender,
            RetryPolicy retryPolicy,
            LogSource.FileSource named,
            HostReader reader,
            boolean continued,
            JournalDelivery.DeliveryListener deliveryListener,
            FileWaiter waiter,
            Runnable wake) {
        this.log = log;
        this.context = context;
        this.appender = appender;
        this.retryPolicy = retryPolicy;
        this.named = named;
        this.reader = reader;
        this.continued = continued;
        this.delivery = new JournalDelivery(context, appender, deliveryListener);
        this.waiter = waiter;
        this.followerQueue = new FollowerQueue(wake);
        this.begun = context.nanos().getAsLong();
        this.lastByte = begun;
        this.nextLook = begun + LOOK;
    }

    @Override
    public NextTurn turn() throws LogException, NotOwnerException, InterruptedException {
        if (follower == null) {
            LogSource.FileSource newest = CurrentFile.newest(named, reader);
            file = newest;
            follower = reader.follow(newest.path(), named.dated() != null, followerQueue);
        }
        return placed ? followed() : opened();
    }

    @Override
    public boolean blocks() {
        return !placed || resumeLater != null || older != null;
    }

    /** Waits for the first life and finds the place in it. */
    private NextTurn opened() throws LogException, NotOwnerException, InterruptedException {
        FollowerQueue.QueueItem item;
        while ((item = followerQueue.poll()) != null) {
            if (item instanceof FollowerQueue.BeganItem first) {
                return begin(first.life());
            } else if (item instanceof FollowerQueue.NamelessItem none) {
                if (retryPolicy.isFinal(none.why(), continued)) {
                    throw none.why();
                }
                nameless = none.why();
            } else if (item instanceof FollowerQueue.EndedItem end) {
                throw over(end);
            }
        }
        long now = context.nanos().getAsLong();
        LogException none = nameless;
        if (none != null) {
            waiter.awaits(retryPolicy.words(none));
        } else if (now - begun > SILENCE) {
            throw new LogException(
                    FailureCode.UNREACHABLE,
                    log.host() + " has not answered for " + SILENCE / 1_000_000_000L + " seconds.");
        } else {
            delivery.beat();
        }
        return NextTurn.within(JournalDelivery.BEAT);
    }

    private NextTurn begin(HostReader.FileLife first) throws LogException, NotOwnerException, InterruptedException {
        LogSource.FileSource path = Objects.requireNonNull(file);
        HostReader.LogFollower opened = Objects.requireNonNull(follower);
        CurrentFile.check(path, context.catalog().get(), first.file());
        nameless = null;
        GenerationOpener opener = new GenerationOpener(log, context, appender, path.charset());
        generationOpener = opener;
        ResumeFinder places = new ResumeFinder(log, context, appender, reader, opened, path, named, opener);
        resumeFinder = places;
        ResumeFinder.ResumePoint resumePoint = places.find(first, continued);
        if (resumePoint == null) {
            return NextTurn.AGAIN;
        }
        TailedLife life = new TailedLife(first);
        lives.put(first.number(), life);
        size = first.file().size();
        placed = true;
        FileId id = appender.currentFile();
        if (id != null && id.older() != null) {
            older = new TailedLife(id.older(), opener.lineFeed());
        }
        if (resumePoint instanceof ResumeFinder.ResumeAt resumeAt) {
            enter(life, resumeAt.chunker());
        } else if (resumePoint instanceof ResumeFinder.ResumeLater behind) {
            resumeLater = behind;
            LogTip logTip = appender.logTip();
            if (logTip != null && logTip.file() != null) {
                appender.file(logTip.file());
            }
        }
        opened.start(first.number(), life.next);
        opened.grant(context.settings().buffer());
        return followed();
    }

    /** From here on the life's bytes are added. */
    private void enter(TailedLife life, Chunker chunker) {
        FileId id = appender.currentFile();
        long base = id == null ? 0 : id.base();
        life.next = base + chunker.received().offset();
        life.begun = true;
        life.lineFeed = Objects.requireNonNull(generationOpener).lineFeed();
        current = life;
        delivery.chunker(chunker);
    }

    private NextTurn followed() throws LogException, NotOwnerException, InterruptedException {
        int taken = 0;
        boolean caughtUp = false;
        FollowerQueue.QueueItem item;
        while (taken < JournalDelivery.BATCH && (item = followerQueue.poll()) != null) {
            if (item instanceof FollowerQueue.BytesItem bytes) {
                if (!enters(bytes.life, bytes.offset, bytes.array, bytes.length)) {
                    return NextTurn.AGAIN;
                }
                delivery.add(bytes.array, bytes.length);
                taken += bytes.length;
                caughtUp = false;
            } else if (item instanceof FollowerQueue.CaughtUpItem) {
                caughtUp = true;
            } else if (!event(item)) {
                return NextTurn.AGAIN;
            }
        }
        boolean more = taken >= JournalDelivery.BATCH && followerQueue.waits();
        if (!delivery.pass(more)) {
            return NextTurn.AGAIN;
        }
        grant(taken);
        boolean live = caughtUp || (resumeLater == null && passed(size));
        if ((live && !delivery.live()) || !looked() || !delivery.beat()) {
            return NextTurn.AGAIN;
        }
        return NextTurn.within(more ? 0 : Math.min(delivery.untilBeat(), untilLook()));
    }

    /** How long until {@link #looked} has something to do, nanoseconds. */
    private long untilLook() {
        boolean looks = nameless != null || resumeLater != null || older != null || named.dated() != null;
        return looks ? Math.max(0, nextLook - context.nanos().getAsLong()) : Long.MAX_VALUE;
    }

    private boolean passed(long end) {
        TailedLife life = current;
        return life != null && (life.number > 0 || life.next >= end);
    }

    private void grant(int taken) {
        consumed += taken;
        if (consumed >= context.settings().buffer() / 4) {
            Objects.requireNonNull(follower).grant(consumed);
            consumed = 0;
        }
    }

    /** Whatever is not bytes; false to find the place again. */
    private boolean event(FollowerQueue.QueueItem item) throws LogException, NotOwnerException, InterruptedException {
        if (item instanceof FollowerQueue.BeganItem next) {
            began(next.life());
        } else if (item instanceof FollowerQueue.HoleItem hole) {
            if (!enters(hole.life(), hole.offset(), new byte[0], 0)) {
                return false;
            }
            Objects.requireNonNull(current).next += hole.length();
            delivery.hole(hole.length());
        } else if (item instanceof FollowerQueue.GivenUpItem lost) {
            givenUp(lost.life());
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
            throw over(end);
        }
        return true;
    }

    private LogException over(FollowerQueue.EndedItem end) {
        LogException cause = end.cause();
        return cause != null ? cause : new LogException(FailureCode.UNREACHABLE, "Reading " + log + " ended.");
    }

    private void named() {
        nameless = null;
        delivery.nameless(null);
    }

    private void began(HostReader.FileLife told) throws LogException {
        LogSource.FileSource path = Objects.requireNonNull(file);
        CurrentFile.check(path, context.catalog().get(), told.file());
        named();
        TailedLife life = new TailedLife(told);
        life.missed |= missing;
        missing = false;
        lives.put(told.number(), life);
        if (lives.size() > MOST_LIVES && lives.firstEntry().getValue() != current) {
            lives.pollFirstEntry();
        }
    }

    /** What has not come of a life is missing before the next one that comes. */
    private void givenUp(int number) {
        TailedLife life = lives.get(number);
        if (life == null) {
            return;
        }
        life.givenUp = true;
        if (!life.begun) {
            lives.remove(number);
        }
        TailedLife next = lives.tailMap(number, false).values().stream()
                .filter(one -> !one.begun)
                .findFirst()
                .orElse(null);
        if (next == null) {
            missing = true;
        } else {
            next.missed = true;
        }
    }

    /** Makes the life the one to which bytes are added; false to find the place again. */
    private boolean enters(int number, long offset, byte[] bytes, int length)
            throws LogException, NotOwnerException, InterruptedException {
        TailedLife life = lives.get(number);
        if (life == null || offset != life.next) {
            throw new LogException(
                    FailureCode.INTERNAL,
                    log.host() + " has sent bytes of " + named.path() + " from " + offset + " on, and "
                            + (life == null ? "life " + number + " is not known" : life.next + " was expected") + ".");
        }
        if (life != current) {
            if (!delivery.flush()) {
                return false;
            }
            leave();
            if (!(life.begun ? resumes(life) : opens(life, withHead(life.told(), bytes, length)))) {
                return false;
            }
        }
        life.next += length;
        lastByte = length > 0 ? context.nanos().getAsLong() : lastByte;
        return true;
    }

    /** A file may have been empty when its life began: then its first bytes tell what it is, and tell it from others. */
    private HostReader.FileLife withHead(HostReader.FileLife told, byte[] bytes, int length) throws LogException {
        FileInfo info = told.file();
        if (info.head().length >= Math.min(length, HEAD)) {
            return told;
        }
        byte[] head = Arrays.copyOf(bytes, Math.min(length, HEAD));
        FileInfo begun = new FileInfo(info.path(), info.node(), Math.max(info.size(), length), info.modified(), head);
        CurrentFile.check(Objects.requireNonNull(file), context.catalog().get(), begun);
        return new HostReader.FileLife(told.number(), told.kind(), told.missed(), begun);
    }

    private void leave() {
        TailedLife life = current;
        if (life != null) {
            FileId id = appender.currentFile();
            life.id = id == null ? null : id.from(0);
        }
    }

    /** After the one before has been left; false to find the place again. */
    private boolean opens(TailedLife life, HostReader.FileLife told)
            throws LogException, NotOwnerException, InterruptedException {
        ResumeFinder places = Objects.requireNonNull(resumeFinder);
        GenerationOpener opener = Objects.requireNonNull(generationOpener);
        ResumeFinder.ResumeLater behind = resumeLater;
        TailedLife before = newestBegun();
        boolean missed = missedBefore(life, before);
        if (missed && before != null && before != current && !resumes(before)) {
            return false; // what is missing came after that one, not after the late bytes of an earlier one
        }
        LogTip logTip = appender.logTip();
        Chunker chunker;
        if (behind != null && logTip != null) {
            Position end = places.late(behind, logTip.end());
            resumeLater = null;
            if (end == null) {
                return false;
            }
            appender.file(told.file());
            chunker = opener.open(end, behind.whole() && !missed, behind.cut());
        } else if (logTip == null) { // nothing was appended: it stood in an empty file
            chunker = opener.first(told.file());
        } else {
            boolean lacks = before != null && before.givenUp;
            chunker = places.after(logTip(logTip), told, missed, lacks, this::comes);
        }
        if (chunker == null) {
            return false;
        }
        enter(life, chunker);
        return true;
    }

    /** With the file as far as it is known by now: it was perhaps empty when the last entry was appended. */
    private LogTip logTip(LogTip logTip) {
        TailedLife left = current;
        return left == null || left.id == null || logTip.file() == null
                ? logTip
                : new LogTip(logTip.end(), left.id.from(logTip.file().base()));
    }

    private @Nullable TailedLife newestBegun() {
        return lives.descendingMap().values().stream()
                .filter(life -> life.begun)
                .findFirst()
                .orElse(null);
    }

    private boolean missedBefore(TailedLife life, @Nullable TailedLife before) {
        int from = before == null ? -1 : before.number;
        return lives.subMap(from, false, life.number, true).values().stream().anyMatch(one -> one.missed);
    }

    /** Whether a file is a life of which bytes may come that have not. */
    private boolean comes(String node) {
        return lives.values().stream()
                .anyMatch(life -> !life.begun && life.told().file().node().equals(node));
    }

    private boolean resumes(TailedLife life) throws NotOwnerException {
        FileId id = life.id;
        if (id == null) {
            return false;
        }
        TailedLife newest = lives.values().stream()
                .filter(one -> one.begun && one.number > life.number)
                .reduce((one, later) -> later)
                .orElse(null);
        FileId other = place(newest != null ? newest : current);
        FileId at = id.from(life.next).beside(newest == null ? null : other, newest == null ? other : null);
        Chunker chunker = Objects.requireNonNull(generationOpener)
                .resume(at, life.lineFeed, newest == null ? Mark.RESUMED : Mark.LATE);
        if (chunker == null) {
            return false;
        }
        current = life;
        delivery.chunker(chunker);
        return true;
    }

    private static @Nullable FileId place(@Nullable TailedLife life) {
        return life == null || life.id == null ? null : life.id.from(life.next);
    }

    /** What the file before has by now, if no life stands for it; false to find the place again. */
    private boolean asksOlder(long now) throws LogException, NotOwnerException, InterruptedException {
        TailedLife before = older;
        FileId id = before == null ? null : before.id;
        if (before == null || id == null || now < nextAsk || !delivery.announced()) {
            return true;
        }
        nextAsk = now + ASK_OLDER;
        byte[] bytes = reader.read(Objects.requireNonNull(file).path(), id, before.next, OLDER_BLOCK);
        if (bytes == null || now - begun > OLDER) {
            older = null;
        } else if (bytes.length > 0) {
            if (!delivery.flush()) {
                return false;
            }
            leave();
            if (!resumes(before)) {
                return false;
            }
            delivery.add(bytes, bytes.length);
            before.next += bytes.length;
            return delivery.pass(false);
        }
        return true;
    }

    /** What must be looked for from time to time; false to find the place again. */
    private boolean looked() throws LogException, NotOwnerException, InterruptedException {
        long now = context.nanos().getAsLong();
        LogException none = nameless;
        if (none != null && now - namelessSince >= MOMENT) {
            delivery.nameless(String.valueOf(none.getMessage()));
        }
        if (now < nextLook) {
            return true;
        }
        boolean soon = resumeLater != null || older != null || none != null || newer;
        nextLook = now + (soon ? LOOK : LOOK_UNASKED);
        if (none != null && now - namelessSince < MOMENT) {
            nextLook = Math.min(nextLook, namelessSince + MOMENT);
        }
        ResumeFinder.ResumeLater behind = resumeLater;
        LogTip logTip = appender.logTip();
        if (behind != null && logTip != null) {
            return Objects.requireNonNull(resumeFinder).late(behind, logTip.end()) != null;
        }
        if (named.dated() != null && !newer) {
            newer = !CurrentFile.newest(named, reader)
                    .path()
                    .equals(Objects.requireNonNull(file).path());
            nextLook = newer ? now + LOOK : nextLook;
        }
        return !(newer && now - lastByte >= QUIET && delivery.flush()) && asksOlder(now);
    }

    @Override
    public void end() {
        HostReader.LogFollower open = follower;
        if (open != null) {
            open.stop();
        }
    }
}

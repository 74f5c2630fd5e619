package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log's file through its lives: each becomes a generation when its first byte comes, and one that had been left becomes a further
 * one when its writer goes on with it. It waits for the first life and finds the place in it; from then on its turns are those of a
 * {@link FollowPhase}. For one thread at a time.
 */
final class FileTail implements TailActivity {
    /** A host answers at once; one that has said nothing of a file for this long is given up. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);

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

    private LogSource.@Nullable FileSource file; // the one that has the log's name
    private HostReader.@Nullable LogFollower follower;
    private @Nullable LogException nameless; // why there is no file yet
    private @Nullable FollowPhase followPhase; // null until it is known where to go on

    /** Is told while there is no file to begin with. */
    interface FileWaiter {
        /** @param reason for viewers */
        void awaits(String reason);
    }

    /**
     * @param named as the log is configured, so perhaps with {@code %d}
     * @param continued whether somebody waits for it to go on
     * @param wake is called when there is something to do; must not block
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
    }

    @Override
    public NextTurn turn() throws LogException, NotOwnerException, InterruptedException {
        if (follower == null) {
            LogSource.FileSource newest = CurrentFile.newest(named, reader);
            file = newest;
            follower = reader.follow(newest.path(), named.dated() != null, followerQueue);
        }
        FollowPhase phase = followPhase;
        return phase == null ? await() : phase.turn();
    }

    @Override
    public boolean blocks() {
        FollowPhase phase = followPhase;
        return phase == null || phase.blocks();
    }

    /** Waits for the first life, and goes on in it. */
    private NextTurn await() throws LogException, NotOwnerException, InterruptedException {
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
                throw over(log, end);
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
        GenerationOpener opener = new GenerationOpener(log, context, appender, path.charset());
        ResumeFinder finder = new ResumeFinder(log, context, appender, reader, opened, path, named, opener);
        ResumeFinder.ResumePoint resumePoint = finder.find(first, continued);
        if (resumePoint == null) {
            return NextTurn.AGAIN;
        }
        LifeSwitch lifeSwitch = new LifeSwitch(context, path, appender, delivery, finder, opener);
        TailedLife life = lifeSwitch.begin(first, resumePoint);
        FollowPhase phase = new FollowPhase(
                log,
                context,
                named,
                path,
                reader,
                opened,
                followerQueue,
                delivery,
                lifeSwitch,
                new OlderFile(reader, path.path(), delivery, lifeSwitch, begun),
                first.file().size(),
                begun);
        followPhase = phase;
        opened.start(first.number(), life.next());
        opened.grant(context.settings().buffer());
        return phase.turn();
    }

    /** Why following has ended. */
    static LogException over(LogId log, FollowerQueue.EndedItem end) {
        LogException cause = end.cause();
        return cause != null ? cause : new LogException(FailureCode.UNREACHABLE, "Reading " + log + " ended.");
    }

    @Override
    public void end() {
        HostReader.LogFollower open = follower;
        if (open != null) {
            open.stop();
        }
    }
}

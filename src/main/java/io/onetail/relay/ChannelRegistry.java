package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.tail.Journal;
import io.onetail.tail.JournalOperation;
import io.onetail.tail.LogTip;
import io.onetail.tail.TailContext;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The channels of this server and their views. A log's channel is made for its first view and removed the linger time
 * after its last, or at once if it has received nothing. Safe for any thread; changes of one log are atomic by the
 * map's locking of keys.
 */
public final class ChannelRegistry implements FeedListener, TailContext.LogMemory {
    private static final System.Logger LOGGER = System.getLogger(ChannelRegistry.class.getName());
    private static final long RETRY_MILLIS = 500;
    private static final Duration SETTLING = LivenessTimes.DEFAULT.settling();

    private final ConcurrentHashMap<LogId, Channel> channels = new ConcurrentHashMap<>();
    private final Set<LogId> catchingUp = ConcurrentHashMap.newKeySet();
    private final RecentMemory memory;
    private final RelaySettings settings;
    private final Journal journal;
    private final HistoryReader historyReader;
    private final LogFeed feed;
    private final TailDemand demand;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanos;
    private volatile @Nullable Long upSince; // nanos
    private volatile @Nullable String down = "This server has not reached Redis yet.";

    /** @param scheduler runs what blocks on the journal, and the end of lingering; owned by the caller */
    public ChannelRegistry(
            RelaySettings settings,
            Journal journal,
            HistoryReader historyReader,
            LogFeed feed,
            TailDemand demand,
            ScheduledExecutorService scheduler) {
        this(settings, journal, historyReader, feed, demand, scheduler, System::nanoTime);
    }

    ChannelRegistry(
            RelaySettings settings,
            Journal journal,
            HistoryReader historyReader,
            LogFeed feed,
            TailDemand demand,
            ScheduledExecutorService scheduler,
            LongSupplier nanos) {
        this.settings = settings;
        this.memory = new RecentMemory(settings);
        this.journal = journal;
        this.historyReader = historyReader;
        this.feed = feed;
        this.demand = demand;
        this.scheduler = scheduler;
        this.nanos = nanos;
    }

    /**
     * Opens a view; {@link #close} must follow. The view is registered before anything is read, so nothing is missed.
     * Does not block.
     *
     * @param mask hides what this view must not show; null to show all
     * @param wake called by any thread when {@link View#next} may have something; must not block
     */
    public View open(String name, LogId log, String charset, StartFrom from, @Nullable Mask mask, Runnable wake) {
        View[] made = new View[1];
        channels.compute(log, (id, known) -> {
            Channel channel = known;
            if (channel == null) {
                channel = new Channel(log, settings, memory, nanos);
                feed.subscribe(log);
                demand.want(log);
            }
            View view = new View(name, charset, from, channel, historyReader, settings.backfill(), nanos, wake);
            view.mask(mask);
            channel.views().add(view);
            made[0] = view;
            return channel;
        });
        channels.computeIfPresent(log, (id, channel) -> { // down() does not see a channel that is being created
            String away = down;
            if (away != null) {
                channel.outage(away);
            }
            return channel;
        });
        return made[0];
    }

    /**
     * Checks the limit of open logs before one is opened.
     *
     * @throws LogException limit if it is reached; not exact for simultaneous calls
     */
    public void admit(LogId log) throws LogException {
        if (channels.size() >= settings.maxLogs() && !channels.containsKey(log)) {
            throw new LogException(
                    FailureCode.LIMIT,
                    "This server has " + settings.maxLogs()
                            + " logs open, which is the limit here. Try again when others have closed some.");
        }
    }

    /** Closes a view. May be called twice. */
    public void close(View view) {
        view.closed();
        Channel channel = view.channel();
        channel.views().remove(view);
        if (channel.views().isEmpty()) {
            if (settings.linger().isZero() || channel.end() == null) { // there is nothing to keep
                drop(channel, channel.leave());
            } else {
                int leave = channel.leave();
                later(() -> drop(channel, leave), settings.linger().toMillis());
            }
        }
    }

    /** Removes a channel if no view has been opened since the given leave. */
    private void drop(Channel channel, int leave) {
        channels.computeIfPresent(channel.log(), (log, current) -> {
            if (current != channel || !channel.views().isEmpty() || channel.leaves() != leave) {
                return current;
            }
            end(channel);
            return null;
        });
    }

    /** Removes the channel of a log that has failed; its views are told, and the next one to open it tries again. */
    private void dropFailed(Channel channel) {
        if (channel.state().phase() == LogState.TailPhase.FAILED) {
            channels.computeIfPresent(channel.log(), (log, current) -> {
                if (current != channel) {
                    return current;
                }
                end(channel);
                return null;
            });
        }
    }

    private void end(Channel channel) {
        feed.unsubscribe(channel.log());
        demand.unwant(channel.log());
        channel.dispose();
    }

    /** Called when the log's messages begin to arrive; earlier ones are read from the journal. */
    @Override
    public void subscribed(LogId log) {
        // atomic with open(): the confirmation may arrive before the new channel is in the map
        channels.computeIfPresent(log, (id, channel) -> {
            channel.mayHaveMissed();
            channel.outage(null);
            startCatchUp(channel);
            return channel;
        });
    }

    /** Takes a message of a log's Redis channel. On the subscriber's thread. */
    @Override
    public void message(LogId log, byte[] message) {
        Channel channel = channels.get(log);
        if (channel != null) {
            if (channel.accept(message)) {
                startCatchUp(channel);
            }
            dropFailed(channel);
        }
    }

    /** Called when the server has connected to Redis; {@link #subscribed} follows for each log. */
    @Override
    public void up() {
        upSince = nanos.getAsLong();
        down = null;
    }

    /** Called when the server has lost Redis; every view is told the reason. */
    @Override
    public void down(String reason) {
        upSince = null;
        down = reason;
        channels.values().forEach(channel -> channel.outage(reason));
    }

    /** Called when the server has lost the Redis node of one log. */
    @Override
    public void lost(LogId log, String reason) {
        channels.computeIfPresent(log, (id, channel) -> {
            channel.outage(reason);
            return channel;
        });
    }

    private void startCatchUp(Channel channel) {
        if (catchingUp.add(channel.log())) {
            later(() -> catchUp(channel), 0);
        }
    }

    private void catchUp(Channel channel) {
        try {
            if (channels.get(channel.log()) == channel) {
                channel.catchUp(journal);
                hinder(channel, JournalOperation.CATCH_UP, null);
                dropFailed(channel);
            }
            catchingUp.remove(channel.log());
            Channel current = channels.get(channel.log());
            if (current != null
                    && current.catching()) { // a request that arrived during this one, perhaps for a newer channel
                startCatchUp(current);
            }
        } catch (Journal.JournalException e) {
            hinder(channel, JournalOperation.CATCH_UP, e.told());
            LOGGER.log(Level.DEBUG, "Catching up on {0} has to wait: {1}", channel.log(), e.getMessage());
            later(() -> catchUp(channel), RETRY_MILLIS);
        } catch (RuntimeException e) {
            if (hinder(
                    channel,
                    JournalOperation.CATCH_UP,
                    "An unexpected error has occurred on this server; its log says why.")) {
                LOGGER.log(Level.ERROR, "Catching up on " + channel.log() + " has failed; it will be tried again.", e);
            }
            later(() -> catchUp(channel), 10 * RETRY_MILLIS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // tasks catch their exceptions
    private void later(Runnable task, long millis) {
        try {
            scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.DEBUG, "The server is stopping.");
        }
    }

    @Override
    public @Nullable LogTip last(LogId log) {
        Channel channel = channels.get(log);
        return channel == null ? null : channel.logTip();
    }

    @Override
    public boolean isAwaited(LogId log) {
        Channel channel = channels.get(log);
        return channel != null && channel.views().stream().anyMatch(View::resumes);
    }

    @Override
    public void hindered(LogId log, JournalOperation operation, @Nullable String reason) {
        Channel channel = channels.get(log);
        if (channel != null) {
            hinder(channel, operation, reason);
        }
    }

    private static boolean hinder(Channel channel, JournalOperation operation, @Nullable String reason) {
        boolean news = channel.hindered(operation, reason);
        if (news) {
            channel.wake();
        }
        return news;
    }

    @Override
    public Duration untilSettled() {
        Long since = upSince;
        Duration left = since == null ? SETTLING : SETTLING.minusNanos(nanos.getAsLong() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The open channels, for administrators. */
    public Collection<ChannelStatus> status() {
        List<ChannelStatus> all = new ArrayList<>();
        for (Channel channel : channels.values()) {
            all.add(new ChannelStatus(
                    channel.log(), channel.views().size(), channel.bytes(), channel.state(), channel.end() + ""));
        }
        return all;
    }

    /**
     * A channel's figures.
     *
     * @param viewers number of open views
     * @param bytes size of recent entries in memory
     */
    public record ChannelStatus(LogId log, int viewers, long bytes, LogState state, String end) {}
}

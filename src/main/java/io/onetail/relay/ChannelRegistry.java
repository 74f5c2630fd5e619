package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.tail.Journal;
import io.onetail.tail.JournalTask;
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
 * The registry channel → viewers of this server. A log's channel is made by its first viewer and goes away a linger
 * time after its last, at once if nothing came of it. Safe for any thread; changes of one log are atomic by the map's own per-key locking.
 */
public final class ChannelRegistry implements TailContext.LogMemory {
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

    /** @param scheduler runs what blocks on the journal, and lingering; the caller's */
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
     * Registers a view. It is registered before anything is read, so nothing that comes meanwhile is missed.
     *
     * @param wake called by any thread when {@link View#next} may have something
     */
    public View open(String name, LogId log, String charset, StartFrom from, Runnable wake) {
        return open(name, log, charset, from, null, wake);
    }

    /**
     * As {@link #open(String, LogId, String, StartFrom, Runnable)}.
     *
     * @param mask hides what this view must not show; null to show all
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
        channels.computeIfPresent(log, (id, channel) -> { // down() does not see a channel that is being made
            String away = down;
            if (away != null) {
                channel.outage(away);
            }
            return channel;
        });
        return made[0];
    }

    /** @throws LogException limit if the log would be one too many; not exact to the last one for those who ask at once */
    public void admit(LogId log) throws LogException {
        if (channels.size() >= settings.maxLogs() && !channels.containsKey(log)) {
            throw new LogException(
                    FailureCode.LIMIT,
                    "This server has " + settings.maxLogs()
                            + " logs open, which is the limit here; try again when others have closed theirs.");
        }
    }

    /** Takes a view away; may be called twice. */
    public void close(View view) {
        view.closed();
        Channel channel = view.channel();
        channel.views().remove(view);
        if (channel.views().isEmpty()) {
            if (settings.linger().isZero() || channel.end() == null) { // nothing is remembered of it
                drop(channel, channel.leave());
            } else {
                int leave = channel.leave();
                later(() -> drop(channel, leave), settings.linger().toMillis());
            }
        }
    }

    /** Takes a channel away if no view came after the given leave. */
    private void drop(Channel channel, int leave) {
        channels.computeIfPresent(channel.log(), (log, current) -> {
            if (current != channel || !channel.views().isEmpty() || channel.leaves() != leave) {
                return current;
            }
            end(channel);
            return null;
        });
    }

    /** A log that can't be had: its views are told, and whoever opens it next tries again. */
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

    /** From now on the log's messages come; what was published before, or since the last connection, is read from the journal. */
    public void subscribed(LogId log) {
        // atomic with open(): the confirmation may be here before the new channel is in the map
        channels.computeIfPresent(log, (id, channel) -> {
            channel.mayHaveMissed();
            channel.outage(null);
            startCatchUp(channel);
            return channel;
        });
    }

    /** A message of a log's channel; on the subscriber's thread. */
    public void message(LogId log, byte[] message) {
        Channel channel = channels.get(log);
        if (channel != null) {
            if (channel.accept(message)) {
                startCatchUp(channel);
            }
            dropFailed(channel);
        }
    }

    /** The server has reached Redis; {@link #subscribed} of each log follows. */
    public void up() {
        upSince = nanos.getAsLong();
        down = null;
    }

    /** The server has lost Redis; every view is told. */
    public void down(String reason) {
        upSince = null;
        down = reason;
        channels.values().forEach(channel -> channel.outage(reason));
    }

    /** The server has lost the node of Redis that one log is kept on. */
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
                hinder(channel, JournalTask.CATCH_UP, null);
                dropFailed(channel);
            }
            catchingUp.remove(channel.log());
            Channel current = channels.get(channel.log());
            if (current != null
                    && current.catching()) { // its request, or that of a newer channel, was swallowed by this one
                startCatchUp(current);
            }
        } catch (Journal.JournalException e) {
            hinder(channel, JournalTask.CATCH_UP, e.told());
            LOGGER.log(Level.DEBUG, "Catching up {0} waits: {1}", channel.log(), e.getMessage());
            later(() -> catchUp(channel), RETRY_MILLIS);
        } catch (RuntimeException e) {
            if (hinder(channel, JournalTask.CATCH_UP, "This server failed; its log says why.")) {
                LOGGER.log(Level.ERROR, "Catching up " + channel.log() + " failed; it is tried again.", e);
            }
            later(() -> catchUp(channel), 10 * RETRY_MILLIS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // tasks catch what they can meet
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
    public void hindered(LogId log, JournalTask part, @Nullable String reason) {
        Channel channel = channels.get(log);
        if (channel != null) {
            hinder(channel, part, reason);
        }
    }

    private static boolean hinder(Channel channel, JournalTask part, @Nullable String reason) {
        boolean news = channel.hindered(part, reason);
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

    /** What is open at the moment, for the administrator. */
    public Collection<ChannelStatus> status() {
        List<ChannelStatus> all = new ArrayList<>();
        for (Channel channel : channels.values()) {
            all.add(new ChannelStatus(
                    channel.log(), channel.views().size(), channel.bytes(), channel.state(), channel.end() + ""));
        }
        return all;
    }

    /**
     * @param viewers number of open views
     * @param bytes of recent entries in memory
     */
    public record ChannelStatus(LogId log, int viewers, long bytes, LogState state, String end) {}
}

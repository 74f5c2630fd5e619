package io.onetail.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogMessage;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.Journal;
import io.onetail.tail.JournalOperation;
import io.onetail.tail.LogTip;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps for a log that it has viewers of: the recent entries and the views. Entries come from the subscriber's thread; those
 * that it missed are read from the journal by {@link #catchUp}.
 *
 * <p>Safe for any thread. Its lock guards the entries and what waits during a catch-up. It is held for moments only, never while something
 * is sent, read or decoded; views are woken without it.
 */
final class Channel {
    private static final System.Logger LOGGER = System.getLogger(Channel.class.getName());
    private static final int PAGE = 1 << 20;

    private final LogId log;
    private final Duration takeover;
    private final ChannelHealth channelHealth;
    private final Set<View> views = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leaves = new AtomicInteger();

    @GuardedBy("this")
    private final EntryChain entries;

    @GuardedBy("this")
    private final CatchUp catchUp;

    Channel(LogId log, RelaySettings settings, RecentMemory memory, LongSupplier nanos) {
        this.log = log;
        this.takeover = settings.takeover();
        this.channelHealth = new ChannelHealth(nanos);
        this.entries = new EntryChain(memory);
        this.catchUp = new CatchUp(settings.recentBytes());
    }

    LogId log() {
        return log;
    }

    /** As {@link RelaySettings#takeover}. */
    Duration takeover() {
        return takeover;
    }

    Set<View> views() {
        return views;
    }

    /** The last view has left; returns how often that has happened. */
    int leave() {
        return leaves.incrementAndGet();
    }

    /** How often the last view has left. */
    int leaves() {
        return leaves.get();
    }

    /** How the log is doing, as viewers are to see it. */
    LogState state() {
        return channelHealth.shown();
    }

    /** As {@link ChannelHealth#hindered}. */
    boolean hindered(JournalOperation operation, @Nullable String reason) {
        return channelHealth.hindered(operation, reason);
    }

    /** Whether a view can begin: it is known where the log is, and that it goes on from there. */
    synchronized boolean ready() {
        return !catchUp.isDue() && entries.end() != null && channelHealth.live();
    }

    /** Where the log ends, or null if that is not known yet. */
    synchronized @Nullable Position end() {
        return entries.end();
    }

    /** How lines end in the newest bytes, and so, as far as is known, in the log's older files. */
    synchronized LineFeed lineFeed() {
        return entries.lineFeed();
    }

    /** What the recent entries take in memory, bytes. */
    synchronized long bytes() {
        return entries.bytes();
    }

    /** The newest that this server has seen, for a tail whose journal has lost it. */
    synchronized @Nullable LogTip logTip() {
        return entries.tip();
    }

    /** As {@link LogGenerations#file}. */
    synchronized @Nullable FileId file(long generation) {
        return entries.generations().file(generation);
    }

    /** As {@link LogGenerations#markAfter}. */
    synchronized @Nullable Mark markAfter(long generation) {
        return entries.generations().markAfter(generation);
    }

    /** As {@link LogGenerations#after}. */
    synchronized @Nullable Long generationAfter(long generation) {
        return entries.generations().after(generation);
    }

    /**
     * Takes a message of the log's channel, on the subscriber's thread.
     *
     * @return true if entries are missing before it: {@link #catchUp} must be called
     */
    boolean accept(byte[] message) {
        channelHealth.heard();
        LogMessage decoded;
        try {
            decoded = WireCodec.decode(message);
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "A message on the channel of {0} is not understood: {1}", log, e.getMessage());
            return false;
        }
        boolean hole;
        synchronized (this) {
            if (entries.isDisposed()) {
                return false;
            }
            if (catchUp.isDue()) {
                catchUp.await(decoded);
                return false;
            }
            hole = !apply(decoded);
            if (hole) {
                catchUp.demand(decoded);
            }
        }
        wake();
        return hole;
    }

    /** The subscription was made again: something may have been missed. */
    synchronized void mayHaveMissed() {
        channelHealth.heard(); // perhaps
        catchUp.demand();
    }

    /** Whether {@link #catchUp} must be called, or is under way. */
    synchronized boolean catching() {
        return catchUp.isDue();
    }

    /** As {@link ChannelHealth#outage}; views are woken to show it. */
    void outage(@Nullable String reason) {
        channelHealth.outage(reason);
        wake();
    }

    /**
     * Reads what was missed from the journal, then applies what has come meanwhile. Blocks, so it is not for the subscriber's thread. For
     * one thread at a time.
     *
     * @throws Journal.JournalException if the journal is away; what comes goes on waiting
     */
    void catchUp(Journal journal) {
        boolean again = true;
        while (again) {
            beginCatchUp();
            Journal.LogHead head = journal.head(log);
            LogTip remembered = logTip();
            if ((head == null || head.end() == null) && remembered != null) {
                journal.restore(log, remembered); // before a tail that knows nothing starts the log over
                head = journal.head(log);
            }
            takeFiles(head);
            Position after = end();
            List<LogEntry> page = journal.read(log, after, PAGE);
            while (!page.isEmpty()) {
                applyStored(page);
                Position reached = page.get(page.size() - 1).end();
                page = reached.equals(after) ? List.of() : journal.read(log, reached, PAGE);
                after = reached;
            }
            takeHead(head);
            again = !finishCatchUp();
        }
        wake();
    }

    private synchronized void takeFiles(Journal.@Nullable LogHead head) {
        if (head != null) {
            entries.generations().add(head);
        }
    }

    /** Only after what is stored, which may begin before the head's end, but also after the place at which its state was told. */
    private synchronized void takeHead(Journal.@Nullable LogHead head) {
        if (head == null) {
            return;
        }
        entries.endIfUnknown(head.end());
        LogState stored = head.state();
        if (stored != null
                && head.owner() != null
                && stored.phase() != LogState.TailPhase.FAILED
                && stored.phase() != LogState.TailPhase.ENDED) {
            applyState(stored);
        }
    }

    /** What is missing between entries was not in the journal, and becomes a gap. */
    private synchronized void applyStored(List<LogEntry> page) {
        for (LogEntry entry : page) {
            entries.appendOverHole(entry);
        }
    }

    private synchronized void beginCatchUp() {
        catchUp.begin();
    }

    private synchronized boolean finishCatchUp() {
        List<LogMessage> waited = catchUp.end();
        if (waited == null) {
            return false;
        }
        for (LogMessage message : waited) {
            if (message instanceof LogEntry entry) {
                entries.appendOverHole(entry);
            } else {
                apply(message);
            }
        }
        return true;
    }

    /** False if something is missing before the entry. */
    @GuardedBy("this")
    private boolean apply(LogMessage message) {
        if (message instanceof LogState next) {
            applyState(next);
            return true;
        }
        return entries.append((LogEntry) message);
    }

    @GuardedBy("this")
    private void applyState(LogState next) {
        Position at = next.at();
        if (at != null) {
            takeFile(at.generation(), next.file());
            entries.endIfUnknown(at);
        }
        channelHealth.say(next);
    }

    @GuardedBy("this")
    private void takeFile(long generation, @Nullable String file) {
        if (file != null) {
            try {
                entries.generations().add(generation, FileId.parse(file));
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A state on the channel of {0} is not understood: {1}", log, e.getMessage());
            }
        }
    }

    /** What a reader at {@code from} gets next, or null if there is nothing yet. */
    synchronized @Nullable NextStep read(Position from) {
        return entries.read(from);
    }

    /**
     * As {@link #read(Position)}, for a person from whom the mask hides something. Also returns null while the rest of a line is waited
     * for. Masks outside the lock.
     */
    @Nullable
    NextStep read(Position from, Mask mask) {
        MaskedChunks masked;
        synchronized (this) {
            masked = entries.masked(from);
            if (masked == null) {
                return read(from);
            }
        }
        Chunk made = masked.make(mask);
        return made == null || made.end().compareTo(from) <= 0 ? null : new NextStep.EntryStep(made.from(from));
    }

    /** Counts lines backwards in what is kept; only of a channel that is {@link #ready}. */
    synchronized RecentEntries.LastLines lastLines(int lines) {
        return entries.lastLines(lines);
    }

    /** Wakes all views; takes no lock. */
    void wake() {
        for (View view : views) {
            view.wake();
        }
    }

    /** Gives back what the channel takes of the server's budget; nothing is added afterwards. */
    synchronized void dispose() {
        entries.dispose();
    }
}

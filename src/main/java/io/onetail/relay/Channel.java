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
import io.onetail.tail.JournalTask;
import io.onetail.tail.LogTip;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps for a log that it has viewers of: the recent entries and the views. Entries come from the
 * subscriber's thread; whatever it missed is read from the journal by {@link #catchUp}. Safe for any thread; the lock
 * is held for moments only, never while something is sent, read or decoded.
 */
final class Channel {
    private static final System.Logger LOGGER = System.getLogger(Channel.class.getName());
    private static final int PAGE = 1 << 20;

    private final LogId log;
    private final RecentMemory memory;
    private final ChannelHealth channelHealth;
    private final Set<View> views = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leaves = new AtomicInteger();

    @GuardedBy("this")
    private final RecentEntries recent = new RecentEntries();

    @GuardedBy("this")
    private final LogGenerations generations = new LogGenerations();

    @GuardedBy("this")
    private final CatchUp catchUp;

    @GuardedBy("this")
    private @Nullable Position end;

    @GuardedBy("this")
    private boolean disposed;

    private volatile LineFeed lineFeed = LineFeed.BYTE;

    Channel(LogId log, RelaySettings settings, RecentMemory memory, LongSupplier nanos) {
        this.log = log;
        this.memory = memory;
        this.channelHealth = new ChannelHealth(nanos);
        this.catchUp = new CatchUp(settings.recentBytes());
    }

    LogId log() {
        return log;
    }

    Set<View> views() {
        return views;
    }

    /** The last view has left; returns how often that has happened. */
    int leave() {
        return leaves.incrementAndGet();
    }

    int leaves() {
        return leaves.get();
    }

    LogState state() {
        return channelHealth.shown();
    }

    /** As {@link ChannelHealth#hindered}. */
    boolean hindered(JournalTask part, @Nullable String reason) {
        return channelHealth.hindered(part, reason);
    }

    /** Whether a view can begin: it is known where the log is, and that it goes on from there. */
    synchronized boolean ready() {
        return !catchUp.isDue() && end != null && channelHealth.live();
    }

    synchronized @Nullable Position end() {
        return end;
    }

    /** How lines end in the newest bytes, and so, as far as anybody knows, in the log's older files. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    synchronized long bytes() {
        return recent.bytes();
    }

    /** The newest this server has seen, for a tail whose journal has lost it. */
    synchronized @Nullable LogTip logTip() {
        return end == null ? null : new LogTip(end, generations.told(end.generation()));
    }

    /** As {@link LogGenerations#file}. */
    synchronized @Nullable FileId file(long generation) {
        return generations.file(generation);
    }

    /** As {@link LogGenerations#markAfter}. */
    synchronized @Nullable Mark markAfter(long generation) {
        return generations.markAfter(generation);
    }

    /** As {@link LogGenerations#after}. */
    synchronized @Nullable Long generationAfter(long generation) {
        return generations.after(generation);
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
            if (disposed) {
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

    synchronized boolean catching() {
        return catchUp.isDue();
    }

    void outage(@Nullable String reason) {
        channelHealth.outage(reason);
        wake();
    }

    /**
     * Reads what was missed from the journal and applies what has waited meanwhile; blocks, so not for the subscriber's
     * thread. One at a time.
     *
     * @throws Journal.JournalException if the journal is away; what comes waits on
     */
    void catchUp(Journal journal) {
        boolean again = true;
        while (again) {
            beginCatchUp();
            Journal.LogHead head = journal.head(log);
            LogTip remembered = logTip();
            if ((head == null || head.end() == null) && remembered != null) {
                journal.restore(log, remembered); // before a tail that knows nothing begins the log anew
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
            generations.add(head);
        }
    }

    /** Only after what is stored, which may begin before the head's end, but also after where its state was told. */
    private synchronized void takeHead(Journal.@Nullable LogHead head) {
        if (head == null) {
            return;
        }
        if (end == null) {
            end = head.end();
        }
        LogState stored = head.state();
        if (stored != null
                && head.owner() != null
                && stored.phase() != LogState.TailPhase.FAILED
                && stored.phase() != LogState.TailPhase.ENDED) {
            applyState(stored);
        }
    }

    private synchronized void applyStored(List<LogEntry> page) {
        for (LogEntry entry : page) {
            applyOver(entry);
        }
    }

    /** Applies an entry; what is missing before it, and can't be had from the journal, becomes a gap. */
    @GuardedBy("this")
    private void applyOver(LogEntry entry) {
        if (!apply(entry)) {
            add(Mark.gap(Objects.requireNonNull(end), entry.start(), Mark.UNAVAILABLE));
            add(entry);
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
                applyOver(entry);
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
        LogEntry entry = (LogEntry) message;
        Position known = end;
        if (known == null || entry.start().equals(known)) {
            add(entry);
        } else if (entry.end().compareTo(known) > 0) {
            if (entry.start().compareTo(known) > 0) {
                return false;
            }
            // a tail that went on from an older head repeats bytes: the same positions are the same bytes
            add(entry.from(known));
        }
        return true;
    }

    @GuardedBy("this")
    private void add(LogEntry entry) {
        if (disposed) { // by a catch-up that was under way
            return;
        }
        memory.add(recent, entry);
        end = entry.end();
        if (entry instanceof Chunk chunk) {
            lineFeed = chunk.lineFeed();
        } else {
            generations.add((Mark) entry);
        }
    }

    @GuardedBy("this")
    private void applyState(LogState next) {
        Position at = next.at();
        if (at != null) {
            takeFile(at.generation(), next.file());
            if (end == null) {
                end = at;
            }
        }
        channelHealth.say(next);
    }

    @GuardedBy("this")
    private void takeFile(long generation, @Nullable String file) {
        if (file != null) {
            try {
                generations.add(generation, FileId.parse(file));
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A state on the channel of {0} is not understood: {1}", log, e.getMessage());
            }
        }
    }

    /** What a reader at {@code from} gets next, or null if there is nothing yet. */
    synchronized @Nullable NextStep read(Position from) {
        return recent.read(from, end);
    }

    /** As {@link #read(Position)}, for somebody from whom the mask hides something; null too if the rest of a line is waited for. */
    @Nullable
    NextStep read(Position from, Mask mask) {
        MaskedChunks masked;
        synchronized (this) {
            masked = recent.masked(from);
            if (masked == null) {
                return read(from);
            }
        }
        Chunk made = masked.make(mask);
        return made == null || made.end().compareTo(from) <= 0 ? null : new NextStep.EntryStep(made.from(from));
    }

    /** Counts lines backwards in what is kept. */
    synchronized RecentEntries.LastLines lastLines(int lines) {
        return recent.lastLines(lines, Objects.requireNonNull(end));
    }

    void wake() {
        for (View view : views) {
            view.wake();
        }
    }

    /** Gives back what the channel takes of the server's budget; nothing may be added afterwards. */
    synchronized void dispose() {
        memory.clear(recent);
        disposed = true;
    }
}

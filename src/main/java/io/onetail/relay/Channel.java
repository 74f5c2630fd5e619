package io.onetail.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.Wire;
import io.onetail.tail.FileId;
import io.onetail.tail.Hindrance;
import io.onetail.tail.Journal;
import io.onetail.tail.Known;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int MOST_FILES = 16;

    private final LogId log;
    private final RelaySettings settings;
    private final AtomicLong total; // bytes of all channels' recent entries
    private final Standing standing;
    private final Set<View> views = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leaves = new AtomicInteger();

    @GuardedBy("this")
    private final Recent recent = new Recent();

    @GuardedBy("this")
    private final TreeMap<Long, FileId> files = new TreeMap<>();

    @GuardedBy("this")
    private final TreeMap<Long, Mark> marks = new TreeMap<>(); // by the generation that they end

    @GuardedBy("this")
    private @Nullable Position end;

    @GuardedBy("this")
    private boolean catching = true; // from the begin: nothing counts before the journal was read

    @GuardedBy("this")
    private boolean disposed;

    @GuardedBy("this")
    private boolean reading; // the journal, at this moment

    @GuardedBy("this")
    private boolean missed; // something that was published while the journal was being read

    @GuardedBy("this")
    private final List<Object> waiting = new ArrayList<>();

    @GuardedBy("this")
    private long waitingBytes;

    private volatile LineFeed lineFeed = LineFeed.BYTE;

    Channel(LogId log, RelaySettings settings, AtomicLong total, LongSupplier nanos) {
        this.log = log;
        this.settings = settings;
        this.total = total;
        this.standing = new Standing(nanos);
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
        return standing.shown();
    }

    /** As {@link Standing#hindered}. */
    boolean hindered(Hindrance part, @Nullable String reason) {
        return standing.hindered(part, reason);
    }

    /** Whether a view can begin: it is known where the log is, and that it goes on from there. */
    synchronized boolean ready() {
        return !catching && end != null && standing.live();
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
    synchronized @Nullable Known known() {
        return end == null ? null : new Known(end, files.get(end.generation()));
    }

    /**
     * The file of a generation, or null if it is not known, or can't be told from a later generation's: one that was cut
     * in place, or began anew in the cluster's eyes because Redis had lost it.
     */
    synchronized @Nullable FileId file(long generation) {
        FileId file = files.get(generation);
        if (file == null) {
            return null;
        }
        boolean doubtful = files.tailMap(generation, false).values().stream().anyMatch(later -> mayBeSame(file, later));
        return doubtful ? null : file;
    }

    /** Inodes are used again, and by a file that was cut; a whole fingerprint tells, since the same file's later one is not shorter. */
    private static boolean mayBeSame(FileId one, FileId later) {
        return one.node().equals(later.node())
                && (one.equals(later)
                        || (one.printLength() < FileId.PRINT && one.printLength() != later.printLength()));
    }

    /** The mark that leads from a generation to the next one, or null if it was not seen. */
    synchronized @Nullable Mark markAfter(long generation) {
        return marks.get(generation);
    }

    /**
     * The generation after the given one as far as is known; there may be others in between. Null if there is none, or
     * if it may be the same file from its begin.
     */
    synchronized @Nullable Long generationAfter(long generation) {
        FileId file = files.get(generation);
        var next = files.higherEntry(generation);
        return next == null || (file != null && mayBeSame(file, next.getValue())) ? null : next.getKey();
    }

    /**
     * Takes a message of the log's channel, on the subscriber's thread.
     *
     * @return true if entries are missing before it: {@link #catchUp} must be called
     */
    boolean accept(byte[] message) {
        standing.heard();
        Object decoded;
        try {
            decoded = Wire.decode(message);
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "A message on the channel of {0} is not understood: {1}", log, e.getMessage());
            return false;
        }
        boolean hole;
        synchronized (this) {
            if (disposed) {
                return false;
            }
            if (catching) {
                await(decoded);
                return false;
            }
            hole = !apply(decoded);
            if (hole) {
                catching = true;
                await(decoded);
            }
        }
        wake();
        return hole;
    }

    /** The subscription was made again: something may have been missed. */
    synchronized void mayHaveMissed() {
        standing.heard(); // perhaps
        missed |= reading;
        catching = true;
    }

    synchronized boolean catching() {
        return catching;
    }

    void outage(@Nullable String reason) {
        standing.outage(reason);
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
            Journal.Head head = journal.head(log);
            Known remembered = known();
            if ((head == null || head.end() == null) && remembered != null) {
                journal.restore(log, remembered); // before a tail that knows nothing begins the log anew
                head = journal.head(log);
            }
            takeFiles(head);
            Position after = end();
            List<Entry> page = journal.read(log, after, PAGE);
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

    private synchronized void takeFiles(Journal.@Nullable Head head) {
        if (head != null) {
            files.putAll(head.files());
            if (head.end() != null && head.file() != null) {
                files.put(head.end().generation(), head.file());
            }
            boundFiles();
        }
    }

    /** Only after what is stored, which may begin before the head's end, but also after where its state was told. */
    private synchronized void takeHead(Journal.@Nullable Head head) {
        if (head == null) {
            return;
        }
        if (end == null) {
            end = head.end();
        }
        LogState stored = head.state();
        if (stored != null
                && head.owner() != null
                && stored.phase() != LogState.Phase.FAILED
                && stored.phase() != LogState.Phase.ENDED) {
            applyState(stored);
        }
    }

    private synchronized void applyStored(List<Entry> page) {
        for (Entry entry : page) {
            applyOver(entry);
        }
    }

    /** Applies an entry; what is missing before it, and can't be had from the journal, becomes a gap. */
    @GuardedBy("this")
    private void applyOver(Entry entry) {
        if (!apply(entry)) {
            add(Mark.gap(Objects.requireNonNull(end), entry.start(), Mark.UNAVAILABLE));
            add(entry);
        }
    }

    private synchronized void beginCatchUp() {
        reading = true;
        missed = false;
    }

    private synchronized boolean finishCatchUp() {
        if (missed) {
            return false;
        }
        reading = false;
        for (Object message : waiting) {
            if (message instanceof Entry entry) {
                applyOver(entry);
            } else {
                apply(message);
            }
        }
        waiting.clear();
        waitingBytes = 0;
        catching = false;
        return true;
    }

    @GuardedBy("this")
    private void await(Object message) {
        waiting.add(message);
        waitingBytes += message instanceof Chunk chunk ? chunk.frame().length : 256;
        if (waitingBytes > settings.recentBytes()) { // the journal has it
            waiting.removeIf(Entry.class::isInstance);
            waitingBytes = 0;
            missed = true;
        }
    }

    /** False if something is missing before the entry. */
    @GuardedBy("this")
    private boolean apply(Object message) {
        if (message instanceof LogState next) {
            applyState(next);
            return true;
        }
        Entry entry = (Entry) message;
        Position known = end;
        if (known == null || entry.start().equals(known)) {
            add(entry);
        } else if (entry.end().compareTo(known) > 0) {
            if (entry.start().compareTo(known) > 0) {
                return false;
            }
            // a tail that went on from an older head repeats bytes: the same positions are the same bytes
            add(entry instanceof Chunk chunk ? chunk.from(known) : restOf((Mark) entry, known));
        }
        return true;
    }

    private static Mark restOf(Mark mark, Position from) {
        return new Mark(mark.kind(), from, mark.end(), mark.reason());
    }

    @GuardedBy("this")
    private void add(Entry entry) {
        if (disposed) { // by a catch-up that was under way
            return;
        }
        long before = recent.bytes();
        recent.add(entry);
        end = entry.end();
        if (entry instanceof Chunk chunk) {
            lineFeed = chunk.lineFeed();
        }
        if (entry instanceof Mark mark && mark.kind() == Mark.Kind.GENERATION) {
            marks.put(mark.start().generation(), mark);
            if (marks.size() > MOST_FILES) {
                marks.pollFirstEntry();
            }
        }
        recent.trim(settings.recentBytes());
        long now = total.addAndGet(recent.bytes() - before);
        if (now > settings.recentBytesTotal()) {
            // the busiest log gives way first: it is the one that adds
            long full = recent.bytes();
            recent.trim(Math.max(Chunk.MAX_FRAME * 2L, full - (now - settings.recentBytesTotal()) - Chunk.MAX_FRAME));
            total.addAndGet(recent.bytes() - full);
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
        standing.say(next);
    }

    @GuardedBy("this")
    private void takeFile(long generation, @Nullable String file) {
        if (file != null) {
            try {
                files.put(generation, FileId.parse(file));
                boundFiles();
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A state on the channel of {0} is not understood: {1}", log, e.getMessage());
            }
        }
    }

    @GuardedBy("this")
    private void boundFiles() {
        while (files.size() > MOST_FILES) {
            files.pollFirstEntry();
        }
    }

    /** What a reader at {@code from} gets next: null if nothing yet; a {@link Behind} if that place is not kept any more. */
    synchronized @Nullable Object read(Position from) {
        int index = recent.after(from);
        if (index == recent.size()) {
            Position known = end;
            return recent.isEmpty() && known != null && from.compareTo(known) < 0 ? new Behind(known, known) : null;
        }
        Entry entry = recent.read(index);
        int order = entry.start().compareTo(from);
        if (order > 0) {
            return new Behind(entry.start(), recent.at(recent.size() / 2).start());
        }
        if (order < 0 && entry instanceof Chunk chunk) {
            return chunk.from(from);
        }
        return order < 0 ? restOf((Mark) entry, from) : entry;
    }

    /** As {@link #read(Position)}, for somebody from whom the mask hides something; null too if the rest of a line is waited for. */
    @Nullable
    Object read(Position from, Mask mask) {
        Masked masked;
        synchronized (this) {
            int index = recent.after(from);
            if (index == recent.size()
                    || !(recent.at(index) instanceof Chunk chunk)
                    || chunk.start().compareTo(from) > 0) {
                return read(from);
            }
            masked = recent.masked(index);
        }
        Chunk made = masked.make(mask);
        return made == null || made.end().compareTo(from) <= 0 ? null : made.from(from);
    }

    /**
     * @param first the oldest position that is kept
     * @param ahead where a reader that was too slow goes on, so that it is not too slow again at once
     */
    record Behind(Position first, Position ahead) {}

    /**
     * Where the last lines begin, as far as they are kept.
     *
     * @param missing how many line begins are missing before that
     * @param bare whether nothing of a line stands behind {@code start}, so that a line feed right before it begins none
     */
    record LastLines(Position start, int missing, boolean bare) {}

    /** Counts lines backwards in what is kept. */
    synchronized LastLines lastLines(int lines) {
        Position at = Objects.requireNonNull(end);
        int left = lines;
        boolean last = true; // nothing of a line stands behind
        for (int i = recent.size(); i > 0 && left > 0; i--) {
            Entry entry = recent.at(i - 1);
            if (entry instanceof Chunk chunk) {
                // a line feed begins a line, but for one that nothing follows
                int ends = last && !chunk.incomplete() ? 1 : 0;
                int begins = chunk.lineFeeds() - ends;
                if (begins >= left) {
                    return new LastLines(chunk.lineStart(left + ends), 0, false);
                }
                left -= begins;
                last = false;
            } else {
                Mark mark = (Mark) entry;
                if (mark.kind() == Mark.Kind.GAP && !mark.isHole()) {
                    return new LastLines(mark.end(), left, last);
                }
                left -= last ? 0 : 1; // a generation begins a line, and so does what stands behind a hole
                last = true;
                if (left == 0) {
                    return new LastLines(mark.end(), 0, false);
                }
            }
            at = entry.start();
        }
        return new LastLines(at, left, last);
    }

    void wake() {
        for (View view : views) {
            view.wake();
        }
    }

    /** Gives back what the channel takes of the server's budget; nothing may be added afterwards. */
    synchronized void dispose() {
        total.addAndGet(-recent.bytes());
        recent.clear();
        disposed = true;
    }
}

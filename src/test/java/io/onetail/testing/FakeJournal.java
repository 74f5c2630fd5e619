package io.onetail.testing;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.Journal;
import io.onetail.tail.LogTip;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A journal in memory: compare-and-append, leases by the test's clock, and faults as Redis has them. */
public final class FakeJournal implements Journal {
    private static final class Log {
        List<LogEntry> stored = new ArrayList<>();

        @Nullable
        Position end;

        TreeMap<Long, FileId> files = new TreeMap<>();

        @Nullable
        LogState state;

        @Nullable
        String owner;

        long until;
    }

    /** Receives what is published. */
    public interface Subscriber {
        void message(LogId log, byte[] message);
    }

    private final LongSupplier millis;
    private final Map<LogId, Log> logs = new HashMap<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Map<LogId, Integer> servers = new HashMap<>();
    /** Everything that was ever published, even if the data has been lost. */
    public final List<LogEntry> published = new ArrayList<>();

    public final List<LogState> states = new ArrayList<>();
    /** Refuses every call. */
    public boolean away;
    /** Has no room: appends are refused, and states are published but not kept. */
    public boolean full;
    /** The next append takes effect, but its answer is lost. */
    public boolean loseAnswer;
    /** Called at the beginning of each call. */
    public Runnable onCall = () -> {};
    /** Maximum number of entries kept of a log. */
    public int bound = Integer.MAX_VALUE;

    public long leaseMillis = 5_000;

    public FakeJournal(LongSupplier millis) {
        this.millis = millis;
    }

    private synchronized Log log(LogId id) {
        onCall.run();
        if (away) {
            throw new JournalException(
                    "The store at 192.0.2.1 does not answer.", "The store does not answer.", new IOException("away"));
        }
        Log log = logs.computeIfAbsent(id, name -> new Log());
        if (log.owner != null && log.until <= millis.getAsLong()) {
            log.owner = null;
        }
        return log;
    }

    @Override
    public synchronized @Nullable LogHead head(LogId id) {
        Log log = log(id);
        if (log.end == null && log.state == null) {
            return null;
        }
        FileId file = log.end == null ? null : log.files.get(log.end.generation());
        return new LogHead(log.end, file, Map.copyOf(log.files), log.state, log.owner);
    }

    @Override
    public synchronized List<LogEntry> read(LogId id, @Nullable Position after, int maxBytes) {
        List<LogEntry> page = new ArrayList<>();
        int bytes = 0;
        for (LogEntry entry : log(id).stored) {
            if (after == null || entry.end().compareTo(after) > 0) {
                bytes += entry instanceof Chunk chunk ? chunk.length() : 0;
                if (!page.isEmpty() && bytes > maxBytes) {
                    break;
                }
                page.add(entry);
            }
        }
        return page;
    }

    @Override
    public synchronized AppendResult append(LogId id, String owner, @Nullable FileId file, List<LogEntry> entries) {
        Log log = log(id);
        if (log.owner != null && !log.owner.equals(owner)) {
            return new AppendResult(AppendOutcome.NOT_OWNER, 0, null);
        }
        refuseIfFull();
        int count = 0;
        for (LogEntry entry : entries) {
            if (log.end != null && !entry.start().equals(log.end)) {
                return new AppendResult(AppendOutcome.MISMATCH, count, log.end);
            }
            log.stored.add(entry);
            log.end = entry.end();
            count++;
            published.add(entry);
            publish(id, WireCodec.encode(entry));
        }
        while (log.stored.size() > bound) {
            log.stored.remove(0);
        }
        if (file != null && log.end != null) {
            log.files.put(log.end.generation(), file);
        }
        if (log.owner == null) {
            log.owner = owner;
            log.until = millis.getAsLong() + leaseMillis;
        }
        if (loseAnswer) {
            loseAnswer = false;
            throw new JournalException("The answer was lost.", "The answer was lost.", new IOException("cut"));
        }
        return new AppendResult(AppendOutcome.ADDED, count, null);
    }

    public Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs) {
        return lease(owner, ttl, logs, (log, reason) -> {});
    }

    @Override
    public synchronized void restore(LogId id, LogTip logTip) {
        Log log = log(id);
        if (log.end == null || (log.stored.isEmpty() && logTip.end().compareTo(log.end) > 0)) {
            log.end = logTip.end();
            log.stored.clear();
            if (logTip.file() != null) {
                log.files.put(logTip.end().generation(), logTip.file());
            }
        }
    }

    @Override
    public synchronized void announce(LogId id, String owner, LogState state) {
        Log log = log(id);
        if (log.owner == null || log.owner.equals(owner)) {
            states.add(state);
            publish(id, WireCodec.encode(state));
            refuseIfFull();
            log.state = state;
        }
    }

    private void refuseIfFull() {
        if (full) {
            throw new JournalException("The store at 192.0.2.1 is full.", "The store is full.", null);
        }
    }

    @Override
    public synchronized Set<LogId> lease(
            String owner, Duration ttl, Collection<LogId> ids, BiConsumer<LogId, String> refused) {
        Set<LogId> mine = new HashSet<>();
        for (LogId id : ids) {
            Log log = log(id);
            if (log.owner == null || log.owner.equals(owner)) {
                log.owner = owner;
                log.until = millis.getAsLong() + ttl.toMillis();
                mine.add(id);
            }
        }
        return mine;
    }

    @Override
    public synchronized void release(LogId id, String owner) {
        Log log = log(id);
        if (owner.equals(log.owner)) {
            log.owner = null;
        }
    }

    @Override
    public synchronized Map<LogId, Integer> subscribers(Collection<LogId> ids) {
        Map<LogId, Integer> found = new HashMap<>();
        for (LogId id : ids) {
            log(id);
            found.put(id, servers.getOrDefault(id, 0));
        }
        return found;
    }

    /** Sets the number of servers that count as subscribed. */
    public synchronized void servers(LogId id, int count) {
        servers.put(id, count);
    }

    public synchronized void subscribe(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    private void publish(LogId id, byte[] message) {
        List.copyOf(subscribers).forEach(subscriber -> subscriber.message(id, message));
    }

    /** Loses everything, as in a restart without persistence. */
    public synchronized void loseData() {
        logs.clear();
    }

    public synchronized @Nullable String owner(LogId id) {
        Log log = logs.get(id);
        return log == null || log.until <= millis.getAsLong() ? null : log.owner;
    }

    public synchronized @Nullable Position end(LogId id) {
        Log log = logs.get(id);
        return log == null ? null : log.end;
    }

    /** Loses the newest entries, as in a fail-over to a lagging replica; returns them, if there were so many. */
    public synchronized List<LogEntry> rewind(LogId id, int entries) {
        Log log = logs.get(id);
        if (log == null || log.stored.size() <= entries) {
            return List.of();
        }
        List<LogEntry> last = log.stored.subList(log.stored.size() - entries, log.stored.size());
        List<LogEntry> gone = List.copyOf(last);
        last.clear();
        log.end = log.stored.get(log.stored.size() - 1).end();
        log.files.tailMap(log.end.generation(), false).clear();
        return gone;
    }
}

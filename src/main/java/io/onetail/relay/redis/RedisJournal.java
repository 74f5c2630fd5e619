package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.relay.redis.CommandSender.SlotCommand;
import io.onetail.relay.redis.CommandSender.UnreachedNodeException;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal;
import io.onetail.tail.LogTip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The journal in Redis. For each log: a channel, a stream whose ids are the positions of the entries' ends, a head (hash) and a
 * lease (string), see {@link LogKeys}. What changes them is a script each, so it happens as a whole or not at all.
 *
 * <p>Makes no connection before the first call. Every call ends within the settings' time-out, but for the name
 * look-up of the host, which the operating system bounds. Safe for any thread; {@link #close} ends what is under way.
 */
public final class RedisJournal implements Journal, AutoCloseable {
    /** How long it is told of a log that could not be had, and of which nothing else is known; whoever views it is told at once. */
    private static final Duration FAILED_HEAD = Duration.ofMinutes(1);

    private static final int SEGMENTS = 16;
    private static final int SCRIPT_BYTES = 1 << 20;
    private static final int SCRIPT_ENTRIES = 256;

    private final RedisSettings settings;
    private final CommandSender commandSender;
    private final byte[] publish;
    private final byte[] leaseMillis;
    private final byte[] segmentBytes;
    private final byte[] entries;
    private final byte[] streamMillis;
    private final byte[] headMillis;
    private final byte[] failedHeadMillis;

    /** @param timer runs short checks ten times a second until {@link #close}; the caller's */
    public RedisJournal(RedisSettings settings, ScheduledExecutorService timer) {
        this.settings = settings;
        this.commandSender = new CommandSender(settings, timer);
        this.publish = bytes(settings.mode() == RedisMode.CLUSTER ? "SPUBLISH" : "PUBLISH");
        this.leaseMillis = bytes(settings.lease().toMillis());
        this.segmentBytes = bytes(settings.bounds().bytes() / SEGMENTS);
        this.entries = bytes(settings.bounds().entries());
        this.streamMillis = bytes(settings.bounds().stream().toMillis());
        this.headMillis = bytes(settings.bounds().head().toMillis());
        this.failedHeadMillis =
                bytes(Math.min(FAILED_HEAD.toMillis(), settings.bounds().head().toMillis()));
    }

    @Override
    public @Nullable LogHead head(LogId log) {
        LogKeys keys = keys(log);
        CallBatch callBatch = new CallBatch("reading the head of " + log);
        callBatch.add(keys, new CommandArguments(Command.HGETALL).add(keys.head()));
        callBatch.add(keys, new CommandArguments(Command.GET).add(keys.lease()));
        List<Object> answers = callBatch.all();
        byte[] owner = (byte[]) answers.get(1);
        return HeadReader.read(log, (List<?>) answers.get(0), owner == null ? null : new String(owner, UTF_8));
    }

    @Override
    public List<LogEntry> read(LogId log, @Nullable Position after, int maxBytes) {
        LogKeys keys = keys(log);
        StreamReader reader = new StreamReader(log, maxBytes);
        String from = after == null ? "-" : "(" + after;
        while (reader.wantsMore()) {
            CallBatch callBatch = new CallBatch("reading the stream of " + log);
            callBatch.add(
                    keys,
                    new CommandArguments(Command.XRANGE)
                            .add(keys.stream())
                            .add(from)
                            .add("+")
                            .add("COUNT")
                            .add(reader.count()));
            Position last = reader.take((List<?>) callBatch.all().get(0));
            if (last == null) {
                break;
            }
            from = "(" + last;
        }
        return reader.entries();
    }

    /** Up to about 1 MiB is one script; more are several, one after the other, each of which continues the one before. */
    @Override
    public AppendResult append(LogId log, String owner, @Nullable FileId file, List<LogEntry> added) {
        LogKeys keys = keys(log);
        CallBatch callBatch = new CallBatch("appending to " + log);
        int count = 0;
        while (count < added.size()) {
            List<LogEntry> some = upToOneMebibyte(added.subList(count, added.size()));
            boolean all = count + some.size() == added.size();
            CommandArguments call = appending(keys, owner, count == 0, all && file != null ? file.toString() : "");
            for (LogEntry entry : some) {
                call.add(entry.start().toString())
                        .add(entry.end().toString())
                        .add(Long.toString(entry.end().generation()))
                        .add(WireCodec.encode(entry));
            }
            callBatch.clear();
            callBatch.add(keys, call);
            List<?> result = (List<?>) callBatch.all().get(0);
            count += ((Long) result.get(1)).intValue();
            AppendOutcome outcome = AppendOutcome.valueOf(text(result.get(0)));
            if (outcome != AppendOutcome.ADDED) {
                return new AppendResult(
                        outcome, count, result.size() > 2 ? HeadReader.position(text(result.get(2))) : null);
            }
        }
        return new AppendResult(AppendOutcome.ADDED, count, null);
    }

    private static List<LogEntry> upToOneMebibyte(List<LogEntry> entries) {
        int bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i) instanceof Chunk chunk ? chunk.frame().length : 0;
            if (i > 0 && (bytes > SCRIPT_BYTES || i == SCRIPT_ENTRIES)) {
                return entries.subList(0, i);
            }
        }
        return entries;
    }

    private CommandArguments appending(LogKeys keys, String owner, boolean first, String file) {
        return LuaScript.APPEND
                .call(keys.channel(), keys.stream(), keys.head(), keys.lease())
                .add(owner)
                .add(leaseMillis)
                // a later one may not begin the log anew if Redis loses its data in between: the first would be missing
                .add(first ? "first" : "next")
                .add(file)
                .add(segmentBytes)
                .add(SEGMENTS)
                .add(entries)
                .add(streamMillis)
                .add(headMillis)
                .add(publish);
    }

    @Override
    public void restore(LogId log, LogTip logTip) {
        LogKeys keys = keys(log);
        CallBatch callBatch = new CallBatch("restoring the head of " + log);
        FileId file = logTip.file();
        callBatch.add(
                keys,
                LuaScript.RESTORE
                        .call(keys.stream(), keys.head())
                        .add(logTip.end().toString())
                        .add(Long.toString(logTip.end().generation()))
                        .add(file == null ? "" : file.toString())
                        .add(headMillis));
        callBatch.all();
    }

    @Override
    public void announce(LogId log, String owner, LogState state) {
        LogKeys keys = keys(log);
        boolean over = state.phase() == LogState.TailPhase.FAILED || state.phase() == LogState.TailPhase.ENDED;
        CallBatch callBatch = new CallBatch("announcing the state of " + log);
        callBatch.add(
                keys,
                LuaScript.ANNOUNCE
                        .call(keys.channel(), keys.head(), keys.lease())
                        .add(owner)
                        .add(WireCodec.encode(state))
                        .add(headMillis)
                        .add(publish)
                        .add(over ? failedHeadMillis : headMillis));
        callBatch.all();
    }

    @Override
    public Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs, BiConsumer<LogId, String> refused) {
        CallBatch callBatch = new CallBatch("renewing the leases of " + logs.size() + " logs");
        byte[] millis = bytes(ttl.toMillis());
        for (LogId log : logs) {
            LogKeys keys = keys(log);
            callBatch.add(keys, LuaScript.LEASE.call(keys.lease()).add(owner).add(millis));
        }
        Set<LogId> held = new LinkedHashSet<>();
        List<Object> answers = callBatch.someAnswers();
        int i = 0;
        for (LogId log : logs) {
            Object answer = answers.get(i++);
            if (Long.valueOf(1).equals(answer)) {
                held.add(log);
            } else if (answer instanceof JedisDataException) { // the others' leases are in order
                refused.accept(
                        log,
                        callBatch
                                .refused("renewing the lease of " + log, answer)
                                .told());
            }
        }
        return held;
    }

    @Override
    public void release(LogId log, String owner) {
        LogKeys keys = keys(log);
        CallBatch callBatch = new CallBatch("giving back the lease of " + log);
        callBatch.add(keys, LuaScript.RELEASE.call(keys.lease()).add(owner));
        callBatch.all();
    }

    @Override
    public Map<LogId, Integer> subscribers(Collection<LogId> logs) {
        CallBatch callBatch = new CallBatch("counting the subscribers of " + logs.size() + " logs");
        String count = settings.mode() == RedisMode.CLUSTER ? "SHARDNUMSUB" : "NUMSUB";
        for (LogId log : logs) {
            LogKeys keys = keys(log);
            callBatch.add(keys, new CommandArguments(Command.PUBSUB).add(count).add(keys.channel()));
        }
        Map<LogId, Integer> found = new HashMap<>();
        List<Object> answers = callBatch.all();
        int i = 0;
        for (LogId log : logs) {
            List<?> pair = (List<?>) answers.get(i++);
            found.put(log, ((Long) pair.get(1)).intValue());
        }
        return found;
    }

    /** A stream of texts beside the logs, under the prefix and a name; it ends with this journal. */
    public RedisEvents events(String name) {
        return new RedisEvents(settings, commandSender, name);
    }

    @Override
    public void close() {
        commandSender.close();
    }

    private LogKeys keys(LogId log) {
        return LogKeys.of(settings.prefix(), log);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, UTF_8);
    }

    /** The calls of one method, and their answers. */
    private final class CallBatch {
        private final String what;
        private final Deadline deadline = Deadline.in(settings.timeout());
        private final List<SlotCommand> calls = new ArrayList<>();

        CallBatch(String what) {
            this.what = what;
        }

        void add(LogKeys keys, CommandArguments command) {
            calls.add(new SlotCommand(keys.slot(), command));
        }

        void clear() {
            calls.clear();
        }

        List<Object> answers() {
            return commandSender.run(calls, deadline);
        }

        Object checked(Object answer) {
            return commandSender.checked(what, answer, deadline);
        }

        /** All answers; fails if one is missing. */
        List<Object> all() {
            List<Object> answers = answers();
            answers.forEach(this::checked);
            return answers;
        }

        /** All answers, refusals among them; fails if no node could be reached. */
        List<Object> someAnswers() {
            List<Object> answers = answers();
            if (answers.stream().allMatch(a -> a instanceof UnreachedNodeException)) {
                answers.forEach(this::checked);
            }
            return answers;
        }

        JournalException refused(String part, Object answer) {
            return commandSender.failure(part, answer, deadline);
        }
    }
}

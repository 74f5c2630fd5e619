package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import io.onetail.tail.Journal;
import io.onetail.tail.LogTip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Builder;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * The journal in Redis. Each log has a channel, a stream whose ids are the positions of the entries' ends, a head (hash) and a lease
 * (string), see {@link LogKeys}. Each change is one script, so it happens as a whole or not at all.
 *
 * <p>Makes no connection before the first call. Every call ends within the settings' time-out, except for the lookup of the host's name,
 * which the operating system limits. Safe for any thread; {@link #close} ends calls that are under way.
 */
public final class RedisJournal implements Journal, AutoCloseable {
    /** How long the state of an unavailable log is kept if nothing else is known of it. Its viewers are told at once. */
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
        RedisCall<Map<byte[], byte[]>> fields =
                callBatch.add(keys, new CommandArguments(Command.HGETALL).add(keys.head()), BuilderFactory.BINARY_MAP);
        RedisCall<@Nullable String> owner =
                callBatch.add(keys, new CommandArguments(Command.GET).add(keys.lease()), BuilderFactory.STRING);
        callBatch.run();
        return HeadReader.read(log, callBatch.reply(fields), callBatch.reply(owner));
    }

    @Override
    public List<LogEntry> read(LogId log, @Nullable Position after, int maxBytes) {
        LogKeys keys = keys(log);
        StreamReader reader = new StreamReader(log, maxBytes);
        String from = after == null ? "-" : "(" + after;
        while (reader.wantsMore()) {
            CommandArguments command = new CommandArguments(Command.XRANGE)
                    .add(keys.stream())
                    .add(from)
                    .add("+")
                    .add("COUNT")
                    .add(reader.count());
            Position last = reader.take(new CallBatch("reading the stream of " + log)
                    .only(keys, command, BuilderFactory.STREAM_ENTRY_BINARY_LIST));
            if (last == null) {
                break;
            }
            from = "(" + last;
        }
        return reader.entries();
    }

    /** Up to about 1 MiB is one script. More than that are several, one after the other, each of which continues the one before. */
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
            AppendResult result = callBatch.only(keys, call, new AppendReply());
            count += result.count();
            if (result.outcome() != AppendOutcome.ADDED) {
                return new AppendResult(result.outcome(), count, result.head());
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
                // only the first may start a log: if Redis loses its data in between, the earlier entries would be
                // missing
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
        FileId file = logTip.file();
        CommandArguments command = LuaScript.RESTORE
                .call(keys.stream(), keys.head())
                .add(logTip.end().toString())
                .add(Long.toString(logTip.end().generation()))
                .add(file == null ? "" : file.toString())
                .add(headMillis);
        new CallBatch("restoring the head of " + log).only(keys, command, BuilderFactory.RAW_OBJECT);
    }

    @Override
    public void announce(LogId log, String owner, LogState state) {
        LogKeys keys = keys(log);
        boolean over = state.phase() == LogState.TailPhase.FAILED || state.phase() == LogState.TailPhase.ENDED;
        CommandArguments command = LuaScript.ANNOUNCE
                .call(keys.channel(), keys.head(), keys.lease())
                .add(owner)
                .add(WireCodec.encode(state))
                .add(headMillis)
                .add(publish)
                .add(over ? failedHeadMillis : headMillis);
        new CallBatch("announcing the state of " + log).only(keys, command, BuilderFactory.RAW_OBJECT);
    }

    @Override
    public Set<LogId> lease(String owner, Duration ttl, Collection<LogId> logs, BiConsumer<LogId, String> refused) {
        CallBatch callBatch = new CallBatch("renewing the leases of " + logs.size() + " logs");
        byte[] millis = bytes(ttl.toMillis());
        Map<LogId, RedisCall<Long>> calls = new LinkedHashMap<>();
        for (LogId log : logs) {
            LogKeys keys = keys(log);
            CommandArguments command =
                    LuaScript.LEASE.call(keys.lease()).add(owner).add(millis);
            calls.put(log, callBatch.add(keys, command, BuilderFactory.LONG));
        }
        callBatch.run();
        callBatch.checkReached();
        Set<LogId> held = new LinkedHashSet<>();
        calls.forEach((log, call) -> {
            if (call.result() instanceof CallResult.Replied<Long> replied && replied.value() == 1) {
                held.add(log);
            } else if (call.result() instanceof CallResult.Refused<Long> reason) { // the others' leases are in order
                refused.accept(
                        log,
                        callBatch
                                .failure("renewing the lease of " + log, reason)
                                .told());
            }
        });
        return held;
    }

    @Override
    public void release(LogId log, String owner) {
        LogKeys keys = keys(log);
        CommandArguments command = LuaScript.RELEASE.call(keys.lease()).add(owner);
        new CallBatch("giving back the lease of " + log).only(keys, command, BuilderFactory.RAW_OBJECT);
    }

    @Override
    public Map<LogId, Integer> subscribers(Collection<LogId> logs) {
        CallBatch callBatch = new CallBatch("counting the subscribers of " + logs.size() + " logs");
        String count = settings.mode() == RedisMode.CLUSTER ? "SHARDNUMSUB" : "NUMSUB";
        Map<LogId, RedisCall<Map<String, Long>>> calls = new HashMap<>();
        for (LogId log : logs) {
            LogKeys keys = keys(log);
            CommandArguments command =
                    new CommandArguments(Command.PUBSUB).add(count).add(keys.channel());
            calls.put(log, callBatch.add(keys, command, BuilderFactory.PUBSUB_NUMSUB_MAP));
        }
        callBatch.run();
        Map<LogId, Integer> found = new HashMap<>();
        calls.forEach((log, call) ->
                found.put(log, callBatch.reply(call).values().iterator().next().intValue()));
        return found;
    }

    /** A stream of texts beside the logs, whose key is the prefix and a name. It ends with this journal. */
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

    /** The calls of one method, which share its deadline. */
    private final class CallBatch {
        private final String what;
        private final Deadline deadline = Deadline.in(settings.timeout());
        private final List<RedisCall<?>> calls = new ArrayList<>();

        /** @param what what is tried, on what: the beginning of a failure's message */
        CallBatch(String what) {
            this.what = what;
        }

        <T extends @Nullable Object> RedisCall<T> add(LogKeys keys, CommandArguments command, Builder<T> reply) {
            RedisCall<T> call = new RedisCall<>(keys.slot(), command, reply);
            calls.add(call);
            return call;
        }

        /** Sends what was added, and returns when each call has its result. */
        void run() {
            commandSender.run(calls, deadline);
        }

        <T extends @Nullable Object> T reply(RedisCall<T> call) {
            return commandSender.reply(what, call, deadline);
        }

        /** Sends a call alone and returns the reply. */
        <T> T only(LogKeys keys, CommandArguments command, Builder<T> reply) {
            RedisCall<T> call = new RedisCall<>(keys.slot(), command, reply);
            commandSender.run(List.of(call), deadline);
            return reply(call);
        }

        /** Fails if no node was reached. */
        void checkReached() {
            if (calls.stream().allMatch(call -> call.result() instanceof CallResult.Unreached<?>)) {
                calls.forEach(this::reply);
            }
        }

        JournalException failure(String part, CallResult<?> result) {
            return commandSender.failure(part, result, deadline);
        }
    }

    private static final class AppendReply extends Builder<AppendResult> {
        /** @param reply outcome, count and, after a mismatch, the head's end, as {@code append.lua} returns them */
        @Override
        public AppendResult build(Object reply) {
            List<Object> parts = BuilderFactory.ENCODED_OBJECT_LIST.build(reply);
            return new AppendResult(
                    AppendOutcome.valueOf((String) parts.get(0)),
                    ((Long) parts.get(1)).intValue(),
                    parts.size() > 2 ? HeadReader.position((String) parts.get(2)) : null);
        }
    }
}

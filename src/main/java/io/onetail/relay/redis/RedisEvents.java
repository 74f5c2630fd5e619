package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A bounded stream of texts beside the logs, {@code <prefix>NAME}, to which all servers add. Calls block up to the settings' time-out and
 * then fail with {@link JournalException}. Uses the journal's connections and ends with it. Safe for any thread.
 */
public final class RedisEvents {
    private final RedisSettings settings;
    private final CommandSender commandSender;
    private final byte[] key;
    private final int slot;
    private final String name;

    /** @param id the event's place in the stream; later ones are larger */
    public record StreamEvent(String id, String text) {}

    RedisEvents(RedisSettings settings, CommandSender commandSender, String name) {
        this.settings = settings;
        this.commandSender = commandSender;
        this.name = name;
        this.key = (settings.prefix() + name).getBytes(UTF_8);
        this.slot = JedisClusterCRC16.getSlot(key);
    }

    /**
     * Adds texts in their order and removes the oldest beyond about {@code most}. After a failure, some may have been added all the same.
     */
    public void add(List<String> texts, int most) {
        List<RedisCall<String>> calls = new ArrayList<>();
        for (String text : texts) {
            CommandArguments command = new CommandArguments(Command.XADD)
                    .add(key)
                    .add("MAXLEN")
                    .add("~")
                    .add(Integer.toString(most))
                    .add("*")
                    .add("e")
                    .add(text.getBytes(UTF_8));
            calls.add(new RedisCall<>(slot, command, BuilderFactory.STRING));
        }
        Deadline deadline = Deadline.in(settings.timeout());
        commandSender.run(calls, deadline);
        calls.forEach(call -> commandSender.reply("adding to the stream " + name, call, deadline));
    }

    /**
     * The newest events, newest first.
     *
     * @param before only those before this id; null for all
     * @param most how many at most
     */
    public List<StreamEvent> newest(@Nullable String before, int most) {
        return read(Command.XREVRANGE, before == null ? "+" : "(" + before, "-", most);
    }

    /**
     * The events after one, oldest first.
     *
     * @param last the id of that one; null for all
     * @param most how many at most
     */
    public List<StreamEvent> after(@Nullable String last, int most) {
        return read(Command.XRANGE, last == null ? "-" : "(" + last, "+", most);
    }

    private List<StreamEvent> read(Command command, String from, String to, int most) {
        Deadline deadline = Deadline.in(settings.timeout());
        CommandArguments arguments = new CommandArguments(command)
                .add(key)
                .add(from)
                .add(to)
                .add("COUNT")
                .add(Integer.toString(most));
        RedisCall<List<StreamEntry>> call = new RedisCall<>(slot, arguments, BuilderFactory.STREAM_ENTRY_LIST);
        commandSender.run(List.of(call), deadline);
        return commandSender.reply("reading the stream " + name, call, deadline).stream()
                .map(RedisEvents::event)
                .toList();
    }

    private static StreamEvent event(StreamEntry entry) {
        String text = entry.getFields().values().iterator().next();
        return new StreamEvent(entry.getID().toString(), text);
    }
}

package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.tail.Journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A bounded stream of texts beside the logs, {@code <prefix>NAME}, for what all servers put down together. Calls block up to the settings'
 * time-out and then fail with {@link JournalException}. Shares the journal's connections and ends with it. Safe for any thread.
 */
public final class RedisEvents {
    private final RedisSettings settings;
    private final CommandSender commandSender;
    private final byte[] key;
    private final int slot;
    private final String name;

    /** @param id its place in the stream; later ones are larger */
    public record StreamEvent(String id, String text) {}

    RedisEvents(RedisSettings settings, CommandSender commandSender, String name) {
        this.settings = settings;
        this.commandSender = commandSender;
        this.name = name;
        this.key = (settings.prefix() + name).getBytes(UTF_8);
        this.slot = JedisClusterCRC16.getSlot(key);
    }

    /**
     * Adds texts in their order, and forgets the oldest beyond about {@code most}. After a failure some may be there all the same.
     */
    public void add(List<String> texts, int most) {
        List<CommandSender.SlotCommand> calls = new ArrayList<>();
        for (String text : texts) {
            calls.add(new CommandSender.SlotCommand(
                    slot,
                    new CommandArguments(Command.XADD)
                            .add(key)
                            .add("MAXLEN")
                            .add("~")
                            .add(Integer.toString(most))
                            .add("*")
                            .add("e")
                            .add(text.getBytes(UTF_8))));
        }
        Deadline deadline = Deadline.in(settings.timeout());
        commandSender
                .run(calls, deadline)
                .forEach(answer -> commandSender.checked("adding to the stream " + name, answer, deadline));
    }

    /**
     * The newest events, newest first.
     *
     * @param before only those before this one; null for all
     * @param most how many at most
     */
    public List<StreamEvent> newest(@Nullable String before, int most) {
        return read(Command.XREVRANGE, before == null ? "+" : "(" + before, "-", most);
    }

    /**
     * The events after one, oldest first.
     *
     * @param last the one; null for all
     * @param most how many at most
     */
    public List<StreamEvent> after(@Nullable String last, int most) {
        return read(Command.XRANGE, last == null ? "-" : "(" + last, "+", most);
    }

    private List<StreamEvent> read(Command command, String from, String to, int most) {
        Deadline deadline = Deadline.in(settings.timeout());
        CommandArguments call = new CommandArguments(command)
                .add(key)
                .add(from)
                .add(to)
                .add("COUNT")
                .add(Integer.toString(most));
        Object answer = commandSender
                .run(List.of(new CommandSender.SlotCommand(slot, call)), deadline)
                .get(0);
        List<StreamEvent> events = new ArrayList<>();
        for (Object item : (List<?>) commandSender.checked("reading the stream " + name, answer, deadline)) {
            List<?> pair = (List<?>) item;
            byte[] text = (byte[]) ((List<?>) pair.get(1)).get(1);
            events.add(new StreamEvent(new String((byte[]) pair.get(0), UTF_8), new String(text, UTF_8)));
        }
        return events;
    }
}

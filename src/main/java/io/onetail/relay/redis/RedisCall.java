package io.onetail.relay.redis;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Builder;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A command, the slot that its keys are in, and, once {@link CommandSender#run} has returned, its result. For one thread and one run.
 *
 * @param <T> the type of the reply
 */
final class RedisCall<T extends @Nullable Object> {
    private final int slot;
    private final CommandArguments command;
    private final Builder<T> reply;
    private @Nullable RedisNode askingNode;
    private @Nullable CallResult<T> result;

    /** @param reply makes the typed reply of what Redis sends */
    RedisCall(int slot, CommandArguments command, Builder<T> reply) {
        this.slot = slot;
        this.command = command;
        this.reply = reply;
    }

    int slot() {
        return slot;
    }

    CommandArguments command() {
        return command;
    }

    /** The node that takes over the slot and wants ASKING before the command; null if the slot's own node is to be asked. */
    @Nullable
    RedisNode askingNode() {
        return askingNode;
    }

    void askAt(@Nullable RedisNode node) {
        askingNode = node;
    }

    CallResult<T> result() {
        return Objects.requireNonNull(result, "the command has not been sent");
    }

    /**
     * Takes the reply. One of the wrong form concerns this call only: it has been read to its end.
     *
     * @param received what Redis sent, or the exception for its error
     */
    void received(String where, @Nullable Object received) {
        if (received instanceof JedisDataException refused) {
            result = new CallResult.Refused<>(refused);
            return;
        }
        try {
            result = new CallResult.Replied<>(reply.build(received));
        } catch (RuntimeException e) {
            result = new CallResult.Unreached<>(where, new MalformedReplyException(e));
        }
    }

    void refused(JedisDataException why) {
        result = new CallResult.Refused<>(why);
    }

    void unreached(String where, Throwable why) {
        result = new CallResult.Unreached<>(where, why);
    }
}

package io.onetail.relay.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What became of a command. Immutable.
 *
 * @param <T> the type of a reply
 */
sealed interface CallResult<T extends @Nullable Object> {
    /**
     * Redis carried it out.
     *
     * @param value null where Redis replies with nil
     */
    record Replied<T extends @Nullable Object>(T value) implements CallResult<T> {}

    /** Redis replied with an error. */
    record Refused<T extends @Nullable Object>(JedisDataException why) implements CallResult<T> {}

    /**
     * The node could not be asked, or nobody knows whether it carried the command out.
     *
     * @param where the node, or all that are configured
     */
    record Unreached<T extends @Nullable Object>(String where, Throwable why) implements CallResult<T> {}
}

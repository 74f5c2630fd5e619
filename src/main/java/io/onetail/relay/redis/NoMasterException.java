package io.onetail.relay.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** No node that answers knows the master; the message continues "Redis at ... has no master: ". */
final class NoMasterException extends JedisConnectionException {
    private static final long serialVersionUID = 1;

    NoMasterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.onetail.relay.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Nobody could say which node to ask; the message goes on after "Redis at ... has no master: ". */
final class NoMasterException extends JedisConnectionException {
    private static final long serialVersionUID = 1;

    NoMasterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

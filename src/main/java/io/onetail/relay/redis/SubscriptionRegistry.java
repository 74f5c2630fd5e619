package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs whose messages are wanted, by channel. Any thread. */
final class SubscriptionRegistry {
    private final ConcurrentHashMap<ByteBuffer, LogSubscription> byChannel = new ConcurrentHashMap<>();

    /** A new wish, which takes the place of an older one of the log. */
    LogSubscription add(LogId log, LogKeys keys) {
        LogSubscription logSubscription = new LogSubscription(log, keys);
        byChannel.put(logSubscription.name, logSubscription);
        return logSubscription;
    }

    /** Ends the wish; null if there is none. */
    @Nullable
    LogSubscription remove(LogKeys keys) {
        return byChannel.remove(ByteBuffer.wrap(keys.channel()));
    }

    @Nullable
    LogSubscription get(ByteBuffer channel) {
        return byChannel.get(channel);
    }

    /** Those that are there at the moment; ones that come meanwhile may be missing. */
    Collection<LogSubscription> all() {
        return byChannel.values();
    }
}

package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs whose messages are wanted, by channel. Any thread. */
final class SubscriptionRegistry {
    private final ConcurrentHashMap<ByteBuffer, LogSubscription> byChannel = new ConcurrentHashMap<>();

    /** Adds a subscription, which replaces an older one of the same log. */
    LogSubscription add(LogId log, LogKeys keys) {
        LogSubscription logSubscription = new LogSubscription(log, keys);
        byChannel.put(logSubscription.name, logSubscription);
        return logSubscription;
    }

    /** Removes the subscription and returns it; null if there is none. */
    @Nullable
    LogSubscription remove(LogKeys keys) {
        return byChannel.remove(ByteBuffer.wrap(keys.channel()));
    }

    @Nullable
    LogSubscription get(ByteBuffer channel) {
        return byChannel.get(channel);
    }

    /** Those of the moment; one that is added during an iteration may be missing from it. */
    Collection<LogSubscription> all() {
        return byChannel.values();
    }
}

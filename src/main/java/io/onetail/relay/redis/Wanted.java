package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs whose messages are wanted, by channel. Any thread. */
final class Wanted {
    private final ConcurrentHashMap<ByteBuffer, Want> byChannel = new ConcurrentHashMap<>();

    /** A new wish, which takes the place of an older one of the log. */
    Want add(LogId log, Keys keys) {
        Want want = new Want(log, keys);
        byChannel.put(want.name, want);
        return want;
    }

    /** Ends the wish; null if there is none. */
    @Nullable
    Want remove(Keys keys) {
        return byChannel.remove(ByteBuffer.wrap(keys.channel()));
    }

    @Nullable
    Want get(ByteBuffer channel) {
        return byChannel.get(channel);
    }

    /** Those that are there at the moment; ones that come meanwhile may be missing. */
    Collection<Want> all() {
        return byChannel.values();
    }
}

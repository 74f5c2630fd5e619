package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/** One request for a log's messages. */
final class LogSubscription {
    final LogId log;
    final byte[] channel;
    /** The channel as a key of hash tables. */
    final ByteBuffer name;

    final int slot;

    /** Redis has confirmed it on the connection that is in use. For the subscriber's thread only. */
    boolean confirmed;

    LogSubscription(LogId log, LogKeys keys) {
        this.log = log;
        this.channel = keys.channel();
        this.name = ByteBuffer.wrap(channel);
        this.slot = keys.slot();
    }

    /** Takes all from a queue, each log once: the newest. */
    static Collection<LogSubscription> drain(Queue<LogSubscription> changes) {
        Map<ByteBuffer, LogSubscription> all = new LinkedHashMap<>();
        for (LogSubscription logSubscription = changes.poll();
                logSubscription != null;
                logSubscription = changes.poll()) {
            all.put(logSubscription.name, logSubscription);
        }
        return all.values();
    }
}

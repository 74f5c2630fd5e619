package io.onetail.relay.redis;

import io.onetail.protocol.LogId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/** One wish to get a log's messages. */
final class Want {
    final LogId log;
    final byte[] channel;
    /** The channel as a key of hash tables. */
    final ByteBuffer name;

    final int slot;

    /** Redis has confirmed it on the connection that is in use. Only of use to the subscriber's thread. */
    boolean confirmed;

    Want(LogId log, Keys keys) {
        this.log = log;
        this.channel = keys.channel();
        this.name = ByteBuffer.wrap(channel);
        this.slot = keys.slot();
    }

    /** Takes all from a queue, each log once. */
    static Collection<Want> drain(Queue<Want> changes) {
        Map<ByteBuffer, Want> all = new LinkedHashMap<>();
        for (Want want = changes.poll(); want != null; want = changes.poll()) {
            all.put(want.name, want);
        }
        return all.values();
    }
}

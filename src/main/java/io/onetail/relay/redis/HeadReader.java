package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Position;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.Journal.JournalException;
import io.onetail.tail.Journal.LogHead;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a head of the fields of its hash. Holds no state. */
final class HeadReader {
    private HeadReader() {}

    /**
     * Null if Redis holds neither a head nor a lease.
     *
     * @param owner who holds the lease, null if nobody does
     */
    static @Nullable LogHead read(LogId log, Map<byte[], byte[]> fields, @Nullable String owner) {
        if (fields.isEmpty() && owner == null) {
            return null;
        }
        try {
            Position end = null;
            LogState state = null;
            Map<Long, FileId> files = new HashMap<>();
            for (Map.Entry<byte[], byte[]> field : fields.entrySet()) {
                String name = new String(field.getKey(), UTF_8);
                byte[] value = field.getValue();
                if (name.equals("end")) {
                    end = position(new String(value, UTF_8));
                } else if (name.equals("state")) {
                    state = (LogState) WireCodec.decode(value);
                } else if (name.startsWith("f:")) {
                    files.put(Long.valueOf(name.substring(2)), FileId.parse(new String(value, UTF_8)));
                }
            }
            FileId file = end == null ? null : files.remove(end.generation());
            return new LogHead(end, file, Map.copyOf(files), state, owner);
        } catch (IllegalArgumentException | ClassCastException e) {
            String what = "the head of " + log + " in Redis can't be read";
            throw new JournalException(
                    what + ": " + e.getMessage() + "; delete its key: the log then begins at its end",
                    "What Redis holds of this log can't be read; the server's log says more.",
                    e);
        }
    }

    /** A position from {@code generation-offset}; null from an empty text. */
    static @Nullable Position position(String text) {
        if (text.isEmpty()) {
            return null;
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("a position is generation-offset, got '" + text + "'");
        }
        return new Position(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }
}

package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes that were appended, by which the same place is recognised in a file or a copy of it. A fingerprint of the first bytes
 * alone does not notice a file that was cut and has grown again. For one thread.
 */
final class TailFingerprint {
    /** The most bytes that are remembered. */
    static final int MOST = 64;

    private @Nullable Position end;
    private byte[] bytes = new byte[0];

    /** Remembers the end of entries that were appended, or read back from the journal. */
    void follow(List<LogEntry> appended) {
        for (LogEntry entry : appended) {
            if (entry instanceof Chunk chunk) {
                byte[] frame = chunk.frame();
                follow(entry, frame, Math.min(MOST, chunk.length()));
            } else if (((Mark) entry).isHole()) {
                byte[] zeros = new byte[MOST];
                follow(entry, zeros, (int)
                        Math.min(MOST, entry.end().offset() - entry.start().offset()));
            }
        }
    }

    private void follow(LogEntry entry, byte[] from, int added) {
        byte[] before = added < MOST && entry.start().equals(end) ? bytes : new byte[0];
        int kept = Math.min(before.length, MOST - added);
        byte[] joined = new byte[kept + added];
        System.arraycopy(before, before.length - kept, joined, 0, kept);
        System.arraycopy(from, from.length - added, joined, kept, added);
        bytes = joined;
        end = entry.end();
    }

    /** How many bytes before {@code position} are known. */
    int length(Position position) {
        return position.equals(end) ? bytes.length : 0;
    }

    boolean matches(byte[] read) {
        return read.length >= bytes.length && Arrays.equals(bytes, 0, bytes.length, read, 0, bytes.length);
    }
}

package io.onetail.tail;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.Entry;
import io.onetail.protocol.Position;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes that were appended, to recognise the same place in a file or a copy of it: a fingerprint of the first bytes alone is
 * fooled by a file that was cut and has grown again. For one thread.
 */
final class Trail {
    private static final int MOST = 64;

    private @Nullable Position end;
    private byte[] bytes = new byte[0];

    void follow(List<Entry> appended) {
        for (int i = appended.size(); i > 0; i--) {
            if (appended.get(i - 1) instanceof Chunk last) {
                byte[] frame = last.frame();
                bytes = Arrays.copyOfRange(frame, frame.length - Math.min(MOST, last.length()), frame.length);
                end = last.end();
                return;
            }
        }
    }

    /** How many bytes before {@code position} are known. */
    int length(Position position) {
        return position.equals(end) ? bytes.length : 0;
    }

    boolean matches(byte[] read) {
        return read.length >= bytes.length && Arrays.equals(bytes, 0, bytes.length, read, 0, bytes.length);
    }
}

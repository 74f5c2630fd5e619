package io.onetail.tail;

import io.onetail.protocol.LogException;
import java.util.Arrays;

/**
 * Tells whether a file beside a log is a copy of its current file, made before that is cut the next time. What such a copy has comes from
 * the current file itself. Stateless; blocks on the host.
 */
final class CopyComparison {
    /** How many bytes are compared, at the beginning of the copy and at its end. */
    private static final int COMPARED = 1 << 20;

    private final HostReader reader;
    private final String path;

    /** @param path the file that has the log's name now */
    CopyComparison(HostReader reader, String path) {
        this.reader = reader;
        this.path = path;
    }

    /** Whether a file that is not packed has nothing but the first bytes of the current one; the copying may still be under way. */
    boolean isOf(FileInfo current, FileInfo copy) throws LogException, InterruptedException {
        int known = Math.min(current.head().length, copy.head().length);
        return copy.size() > 0
                && Arrays.equals(current.head(), 0, known, copy.head(), 0, known)
                && begins(current, copy, 0)
                && (copy.size() <= COMPARED || begins(current, copy, copy.size() - COMPARED));
    }

    private boolean begins(FileInfo current, FileInfo copy, long offset) throws LogException, InterruptedException {
        byte[] copied = reader.readOlder(path, copy.path(), copy.id(), offset, COMPARED);
        byte[] own = reader.read(path, current.id(), offset, COMPARED);
        return copied != null
                && own != null
                && copied.length <= own.length
                && Arrays.equals(copied, 0, copied.length, own, 0, copied.length);
    }
}

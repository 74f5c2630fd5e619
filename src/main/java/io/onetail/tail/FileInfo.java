package io.onetail.tail;

import io.onetail.protocol.FileId;
import java.time.Instant;

/**
 * What a look at a file found.
 *
 * @param path the absolute path after all symbolic links are resolved
 * @param node {@code device:inode}
 * @param size length, bytes; -1 for what is packed in a compressed file, which nobody has measured
 * @param modified time of the last change
 * @param head the first bytes, at most 4096, for the fingerprint and to tell text from binary; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FileInfo(String path, String node, long size, Instant modified, byte[] head) {
    public FileId id() {
        return FileId.of(node, head);
    }
}

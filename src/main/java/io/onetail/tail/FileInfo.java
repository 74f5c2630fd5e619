package io.onetail.tail;

import io.onetail.protocol.FileId;
import java.time.Instant;

/**
 * What a look at a file found. Immutable.
 *
 * @param path the absolute path, all symbolic links resolved
 * @param node {@code device:inode}
 * @param size in bytes; -1 for the content of a compressed file, which is not known
 * @param modified time of the last change
 * @param head the first bytes, at most 4096, for the fingerprint and to tell text from binary; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FileInfo(String path, String node, long size, Instant modified, byte[] head) {
    /** The file's identity, with a fingerprint of the head. */
    public FileId id() {
        return FileId.of(node, head);
    }
}

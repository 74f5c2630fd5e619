package io.onetail.tail;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells one file from another of the same name: device and inode, and a checksum of the first bytes, since inodes are
 * used again. Immutable.
 *
 * @param node {@code device:inode} as {@code stat -c %d:%i} prints it
 * @param printLength how many of the first bytes the fingerprint covers, at most {@link #PRINT}
 * @param print CRC-32C of those bytes
 */
public record FileId(String node, int printLength, long print) {
    /** Most bytes a fingerprint covers. */
    public static final int PRINT = 256;

    /** The identity of a file whose first bytes are {@code head}; only the first {@link #PRINT} are used. */
    public static FileId of(String node, byte[] head) {
        int length = Math.min(head.length, PRINT);
        return new FileId(node, length, checksum(head, length));
    }

    /** Whether a file with this node and these first bytes is the same file, perhaps grown. */
    public boolean matches(String otherNode, byte[] head) {
        return node.equals(otherNode) && startsLike(head);
    }

    /** Whether a file with these first bytes may hold the same content, on whatever inode: a copy, or the file itself. */
    public boolean startsLike(byte[] head) {
        return head.length >= printLength && checksum(head, printLength) == print;
    }

    /**
     * What may be taken of a file for which nothing but {@link #startsLike} speaks: all if the fingerprint is whole, else what it
     * covers, since few bytes are easily the same in another file.
     *
     * @param bytes what was read from {@code offset} on
     * @return null if there are bytes, but none that are known to be this file's
     */
    public byte @Nullable [] trusted(byte[] bytes, long offset) {
        return printLength == PRINT ? bytes : known(bytes, offset);
    }

    /**
     * As {@link #trusted}, but never more than what the fingerprint covers.
     *
     * @return null if there are bytes, but none that are known to be this file's
     */
    public byte @Nullable [] known(byte[] bytes, long offset) {
        if (offset + bytes.length <= printLength) {
            return bytes;
        }
        return offset < printLength
                ? Arrays.copyOf(bytes, (int) (printLength - offset))
                : bytes.length == 0 ? bytes : null;
    }

    /** A text without spaces that {@link #parse} reads. */
    @Override
    public String toString() {
        return node + "/" + printLength + "/" + Long.toHexString(print);
    }

    /** @throws IllegalArgumentException if the text was not made by {@link #toString} */
    public static FileId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a file's identity is node/length/print, got '" + text + "'");
        }
        return new FileId(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2], 16));
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}

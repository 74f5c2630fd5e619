package io.onetail.protocol;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a file among others of the same name, by device, inode, and a checksum of the first bytes, since inodes
 * are reused; and says where in it a generation begins. Immutable.
 *
 * @param node {@code device:inode} as {@code stat -c %d:%i} prints it
 * @param printLength number of first bytes that the fingerprint covers, at most {@link #PRINT}
 * @param print CRC-32C of those bytes
 * @param base the file's byte that is offset 0 of the generation: not 0 if the generation continues a file that had
 *     been left
 * @param newer if this is an older file whose writer still uses it: the log's newest file, with the byte to continue at
 * @param older the previous file, if its writer may still use it, with the byte to continue at
 */
public record FileId(
        String node,
        int printLength,
        long print,
        long base,
        @Nullable FileId newer,
        @Nullable FileId older) {
    /** Maximum number of bytes that a fingerprint covers. */
    public static final int PRINT = 256;

    /** A file whose generation begins at its first byte. */
    public FileId(String node, int printLength, long print) {
        this(node, printLength, print, 0, null, null);
    }

    /** The same file, for a generation that begins at another byte of it. */
    public FileId from(long newBase) {
        return new FileId(node, printLength, print, newBase, null, null);
    }

    /** The same file, together with other files of the log that may still grow. */
    public FileId beside(@Nullable FileId newerFile, @Nullable FileId olderFile) {
        return new FileId(node, printLength, print, base, newerFile, olderFile);
    }

    /** Whether both have the same node and fingerprint, whatever their generations. */
    public boolean same(FileId other) {
        return node.equals(other.node) && printLength == other.printLength && print == other.print;
    }

    /** The offset in the file of an offset in the generation. */
    public long place(long offset) {
        return base + offset;
    }

    /** The identity of a file that begins with {@code head}; only the first {@link #PRINT} bytes count. */
    public static FileId of(String node, byte[] head) {
        int length = Math.min(head.length, PRINT);
        return new FileId(node, length, checksum(head, length));
    }

    /** Whether a file with this node and these first bytes is the same file, possibly grown. */
    public boolean matches(String otherNode, byte[] head) {
        return node.equals(otherNode) && startsLike(head);
    }

    /** Whether a file with these first bytes may have the same content: the file itself, or a copy on another inode. */
    public boolean startsLike(byte[] head) {
        return head.length >= printLength && checksum(head, printLength) == print;
    }

    /**
     * What can be trusted of a file that is known by {@link #startsLike} only: all of it if the fingerprint is
     * complete, else what it covers, since another file may easily begin with the same few bytes.
     *
     * @param bytes bytes read at {@code offset}
     * @return the trusted bytes; null if there are bytes, but none of them can be trusted
     */
    public byte @Nullable [] trusted(byte[] bytes, long offset) {
        return printLength == PRINT ? bytes : known(bytes, offset);
    }

    /**
     * As {@link #trusted}, but never more than the fingerprint covers.
     *
     * @return the trusted bytes; null if there are bytes, but none of them can be trusted
     */
    public byte @Nullable [] known(byte[] bytes, long offset) {
        if (offset + bytes.length <= printLength) {
            return bytes;
        }
        return offset < printLength
                ? Arrays.copyOf(bytes, (int) (printLength - offset))
                : bytes.length == 0 ? bytes : null;
    }

    /** A text without spaces, which {@link #parse} reads. */
    @Override
    public String toString() {
        return node + "/" + printLength + "/" + Long.toHexString(print)
                + (base == 0 ? "" : "/" + base)
                + (newer == null ? "" : ">" + newer)
                + (older == null ? "" : "<" + older);
    }

    /**
     * Reads what {@link #toString} has made.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static FileId parse(String text) {
        int newer = text.indexOf('>');
        if (newer > 0) {
            return parse(text.substring(0, newer)).beside(parse(text.substring(newer + 1)), null);
        }
        int older = text.indexOf('<');
        if (older > 0) {
            return parse(text.substring(0, older)).beside(null, parse(text.substring(older + 1)));
        }
        String[] parts = text.split("/", -1);
        if (parts.length != 3 && parts.length != 4) {
            throw new IllegalArgumentException(
                    "expected a file's identity as node/length/print/base, got '" + text + "'");
        }
        long base = parts.length == 3 ? 0 : Long.parseLong(parts[3]);
        return new FileId(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2], 16)).from(base);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}

package io.onetail.protocol;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells one file from another of the same name: device and inode, and a checksum of the first bytes, since inodes are
 * used again; and where in it a generation begins. Immutable.
 *
 * @param node {@code device:inode} as {@code stat -c %d:%i} prints it
 * @param printLength how many of the first bytes the fingerprint covers, at most {@link #PRINT}
 * @param print CRC-32C of those bytes
 * @param base the byte of the file that is offset 0 of the generation: not 0 where that goes on with a file which had been left
 * @param newer the log's newest file, from the byte on that comes next, if this is an older one whose writer still uses it
 * @param older the file before this one, whose writer may still use it, from the byte on that comes next
 */
public record FileId(
        String node,
        int printLength,
        long print,
        long base,
        @Nullable FileId newer,
        @Nullable FileId older) {
    /** Most bytes a fingerprint covers. */
    public static final int PRINT = 256;

    /** A file whose generation begins where it does. */
    public FileId(String node, int printLength, long print) {
        this(node, printLength, print, 0, null, null);
    }

    /** The same file, for a generation that begins at one of its bytes. */
    public FileId from(long newBase) {
        return new FileId(node, printLength, print, newBase, null, null);
    }

    /** The same, beside other files of the log of which there is more to be expected. */
    public FileId beside(@Nullable FileId newerFile, @Nullable FileId olderFile) {
        return new FileId(node, printLength, print, base, newerFile, olderFile);
    }

    /** Whether the same is known of both, whatever generations they are of. */
    public boolean same(FileId other) {
        return node.equals(other.node) && printLength == other.printLength && print == other.print;
    }

    /** The place in the file of an offset in the generation. */
    public long place(long offset) {
        return base + offset;
    }

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
        return node + "/" + printLength + "/" + Long.toHexString(print) + (base == 0 ? "" : "/" + base)
                + (newer == null ? "" : ">" + newer)
                + (older == null ? "" : "<" + older);
    }

    /** @throws IllegalArgumentException if the text was not made by {@link #toString} */
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
            throw new IllegalArgumentException("a file's identity is node/length/print/base, got '" + text + "'");
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

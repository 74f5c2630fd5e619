package io.onetail.tail;

import io.onetail.protocol.ZeroRuns;
import java.util.List;

/**
 * Distinguishes text from compressed and binary files by their first bytes. Zero bytes alone do not decide: logs begin with thousands of
 * them after {@code copytruncate} if the writer does not use O_APPEND, and in UTF-16 every other byte may be one. Stateless.
 */
final class TextCheck {
    /** What compressed files begin with. */
    private static final List<byte[]> PACKED = List.of(
            magic(0x1f, 0x8b), // gzip
            magic(0xfd, '7', 'z', 'X', 'Z', 0), // xz
            magic(0x28, 0xb5, 0x2f, 0xfd), // zstd
            magic('B', 'Z', 'h', '9', '1', 'A', 'Y', '&'), // bzip2 with its usual blocks
            magic(0x1f, 0x9d), // compress
            magic(0x04, 0x22, 0x4d, 0x18), // lz4
            magic('7', 'z', 0xbc, 0xaf), // 7-Zip
            magic('P', 'K', 3, 4)); // zip, jar
    /** What other files begin with; further kinds are recognised by their zero bytes. */
    private static final List<byte[]> BINARY = List.of(
            magic('S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0),
            magic('L', 'P', 'K', 'S', 'H', 'H', 'R', 'H'), // systemd's journal
            magic(0xca, 0xfe, 0xba, 0xbe), // Java class
            magic(0x7f, 'E', 'L', 'F'),
            magic(0x89, 'P', 'N', 'G'));
    /** A line may contain stray zero bytes; a binary file contains many, at even and at odd places. In percent, holes not counted. */
    private static final int MOST_ZEROS = 10;
    /** This many in a row are a hole, or reserved space. */
    private static final int HOLE = 64;

    private TextCheck() {}

    /** Whether a file that begins with these bytes can be shown as lines; an empty file can. */
    static boolean isText(byte[] head) {
        return !isPacked(head)
                && BINARY.stream().noneMatch(magic -> startsWith(head, magic))
                && (isUtf16(head) || !isStrewn(head));
    }

    /** Whether a file that begins with these bytes is compressed. */
    static boolean isPacked(byte[] head) {
        return PACKED.stream().anyMatch(magic -> startsWith(head, magic));
    }

    private static boolean isUtf16(byte[] head) {
        return startsWith(head, magic(0xff, 0xfe)) || startsWith(head, magic(0xfe, 0xff));
    }

    private static boolean isStrewn(byte[] head) {
        int[] zeros = new int[2]; // at even places, at odd ones
        int counted = 0;
        int i = 0;
        while (i < head.length) {
            int end = ZeroRuns.end(head, i, head.length);
            if (end - i >= HOLE) {
                i = end;
            } else {
                counted++;
                zeros[i & 1] += head[i] == 0 ? 1 : 0;
                i++;
            }
        }
        return Math.min(zeros[0], zeros[1]) * 100 > counted * MOST_ZEROS / 2;
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= head.length || head[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] magic(int... bytes) {
        byte[] magic = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            magic[i] = (byte) bytes[i];
        }
        return magic;
    }
}

package io.onetail.tail;

import java.util.List;

/** Tells text from compressed and binary files by the first bytes. Stateless. */
final class TextCheck {
    /** What compressed files begin with. */
    private static final List<byte[]> PACKED = List.of(
            magic(0x1f, 0x8b), // gzip
            magic(0xfd, '7', 'z', 'X', 'Z', 0), // xz
            magic(0x28, 0xb5, 0x2f, 0xfd), // zstd
            magic('B', 'Z', 'h', '9', '1', 'A', 'Y', '&'), // bzip2 with its usual blocks
            magic('P', 'K', 3, 4)); // zip, jar
    /** What other files begin with; those of further kinds are told by their zero bytes. */
    private static final List<byte[]> BINARY = List.of(magic(0x7f, 'E', 'L', 'F'), magic(0x89, 'P', 'N', 'G'));
    /** A line may hold a stray zero byte; a binary file holds many. */
    private static final int MOST_ZEROS = 10; // percent

    private TextCheck() {}

    /** Whether a file that begins with these bytes is worth showing as lines; an empty one is. */
    static boolean isText(byte[] head) {
        return !isPacked(head)
                && BINARY.stream().noneMatch(magic -> startsWith(head, magic))
                && (isUtf16(head) || zeros(head) * 100 <= head.length * MOST_ZEROS);
    }

    /** Whether a file that begins with these bytes is compressed. */
    static boolean isPacked(byte[] head) {
        return PACKED.stream().anyMatch(magic -> startsWith(head, magic));
    }

    private static boolean isUtf16(byte[] head) {
        return startsWith(head, magic(0xff, 0xfe)) || startsWith(head, magic(0xfe, 0xff));
    }

    private static int zeros(byte[] head) {
        int zeros = 0;
        for (byte b : head) {
            zeros += b == 0 ? 1 : 0;
        }
        return zeros;
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

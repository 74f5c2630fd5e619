package io.onetail.tail.local;

import static java.nio.file.StandardOpenOption.READ;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds whole pages of zero bytes, which is what the holes of a sparse file are read as. For one thread. */
final class ZeroPages {
    /** The smallest unit that file systems allocate, bytes. */
    static final int PAGE = 4096;

    private static final byte[] NOTHING = new byte[PAGE];
    private static final int WIDE = 1024 * 1024;
    private static final long MOST = 256L * WIDE;
    private static final long MOST_CACHED = 8L * WIDE;

    private @Nullable ByteBuffer wide;
    private @Nullable ByteBuffer empty;

    /**
     * How many bytes from here on are whole empty pages, up to a limit beyond which to ask again. Bypasses the system's page cache where
     * possible: holes are then read as fast as memory, and nothing else is evicted for them.
     *
     * @param offset where a page begins
     */
    long run(OpenFile file, long offset) throws IOException {
        try (FileChannel direct = FileChannel.open(file.descriptor(), READ, ExtendedOpenOption.DIRECT)) {
            return run(direct, offset, MOST);
        } catch (IOException | UnsupportedOperationException | LinkageError e) {
            return run(file.channel(), offset, MOST_CACHED);
        }
    }

    private long run(FileChannel file, long offset, long most) throws IOException {
        ByteBuffer read = wide == null
                ? ByteBuffer.allocateDirect(WIDE + PAGE)
                        .alignedSlice(PAGE)
                        .limit(WIDE)
                        .slice()
                : wide;
        ByteBuffer zeros = empty == null ? ByteBuffer.allocateDirect(WIDE) : empty;
        wide = read;
        empty = zeros;
        long length = 0;
        int count = WIDE;
        while (count == WIDE && length < most) {
            read.clear();
            file.read(read, offset + length);
            read.flip();
            int different = read.mismatch(zeros.slice(0, read.limit()));
            count = different < 0 ? read.limit() : different;
            length += count - count % PAGE;
        }
        return length;
    }

    /**
     * How many bytes at the beginning are whole empty pages.
     *
     * @param offset of the first byte in the file
     */
    static int leading(byte[] buffer, int count, long offset) {
        int at = 0;
        if (offset % PAGE != 0) {
            return 0;
        }
        while (at + PAGE <= count && isEmpty(buffer, at)) {
            at += PAGE;
        }
        return at;
    }

    /** How many bytes come before the first whole empty page. */
    static int before(byte[] buffer, int count, long offset) {
        int at = (int) ((PAGE - offset % PAGE) % PAGE);
        while (at + PAGE <= count) {
            if (isEmpty(buffer, at)) {
                return at == 0 ? count : at;
            }
            at += PAGE;
        }
        return count;
    }

    private static boolean isEmpty(byte[] buffer, int from) {
        return Arrays.equals(buffer, from, from + PAGE, NOTHING, 0, PAGE);
    }
}

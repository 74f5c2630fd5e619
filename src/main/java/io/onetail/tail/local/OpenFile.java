package io.onetail.tail.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An open file, and what it says about itself. A user who may write beside a log can replace its name, or that of a directory on its path,
 * by a link at any moment, so what a name leads to before or after the opening may be another file. The caller closes it.
 *
 * <p>Java discloses neither the descriptor of a channel nor its inode. The descriptor is found by giving the channel a random position and
 * looking for that in {@code /proc/self/fdinfo}; the position has no other use. Where {@code /proc} is missing no file can be opened.
 *
 * @param descriptor leads to the open file itself while it is open
 * @param path where the file was when it was opened, links resolved, wherever its names lead by now
 * @param node {@code device:inode}
 * @param modified time of the last change
 */
record OpenFile(
        FileChannel channel,
        Path descriptor,
        Path path,
        String node,
        boolean directory,
        boolean regular,
        FileTime modified)
        implements AutoCloseable {
    /** What Linux appends to the path of a file that has lost its last name. */
    private static final String DELETED = " (deleted)";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path POSITIONS = Path.of("/proc/self/fdinfo");
    /** Every file system accepts such positions, and no file is read at one by chance. */
    private static final long LEAST_POSITION = 1 << 20;

    /** The descriptor that was found last. A process uses the lowest free one, so it is often the next one too. Volatile: a hint only. */
    private static volatile @Nullable Path last;

    /**
     * Opens a file for reading. Blocks on a pipe, so call it only for what has just been a regular file.
     *
     * @throws IOException also if the system does not say where the file is
     */
    static OpenFile of(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        try {
            Path descriptor = descriptor(channel);
            Map<String, Object> attributes =
                    Files.readAttributes(descriptor, "unix:dev,ino,isDirectory,isRegularFile,lastModifiedTime");
            OpenFile open = new OpenFile(
                    channel,
                    descriptor,
                    Files.readSymbolicLink(descriptor),
                    attributes.get("dev") + ":" + attributes.get("ino"),
                    Boolean.TRUE.equals(attributes.get("isDirectory")),
                    Boolean.TRUE.equals(attributes.get("isRegularFile")),
                    (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime")));
            if (!isOf(descriptor, channel)) {
                throw new IOException("its descriptor was closed while it was opened");
            }
            channel.position(0);
            return open;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The file, or null if there is none any more that can be opened. */
    static @Nullable OpenFile orNull(Path file, OpenOption... options) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile() ? of(file, options) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Where the file is now, or was before it was deleted. To be called by the thread that closes it: the descriptor of a closed file may
     * be another file's.
     */
    Path place() throws IOException {
        String now = Files.readSymbolicLink(descriptor).toString();
        return Path.of(now.endsWith(DELETED) ? now.substring(0, now.length() - DELETED.length()) : now);
    }

    /** Whether the file has lost its last name. For the same thread as {@link #place}. */
    boolean deleted() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(descriptor, "unix:nlink"));
    }

    /** The file's size and times now. For the same thread as {@link #place}. */
    BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(descriptor, BasicFileAttributes.class);
    }

    /** At most {@code length} bytes, fewer only at the end of the file. */
    byte[] bytes(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // a signal may cut a read short
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static Path descriptor(FileChannel channel) throws IOException {
        Path likely = last;
        if (likely != null && isOf(likely, channel)) {
            return likely;
        }
        long mark = mark(channel);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                if (position(descriptor) == mark && isOf(descriptor, channel)) {
                    last = descriptor;
                    return descriptor;
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("this system has no /proc, by which Onetail determines where an open file is", e);
        }
        throw new IOException("/proc does not say where it is");
    }

    private static boolean isOf(Path descriptor, FileChannel channel) throws IOException {
        long mark = mark(channel);
        return position(descriptor) == mark;
    }

    private static long mark(FileChannel channel) throws IOException {
        long mark = ThreadLocalRandom.current().nextLong(LEAST_POSITION, Integer.MAX_VALUE);
        channel.position(mark);
        return mark;
    }

    /** The position of a descriptor; -1 if it is closed by now. */
    private static long position(Path descriptor) {
        try {
            String info = Files.readString(POSITIONS.resolve(descriptor.getFileName()));
            return Long.parseLong(
                    info.substring("pos:".length(), info.indexOf('\n')).strip());
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // opened for reading only, so nothing can be lost
        }
    }
}

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
 * An open file, and what it says of itself: whoever may write beside a log can give its name, or a directory's on its path, to a
 * link at any moment, so what is found by a name before or after opening may be another file. The channel is the caller's to close.
 *
 * <p>Java tells neither a channel's descriptor nor its inode. The descriptor is found by giving the channel a random position and looking for it among
 * {@code /proc/self/fdinfo}; the position is of no use otherwise. Where {@code /proc} is missing no file can be opened.
 *
 * @param descriptor leads to the open file itself, as long as it is open
 * @param path where it was when it was opened, links resolved, whatever its names lead to by now
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
    /** What Linux puts behind the path of a file that has lost its last name. */
    private static final String DELETED = " (deleted)";

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path POSITIONS = Path.of("/proc/self/fdinfo");
    /** Such positions are good on any file system, and no file is read there by chance. */
    private static final long LEAST_POSITION = 1 << 20;

    /** The descriptor that was found last: a process uses the lowest free one, so it is often the next one's too. */
    private static volatile @Nullable Path last;

    /**
     * Opens a file for reading. Blocks on a pipe: to be asked for what was a regular file a moment ago.
     *
     * @throws IOException also if the system does not tell where it is
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
                throw new IOException("its descriptor was closed meanwhile");
            }
            channel.position(0);
            return open;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The file, or null if there is none that can be opened any more. */
    static @Nullable OpenFile orNull(Path file, OpenOption... options) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile() ? of(file, options) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Where it is now, or was before it was deleted. To be asked by who closes it: a closed file's descriptor may be another's. */
    Path place() throws IOException {
        String now = Files.readSymbolicLink(descriptor).toString();
        return Path.of(now.endsWith(DELETED) ? now.substring(0, now.length() - DELETED.length()) : now);
    }

    /** Whether it has lost its last name. As {@link #place} for who may ask. */
    boolean deleted() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(descriptor, "unix:nlink"));
    }

    /** Its size and times now. As {@link #place} for who may ask. */
    BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(descriptor, BasicFileAttributes.class);
    }

    /** At most so many bytes, fewer only at its end. */
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
            throw new IOException("this system has no /proc, which tells where an open file is", e);
        }
        throw new IOException("/proc does not tell where it is");
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

    /** Where a descriptor stands, or -1 if there is none by now. */
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
            // read only
        }
    }
}

package io.onetail.tail.local;

import io.onetail.tail.FileId;
import io.onetail.tail.Place;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Finds a file again that may have been renamed, copied or compressed with gzip since, and reads of it. */
final class LocalRanges {
    private LocalRanges() {}

    static byte @Nullable [] read(Path path, Predicate<String> allowed, FileId id, long offset, int length)
            throws IOException {
        Path target = target(path);
        Place place = new Place(path.toString(), target.toString(), allowed);
        byte[] named = plain(path, place, id, offset, length);
        if (named != null) {
            return named;
        }
        List<Path> beside = beside(path, target);
        for (Path other : beside) {
            if (id.node().equals(Nodes.orNull(other))) {
                byte[] bytes = plain(other, place, id, offset, length);
                if (bytes != null) {
                    return bytes;
                }
            }
        }
        return id.printLength() == 0 ? null : copy(path, beside, place, id, offset, length);
    }

    private static Path target(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // nothing is there now
        }
    }

    /** Regular files in the directories of the name and of what it leads to. */
    private static List<Path> beside(Path path, Path target) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        Path parent = path.getParent();
        if (parent != null && Files.exists(parent)) {
            directories.add(parent.toRealPath());
        }
        directories.add(target.getParent());
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            if (directory == null || !Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                        files.add(entry);
                    }
                }
            }
        }
        return files;
    }

    /** The newest file beside it that begins like it and whose name was made of its own; the name itself is the last choice. */
    private static byte @Nullable [] copy(Path path, List<Path> beside, Place place, FileId id, long offset, int length)
            throws IOException {
        OpenFile best = null;
        Instant newest = Instant.MIN;
        try {
            for (Path other : beside) {
                OpenFile open = place.isCopy(other.toString(), id) ? open(other, place) : null;
                if (open == null) {
                    continue;
                }
                Instant modified =
                        other.equals(path) ? Instant.EPOCH : open.modified().toInstant();
                boolean same = place.isCopy(open.path().toString(), id) && id.startsLike(head(open, id.printLength()));
                if (same && modified.isAfter(newest)) {
                    newest = modified;
                    close(best);
                    best = open;
                } else {
                    open.close();
                }
            }
            if (best == null) {
                return null;
            }
            try (InputStream in = unpacked(best)) {
                in.skipNBytes(offset);
                return id.trusted(in.readNBytes(length), offset);
            } catch (EOFException e) {
                return new byte[0];
            }
        } finally {
            close(best);
        }
    }

    private static void close(@Nullable OpenFile file) {
        if (file != null) {
            file.close();
        }
    }

    /** Opens what lies beside a log, itself and not as a link; null if it can't be, or is not where the log's files may be. */
    private static @Nullable OpenFile open(Path file, Place place) {
        OpenFile open = OpenFile.orNull(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        if (open != null && !(open.regular() && place.holds(open.path().toString()))) {
            open.close();
            return null;
        }
        return open;
    }

    /** The first bytes, of what is packed in it if it is; none if it can't be read or is not what its name says. */
    static byte[] head(OpenFile file, int length) {
        try (InputStream in = unpacked(file)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** All of it from its first byte on; closing the stream leaves the file open. */
    private static InputStream unpacked(OpenFile file) throws IOException {
        InputStream in =
                new FilterInputStream(Channels.newInputStream(file.channel().position(0))) {
                    @Override
                    public void close() {
                        // the file is another's
                    }
                };
        return file.path().toString().endsWith(".gz") ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    private static byte @Nullable [] plain(Path file, Place place, FileId id, long offset, int length)
            throws IOException {
        try (OpenFile open = OpenFile.orNull(file)) {
            if (open == null
                    || !id.node().equals(open.node())
                    || !place.holds(open.path().toString())
                    || !id.startsLike(bytes(open.channel(), 0, id.printLength()))) {
                return null;
            }
            long left = Math.max(0, open.channel().size() - offset);
            byte[] bytes = bytes(open.channel(), offset, (int) Math.min(length, left));
            return place.found(open.path().toString(), id, bytes, offset);
        }
    }

    static byte[] bytes(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, offset + buffer.position());
            if (count < 0) {
                break;
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}

package io.onetail.tail.local;

import io.onetail.tail.FileId;
import io.onetail.tail.Place;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
        if (id.node().equals(Nodes.orNull(path))) {
            byte[] bytes = plain(path, id, offset, length);
            if (bytes != null) {
                return bytes;
            }
        }
        List<Path> beside = beside(path, allowed);
        for (Path other : beside) {
            if (id.node().equals(Nodes.orNull(other))) {
                byte[] bytes = plain(other, id, offset, length);
                if (bytes != null) {
                    return bytes;
                }
            }
        }
        return id.printLength() == 0 ? null : copy(path, beside, id, offset, length);
    }

    /** Regular files in the directories of the name and of what it leads to, as far as older ones of the log may be there. */
    private static List<Path> beside(Path path, Predicate<String> allowed) throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        Path parent = path.getParent();
        if (parent != null && Files.exists(parent)) {
            directories.add(parent.toRealPath());
        }
        Path target = path;
        if (Files.exists(path)) {
            target = path.toRealPath();
            directories.add(target.getParent());
        }
        Place place = new Place(path.toString(), target.toString(), allowed);
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            if (directory == null || !Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && place.holds(entry.toString())) {
                        files.add(entry);
                    }
                }
            }
        }
        return files;
    }

    /** The newest file beside it that begins like it and whose name begins like its own; the name itself is the last choice. */
    private static byte @Nullable [] copy(Path path, List<Path> beside, FileId id, long offset, int length)
            throws IOException {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        Path best = null;
        long newest = Long.MIN_VALUE;
        for (Path other : beside) {
            if (String.valueOf(other.getFileName()).startsWith(stem) && id.startsLike(head(other, id.printLength()))) {
                long modified = other.equals(path)
                        ? 0
                        : Files.getLastModifiedTime(other).toMillis();
                if (modified > newest) {
                    newest = modified;
                    best = other;
                }
            }
        }
        if (best == null) {
            return null;
        }
        try (InputStream in = open(best)) {
            in.skipNBytes(offset);
            return id.trusted(in.readNBytes(length), offset);
        } catch (EOFException e) {
            return new byte[0];
        }
    }

    static byte[] head(Path file, int length) {
        try (InputStream in = open(file)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            return new byte[0]; // unreadable, or not what its name says
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS); // it was no link when it was found
        if (!file.toString().endsWith(".gz")) {
            return in;
        }
        try {
            return new GZIPInputStream(in, 64 * 1024);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static byte @Nullable [] plain(Path file, FileId id, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (!id.startsLike(bytes(channel, 0, id.printLength()))) {
                return null;
            }
            return bytes(channel, offset, (int) Math.max(0, Math.min(length, channel.size() - offset)));
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

package io.onetail.tail.local;

import io.onetail.protocol.FileId;
import io.onetail.tail.FileRanges.FileRange;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads ranges of this machine's files. Whether a file is the one that was meant is for the caller to decide. Safe for any thread. */
final class LocalRanges {
    private static final OpenOption[] NO_LINK = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};

    private final FileOpener opener;

    LocalRanges(FileOpener opener) {
        this.opener = opener;
    }

    /**
     * Reads from the file that has this inode: under a name, or beside it or beside what it leads to, but not through a link there; null if
     * there is none.
     */
    @Nullable
    FileRange ofNode(Path log, Path file, String node, boolean packed, long offset, int length) throws IOException {
        OpenFile opened = open(file, node);
        return opened == null ? null : range(log, file, opened, packed, offset, length);
    }

    /** Opens the file that has this inode, found as for {@link #ofNode}; null if there is none. */
    @Nullable
    OpenFile open(Path file, String node) {
        OpenFile named = open(file, node, new OpenOption[0]);
        if (named != null) {
            return named;
        }
        Path target = Objects.requireNonNullElse(target(file), file);
        for (Path directory : new LinkedHashSet<>(Arrays.asList(target(file.getParent()), target.getParent()))) {
            for (Path other : directory == null ? List.<Path>of() : entries(directory)) {
                OpenFile opened = node.equals(FileNodes.orNull(other)) ? open(other, node, NO_LINK) : null;
                if (opened != null) {
                    return opened;
                }
            }
        }
        return null;
    }

    private @Nullable OpenFile open(Path file, @Nullable String node, OpenOption[] options) {
        try {
            OpenFile opened = opener.open(file, options);
            if (node == null || node.equals(opened.node())) {
                return opened;
            }
            opened.close();
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads from what is at a path, if that is not a link; null if there is nothing that can be read. */
    @Nullable
    FileRange at(Path log, Path file, boolean packed, long offset, int length) throws IOException {
        OpenFile opened = open(file, null, NO_LINK);
        return opened == null ? null : range(log, file, opened, packed, offset, length);
    }

    /** The path with links resolved; null if it leads nowhere. */
    static @Nullable Path target(@Nullable Path path) {
        try {
            return path == null ? null : path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            // gone or not readable: what was found before may be enough
        }
        return entries;
    }

    private static FileRange range(Path log, Path file, OpenFile opened, boolean packed, long offset, int length)
            throws IOException {
        try (OpenFile open = opened) {
            Path target = target(log);
            return new FileRange(
                    open.place().toString(),
                    target == null ? null : target.toString(),
                    head(open, packed),
                    packed ? FileUnpacker.read(open, file.toString(), offset, length) : open.bytes(offset, length));
        }
    }

    /** The first bytes; none if the file can't be read, or is not packed as its name says. */
    private static byte[] head(OpenFile file, boolean packed) {
        try {
            return packed
                    ? FileUnpacker.read(file, file.path().toString(), 0, FileId.PRINT)
                    : file.bytes(0, FileId.PRINT);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}

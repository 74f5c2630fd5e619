package io.onetail.tail.local;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The application server's own files and commands. Safe for any thread. Owns one thread while something is followed. */
public final class LocalTransport implements Transport {
    private static final int HEAD = 4096;

    private final String host;
    private final boolean sudo;
    private final Predicate<String> allowed;
    private final Reel reel;

    /**
     * @param host the catalog's name for this machine
     * @param sudo whether commands are run by {@code sudo -n}; files are read as the user that this server runs as
     * @param allowed whether the host's logs allow a path
     */
    public LocalTransport(String host, boolean sudo, Predicate<String> allowed, ThreadFactory threads) {
        this.host = host;
        this.sudo = sudo;
        this.allowed = allowed;
        this.reel = new Reel(threads);
    }

    @Override
    public FileInfo probe(String path) throws LogException {
        Path file = path(path);
        String where = path + " on " + host;
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new LogException(Failure.UNREADABLE, where + " is a directory; name a file in it.");
            }
            if (!attributes.isRegularFile()) {
                throw new LogException(
                        Failure.UNREADABLE, where + " is not a regular file but a device, pipe or socket.");
            }
            String node = Nodes.of(real);
            try (FileChannel channel = FileChannel.open(real)) {
                return new FileInfo(
                        real.toString(),
                        node,
                        channel.size(),
                        attributes.lastModifiedTime().toInstant(),
                        LocalRanges.bytes(channel, 0, HEAD));
            }
        } catch (NoSuchFileException e) {
            throw new LogException(Failure.NOT_FOUND, "There is no file " + where + ".", e);
        } catch (AccessDeniedException e) {
            throw new LogException(
                    Failure.UNREADABLE,
                    where + " can't be read by user '" + System.getProperty("user.name")
                            + "': give that user read permission on the file and search permission on its directories.",
                    e);
        } catch (FileSystemLoopException e) {
            throw new LogException(Failure.UNREADABLE, where + " is a symbolic link that leads to itself.", e);
        } catch (IOException e) {
            throw new LogException(Failure.UNREADABLE, where + " can't be read: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public FileInfo probePacked(String path) throws LogException {
        FileInfo packed = probe(path);
        if (!path.endsWith(".gz")) {
            throw new LogException(Failure.UNREADABLE, path + " on " + host + " can't be unpacked; only gzip's can.");
        }
        return new FileInfo(
                packed.path(), packed.node(), -1, packed.modified(), LocalRanges.head(Path.of(packed.path()), HEAD));
    }

    @Override
    public Follower follow(String name, FileInfo file, long offset, Sink sink) throws LogException {
        Path real = path(file.path());
        FileChannel channel = null;
        try {
            // The same node before and after opening: then it is the one that was opened.
            if (file.node().equals(Nodes.orNull(real))) {
                channel = FileChannel.open(real);
            }
        } catch (IOException e) {
            // gone since, or not readable any more: the next probe says so
        }
        if (channel == null || !file.node().equals(Nodes.orNull(real))) {
            close(channel);
            sink.replaced();
            sink.ended(null);
            return new Ended();
        }
        return start(name + " on " + host, new FileOrigin(path(name), file.node(), channel, offset), sink);
    }

    @Override
    public Follower run(String command, Sink sink) throws LogException {
        try {
            return start("'" + command + "' on " + host, new CommandOrigin(command, sudo), sink);
        } catch (IOException e) {
            throw new LogException(
                    Failure.INTERNAL, "'" + command + "' can't be run on " + host + ": " + e.getMessage() + ".", e);
        }
    }

    private Follower start(String what, LocalFollower.Origin origin, Sink sink) throws LogException {
        LocalFollower follower = new LocalFollower(what, origin, sink, reel);
        if (!reel.add(follower)) {
            origin.close();
            throw new LogException(
                    Failure.UNREACHABLE, what + " can't be followed: its settings change or this server stops.");
        }
        return follower;
    }

    @Override
    public List<FoundFile> find(List<String> globs, int limit) {
        return new LocalFinder(limit).find(globs);
    }

    @Override
    public byte @Nullable [] read(String path, FileId id, long offset, int length) throws LogException {
        try {
            return LocalRanges.read(path(path), allowed, id, offset, length);
        } catch (IOException e) {
            throw new LogException(
                    Failure.UNREADABLE, "Reading " + path + " on " + host + " failed: " + e.getMessage() + ".", e);
        }
    }

    private Path path(String path) throws LogException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new LogException(
                    Failure.BAD_REQUEST,
                    "'" + path + "' can't name a file on " + host + ": " + e.getReason()
                            + ". For other letters than A to Z this server must run in a UTF-8 locale.",
                    e);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // read only
            }
        }
    }

    /** Ends every follower. */
    @Override
    public void close() {
        reel.close();
    }

    /** Was over before it began. */
    private static final class Ended implements Follower {
        @Override
        public void tick() {
            // nothing is followed
        }

        @Override
        public void stop() {
            // nothing is followed
        }
    }
}

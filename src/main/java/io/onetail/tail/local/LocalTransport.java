package io.onetail.tail.local;

import io.onetail.catalog.StandardError;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transport;
import java.io.IOException;
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
    /** Looks at a name that each time leads to another file. */
    private static final int TRIES = 20;

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
        return look(
                path,
                open -> new FileInfo(
                        open.path().toString(),
                        open.node(),
                        open.channel().size(),
                        open.modified().toInstant(),
                        LocalRanges.bytes(open.channel(), 0, HEAD)));
    }

    /** What is to be learnt of an open file. */
    private interface Look {
        FileInfo at(OpenFile open) throws IOException;
    }

    private FileInfo look(String path, Look look) throws LogException {
        Path file = path(path);
        String where = path + " on " + host;
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isDirectory()) {
                    throw new LogException(Failure.UNREADABLE, where + " is a directory; name a file in it.");
                }
                if (!attributes.isRegularFile()) {
                    throw new LogException(
                            Failure.UNREADABLE, where + " is not a regular file but a device, pipe or socket.");
                }
                try (OpenFile open = OpenFile.of(file)) {
                    // a rotation may have given the name to another file since
                    if (open.regular() && open.node().equals(Nodes.orNull(file))) {
                        return look.at(open);
                    }
                }
            }
            throw new LogException(
                    Failure.UNREACHABLE, where + " was another file each of " + TRIES + " times that it was opened.");
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
        if (!path.endsWith(".gz")) {
            throw new LogException(Failure.UNREADABLE, path + " on " + host + " can't be unpacked; only gzip's can.");
        }
        return look(
                path,
                open -> new FileInfo(
                        open.path().toString(),
                        open.node(),
                        -1,
                        open.modified().toInstant(),
                        LocalRanges.head(open, HEAD)));
    }

    @Override
    public Follower follow(String name, FileInfo file, long offset, Sink sink) throws LogException {
        Path real = path(file.path());
        OpenFile open = OpenFile.orNull(real);
        if (open == null || !open.path().equals(real) || !open.node().equals(file.node())) {
            if (open != null) {
                open.close();
            }
            sink.replaced();
            sink.ended(null);
            return new Ended();
        }
        return start(name + " on " + host, new FileOrigin(path(name), open, offset), sink);
    }

    @Override
    public Follower run(String command, StandardError errors, Sink sink) throws LogException {
        try {
            return start("'" + command + "' on " + host, new CommandOrigin(command, errors, sudo), sink);
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

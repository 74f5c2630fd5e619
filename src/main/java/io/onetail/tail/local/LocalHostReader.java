package io.onetail.tail.local;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FileRanges;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files and runs the commands of the application server's own machine. Safe for any thread. Owns a few threads, which run only
 * while they are needed.
 */
public final class LocalHostReader implements HostReader, FileRanges.HostFiles {
    private final String host;
    private final boolean sudo;
    private final Predicate<String> allowed;
    private final FileOpener opener;
    private final LocalRanges files;
    private final KeptFiles keptFiles;
    private final FileRanges ranges;
    private final LocalPoller localPoller;

    /**
     * @param host the catalog's name for this machine
     * @param sudo whether commands are run by {@code sudo -n}; files are read as the user that runs this server
     * @param allowed whether the host's globs allow a path
     * @param threads makes the threads
     */
    public LocalHostReader(String host, boolean sudo, Predicate<String> allowed, ThreadFactory threads) {
        this.host = host;
        this.sudo = sudo;
        this.allowed = allowed;
        this.opener = new FileOpener(host, allowed, threads);
        this.files = new LocalRanges(opener);
        this.keptFiles = new KeptFiles(opener);
        this.ranges = new FileRanges(this, allowed);
        this.localPoller = new LocalPoller(threads);
    }

    @Override
    public CompletionStage<?> ready() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public LogFollower follow(String path, boolean names, FollowerSink sink) {
        Path file;
        try {
            file = opener.path(path);
        } catch (LogException e) {
            FollowedLog none = new FollowedLog(path, Path.of("/"), names, sink, opener, files, keptFiles, localPoller);
            none.end(e);
            return none;
        }
        FollowedLog follower = new FollowedLog(path, file, names, sink, opener, files, keptFiles, localPoller);
        localPoller.add(follower);
        return follower;
    }

    @Override
    public LogFollower run(String command, StderrMode errors, FollowerSink sink) {
        FollowedCommand follower = new FollowedCommand(command, errors, sudo, host, sink, localPoller);
        localPoller.add(follower);
        return follower;
    }

    @Override
    public List<FileLook> look(String log, List<String> files, int head, boolean packed) {
        List<FileLook> looks = new ArrayList<>();
        for (String file : files) {
            try {
                looks.add(new FileLook(look(log, file, head, packed), null));
            } catch (LogException e) {
                looks.add(new FileLook(null, e));
            }
        }
        return looks;
    }

    private FileInfo look(String log, String file, int head, boolean packed) throws LogException {
        Path path = opener.path(file);
        try (OpenFile open = opener.open(log, path)) {
            boolean unpack = packed && FileUnpacker.isPacked(file);
            return new FileInfo(
                    open.path().toString(),
                    open.node(),
                    unpack ? -1 : open.channel().size(),
                    open.modified().toInstant(),
                    unpack ? FileUnpacker.read(open, file, 0, head) : open.bytes(0, head));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public List<FoundFile> find(List<String> globs, int limit) {
        return new LocalFinder(limit, allowed).find(globs);
    }

    @Override
    public List<FoundFile> findOlder(String log, List<String> globs, int limit) {
        SiblingScope siblingScope = opener.siblingScope(log);
        return new LocalFinder(limit, path -> allowed.test(path) || siblingScope.allows(path)).find(globs);
    }

    @Override
    public byte @Nullable [] read(String path, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return ranges.read(path, id, offset, length);
    }

    @Override
    public byte @Nullable [] readOlder(String log, String file, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return ranges.readOlder(log, file, id, offset, length);
    }

    @Override
    public FileRanges.@Nullable FileRange ofNode(
            String log, String file, String node, boolean packed, long offset, int length) throws LogException {
        try {
            FileRanges.FileRange kept = packed ? null : keptFiles.range(opener.path(log), node, offset, length);
            return kept != null
                    ? kept
                    : files.ofNode(opener.path(log), opener.path(file), node, packed, offset, length);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public FileRanges.@Nullable FileRange at(String log, String file, boolean packed, long offset, int length)
            throws LogException {
        try {
            return files.at(opener.path(log), opener.path(file), packed, offset, length);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public @Nullable String target(String log) throws LogException {
        Path target = LocalRanges.target(opener.path(log));
        return target == null ? null : target.toString();
    }

    private LogException unreadable(String file, IOException cause) {
        return new LogException(
                FailureCode.UNREADABLE,
                "Reading " + file + " on " + host + " failed: " + cause.getMessage() + ".",
                cause);
    }

    /** Ends all followers soon, without waiting for them. */
    @Override
    public void close() {
        localPoller.close();
        opener.close();
    }
}

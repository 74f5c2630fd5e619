package io.onetail.tail;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What reads the files and runs the commands of one host for this server. {@code src/site/markdown/reader.md} says what it does on the host, and
 * what its words mean. Safe for any thread. Each call connects if need be; a failure names the host and what was tried. Owned by {@link HostReaders}.
 */
public interface HostReader extends AutoCloseable {
    /**
     * Connects if need be, without blocking.
     *
     * @return completed when the host can be asked; exceptionally with a {@link LogException} (unreachable, auth-failed, host-key, unreadable) if it can't be
     */
    CompletionStage<?> ready();

    /** What the reader on the host can't promise, as it said when it began; empty if none has begun yet. */
    default Set<ReaderLimit> lacks() {
        return Set.of();
    }

    /**
     * Opens a log's file and watches it, without blocking: what there is, and what happens from now on, is told to the sink, also a failure.
     *
     * @param path the log's name
     * @param names whether to tell when names in the file's directory come or go
     */
    LogFollower follow(String path, boolean names, FollowerSink sink);

    /** Runs a command that an administrator defined, without blocking: it says its words to the sink, also a failure. */
    LogFollower run(String command, StderrMode errors, FollowerSink sink);

    /**
     * Looks at files; blocks, at most for the host's time-out.
     *
     * @param log the log whose files they are
     * @param head how many first bytes to show, at most 4096
     * @param packed whether to look into compressed files, by the end of their names: then the first bytes are those of what is packed, and the size is -1
     * @return one for each file, in their order
     */
    List<FileLook> look(String log, List<String> files, int head, boolean packed)
            throws LogException, InterruptedException;

    /** As {@link #look(String, List, int, boolean)}, for the log's own file. Errors: not-found, unreadable, forbidden. */
    default FileInfo look(String log) throws LogException, InterruptedException {
        return look(log, List.of(log), 4096, false).get(0).info();
    }

    /**
     * The regular files (and links to them) that match one of the globs, sorted by path. If there are too many, each directory has its share, see
     * {@link FairFiles}. Blocks, at most for the host's time-out.
     *
     * @param limit most files to return; the caller asks for more than it needs to learn whether there are
     */
    List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException;

    /**
     * As {@link #find}, but for what may be older files of a log, which may be read although no glob of the host's stands for them.
     *
     * @param log its name, perhaps with {@code %d}
     */
    default List<FoundFile> findOlder(String log, List<String> globs, int limit)
            throws LogException, InterruptedException {
        return find(globs, limit);
    }

    /**
     * Reads bytes of the file that {@code id} names: under {@code path}, or, when that is another file by now, found by
     * its inode (then its fingerprint) in the same directory, never through a link beside it. If only a short fingerprint tells, no bytes
     * are read beyond it. Blocks, at most for the host's time-out.
     *
     * @param offset in the file, unpacked if it is packed by now
     * @return at most {@code length} bytes, fewer only at the end of the file; null if no such file is there any more, or too little is known to be sure
     */
    byte @Nullable [] read(String path, FileId id, long offset, int length) throws LogException, InterruptedException;

    /**
     * As {@link #read}, of what a look has found to be an older file of a log: that very file, wherever it is by now, unpacked if it is packed by its
     * name; if it is gone, as {@link #read}.
     *
     * @param log the log's own file, which is allowed; an older one need not be by itself
     * @param file where it was found
     */
    default byte @Nullable [] readOlder(String log, String file, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return read(file, id, offset, length);
    }

    /** Ends everything; followers end. May be called twice. */
    @Override
    void close();

    /**
     * What a look at one file found.
     *
     * @param found null if it can't be read
     * @param failure why it can't be read: not-found, unreadable or forbidden; null if it can
     */
    record FileLook(@Nullable FileInfo found, @Nullable LogException failure) {
        public FileInfo info() throws LogException {
            if (found == null) {
                LogException cause = Objects.requireNonNull(failure);
                throw new LogException(cause.failure(), String.valueOf(cause.getMessage()), cause);
            }
            return found;
        }
    }

    /**
     * One life of a followed log, from one beginning to the next.
     *
     * @param number from 0, in the order in which they began
     * @param missed whether there was at least one more between this and the one before, which nobody could open
     * @param file where it was at that moment, and its first bytes
     */
    record FileLife(int number, LifeKind kind, boolean missed, FileInfo file) {
        /** How a life begins. */
        public enum LifeKind {
            /** It was there when following began, or was the first that was. */
            FIRST,
            /** Another file has the name. */
            NEXT,
            /** The file was cut, or written again from its beginning. */
            CUT
        }
    }

    /** What is being followed. Its methods may be called by any thread, and block only where they say so; after the end they do nothing. */
    interface LogFollower {
        /** Reads from this byte on; nothing is read before. To be called once; for a command not at all. */
        void start(int life, long offset);

        /** So many more bytes may come; none may before. */
        void grant(int bytes);

        /**
         * Bytes of a life, whatever its file's name is by now; blocks, at most for the host's time-out.
         *
         * @return at most {@code length}, fewer only at the file's end; null if that life is not open any more
         */
        byte @Nullable [] peek(int life, long offset, int length) throws LogException, InterruptedException;

        /** Ends it, on the host too; nothing more is told from then on but {@link FollowerSink#ended}, if that has not been called. May be called twice. */
        void stop();
    }

    /**
     * Takes what a follower tells. Called by one thread at a time, in order; {@link #ended} comes last and exactly once. Its methods must not block: they
     * would hold up everything of this host. Never more bytes come than were granted.
     */
    interface FollowerSink {
        /** A life has begun; it comes before any of its bytes. */
        void life(FileLife life);

        /**
         * Bytes of a life. Within a life they are in order and without a gap but for holes. Lives come one after the other, but those
         * that are over may go on: their writers still use them.
         *
         * @param buffer the reader's, used again after the call
         */
        void bytes(int life, long offset, byte[] buffer, int from, int length);

        /** So many zero bytes stand here in the file. */
        void hole(int life, long offset, long length);

        /** All that there is of this life, which was read last, and of those before it has been told; it ends here. */
        void caughtUp(int life, long offset);

        /** The log's name leads nowhere: not-found, unreadable or forbidden. What is still written to the last file goes on to come. */
        void nameless(LogException why);

        /** The name leads to the newest life again. */
        void named();

        /** What has not come of this life does not come any more, though it was there: too many were not read, or for too long. */
        default void givenUp(int life) {}

        /** A name in the directory has come or gone, if that was asked for. */
        default void changed() {}

        /**
         * What a command says.
         *
         * @param error whether on its standard error; never if that is merged
         */
        default void output(boolean error, byte[] buffer, int from, int length) {}

        /** The command has ended by itself, after all of its words; -1 for a signal. {@link #ended} follows. */
        default void finished(int status) {}

        /** Nothing more comes; null after {@link LogFollower#stop} or {@link #finished}, else the cause. */
        void ended(@Nullable LogException cause);
    }
}

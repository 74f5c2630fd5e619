package io.onetail.tail;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimitation;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files and runs the commands of one host for this server. {@code src/site/markdown/reader.md} describes what it does on the host
 * and defines the terms. Safe for any thread. Each call connects if necessary; a failure names the host and what was tried. Owned by
 * {@link HostReaders}.
 */
public interface HostReader extends AutoCloseable {
    /**
     * Connects if necessary, without blocking.
     *
     * @return completes when the host can be asked, or exceptionally with a {@link LogException} (unreachable, auth-failed, host-key,
     *     unreadable)
     */
    CompletionStage<?> ready();

    /** The promises that the reader on the host can't keep, as it said when it started; empty if none has started yet. */
    default Set<ReaderLimitation> lacks() {
        return Set.of();
    }

    /**
     * Opens a log's file and watches it, without blocking. The sink receives everything: what is there, what happens from now on, and
     * failures.
     *
     * @param path the log's name
     * @param names whether to report names that come or go in the file's directory
     */
    LogFollower follow(String path, boolean names, FollowerSink sink);

    /** Runs a command that an administrator defined, without blocking. The sink receives its output, and failures. */
    LogFollower run(String command, StderrMode errors, FollowerSink sink);

    /**
     * Looks at files. Blocks, at most for the host's time-out.
     *
     * @param log the log to which the files belong
     * @param head how many first bytes to return, at most 4096
     * @param packed whether to look into compressed files, by the ending of their names: the head is then unpacked, and the size is -1
     * @return one result for each file, in the same order
     * @throws LogException if the host can't be asked
     */
    List<FileLook> look(String log, List<String> files, int head, boolean packed)
            throws LogException, InterruptedException;

    /**
     * As {@link #look(String, List, int, boolean)}, for the log's own file.
     *
     * @throws LogException not-found, unreadable or forbidden, or if the host can't be asked
     */
    default FileInfo look(String log) throws LogException, InterruptedException {
        return look(log, List.of(log), 4096, false).get(0).info();
    }

    /**
     * Lists the regular files, and links to regular files, that match one of the globs, sorted by path. If there are too many, each
     * directory gets its share, see {@link FairFiles}. Blocks, at most for the host's time-out.
     *
     * @param limit how many files to return at most; to learn whether there are more, ask for one more than needed
     */
    List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException;

    /**
     * As {@link #find}, for files that may be older files of a log. These may be read even if no glob of the host matches them.
     *
     * @param log the log's name, perhaps with {@code %d}
     */
    default List<FoundFile> findOlder(String log, List<String> globs, int limit)
            throws LogException, InterruptedException {
        return find(globs, limit);
    }

    /**
     * Reads bytes of the file that {@code id} identifies: under {@code path} or, if that is another file by now, in the same directory,
     * where it is found by its inode, else by its fingerprint, but never through a link. If it was found by a short fingerprint only, no
     * bytes beyond that are read. Blocks, at most for the host's time-out.
     *
     * @param offset in the file, unpacked if it is packed by now
     * @return at most {@code length} bytes, fewer only at the end of the file; null if there is no such file any more, or too little is
     *     known of it to be sure
     */
    byte @Nullable [] read(String path, FileId id, long offset, int length) throws LogException, InterruptedException;

    /**
     * As {@link #read}, for a file that a look has found to be an older file of a log: that file, wherever it is by now, unpacked if its
     * name says that it is packed. If it is gone, as {@link #read}.
     *
     * @param log the log's own file, which is allowed; the older file need not be allowed itself
     * @param file where it was found
     */
    default byte @Nullable [] readOlder(String log, String file, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return read(file, id, offset, length);
    }

    /** Ends everything, all followers included. May be called twice. */
    @Override
    void close();

    /**
     * The result of a look at one file.
     *
     * @param found null if the file can't be read
     * @param failure why it can't be read: not-found, unreadable or forbidden; null if it can
     */
    record FileLook(@Nullable FileInfo found, @Nullable LogException failure) {
        /** @throws LogException why the file can't be read */
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
     * @param number from 0, in the order in which the lives began
     * @param missed whether something may be missing between this life and the one before, which could not be opened
     * @param file where the file was when the life began, and its first bytes
     */
    record FileLife(int number, LifeKind kind, boolean missed, FileInfo file) {
        /** How a life begins. */
        public enum LifeKind {
            /** It was there when following began, or is the first one after that. */
            FIRST,
            /** Another file has the name. */
            NEXT,
            /** The file was cut, or written again from its beginning. */
            CUT
        }
    }

    /**
     * Controls what is being followed. Any thread may call its methods, which block only where they say so; after the end they do nothing.
     */
    interface LogFollower {
        /** Reads from this byte on; nothing is read before this call. To be called once, and never for a command. */
        void start(int life, long offset);

        /** Allows this many more bytes to come; without a grant none come. */
        void grant(int bytes);

        /**
         * Reads bytes of a life, whatever its file's name is by now. Blocks, at most for the host's time-out.
         *
         * @return at most {@code length} bytes, fewer only at the end of the file; null if that life is not open any more
         */
        byte @Nullable [] peek(int life, long offset, int length) throws LogException, InterruptedException;

        /**
         * Keeps an older file of the log open for as long as its writer may use it, so that {@link HostReader#read} and
         * {@link HostReader#readOlder} find it by its inode, whatever becomes of its names. Blocks, at most for the host's time-out.
         *
         * @param file one of its names, or a name beside which it is
         * @param node its {@code device:inode}
         * @return whether it is open; false if it is not there any more, or this reader keeps no files
         */
        default boolean keep(String file, String node) throws LogException, InterruptedException {
            return false;
        }

        /**
         * Ends it, on the host too. After this call the sink receives nothing but {@link FollowerSink#ended}, unless it has had that
         * already. May be called twice.
         */
        void stop();
    }

    /**
     * Receives what a follower reports. Called by one thread at a time, in order; {@link #ended} comes last and exactly once. Its methods
     * must not block, since that would hold up everything of this host. No more bytes come than were granted.
     */
    interface FollowerSink {
        /** A life has begun; this comes before any of its bytes. */
        void life(FileLife life);

        /**
         * Bytes of a life. Within a life they come in order and without a gap, except for holes. Lives come one after the other, but a life
         * that is over may continue, since its writer may still use the file.
         *
         * @param buffer the reader's, reused after the call
         */
        void bytes(int life, long offset, byte[] buffer, int from, int length);

        /** At this place the file has this many zero bytes. */
        void hole(int life, long offset, long length);

        /** Everything that there is of this life, up to {@code offset}, and of all lives before it has been delivered. */
        void caughtUp(int life, long offset);

        /**
         * The log's name does not lead to a file that can be read: not-found, unreadable or forbidden. What is still written to the last
         * file continues to come.
         */
        void nameless(LogException why);

        /** The name leads to the newest life again. */
        void named();

        /** What has not been delivered of this life will not come, though it was there: too many lives were not read, or for too long. */
        void givenUp(int life);

        /** A name in the directory has come or gone. Called only if that was asked for. */
        default void changed() {}

        /**
         * Output of a command.
         *
         * @param error whether it is from standard error; never if the two are merged
         */
        default void output(boolean error, byte[] buffer, int from, int length) {}

        /**
         * The command has ended by itself, after all of its output. {@link #ended} follows.
         *
         * @param status the exit status; -1 if a signal ended it
         */
        default void finished(int status) {}

        /** Nothing more comes. The cause is null after {@link LogFollower#stop} or {@link #finished}. */
        void ended(@Nullable LogException cause);
    }
}

package io.onetail.tail;

import io.onetail.catalog.StandardError;
import io.onetail.protocol.LogException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to one host's files and commands. Safe for any thread; calls block, at most for the host's time-out. Each
 * call connects if need be; a failure names the host and what was tried. Owned by {@link Transports}.
 */
public interface Transport extends AutoCloseable {
    /**
     * Looks at a file. Errors: not-found, unreadable (no permission, directory, not a regular file, path not
     * resolvable), unreachable, auth-failed, host-key. Whether the content is text, and whether the resolved path is
     * allowed, is the caller's question.
     */
    FileInfo probe(String path) throws LogException, InterruptedException;

    /**
     * Looks into a compressed file, by its name's end {@code .gz}, {@code .xz}, {@code .zst} or {@code .bz2}: as {@link #probe}, but with the first bytes of
     * what is packed, and -1 for its size. Unreadable also if the host can't unpack it.
     */
    FileInfo probePacked(String path) throws LogException, InterruptedException;

    /**
     * Follows a file from a byte on, and asks for the first answer. The sink may be called before this returns; it is never
     * called if this throws.
     *
     * @param name the path as the log is named, which is watched for a rename
     * @param file what {@link #probe} found; if the name leads to another node by now, the follower ends at once with
     *     {@link Sink#replaced()}
     * @param offset first byte to read
     */
    Follower follow(String name, FileInfo file, long offset, Sink sink) throws LogException, InterruptedException;

    /**
     * Runs a command that an administrator defined and follows what it says; it has no file and no offset. When it ends by itself,
     * {@link Sink#finished} says so.
     */
    Follower run(String command, StandardError errors, Sink sink) throws LogException, InterruptedException;

    /**
     * The regular files (and links to them) that match one of the globs, sorted by path. If there are too many, each directory has its share, see
     * {@link FairFiles}.
     *
     * @param limit most files to return; the caller asks for more than it needs to learn whether there are
     */
    List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException;

    /**
     * Reads bytes of the file that {@code id} names: under {@code path}, or, when that is another file by now, found by
     * its inode (then its fingerprint) in the same directory, never through a link beside it. If only a short fingerprint tells, no bytes
     * are read beyond it.
     *
     * @return at most {@code length} bytes, fewer only at the end of the file; null if no such file is there any more, or too little is known to be sure
     */
    byte @Nullable [] read(String path, FileId id, long offset, int length) throws LogException, InterruptedException;

    /** Ends every connection; followers end. May be called twice. */
    @Override
    void close();

    /** What is being followed. Its methods may be called by any thread. */
    interface Follower {
        /**
         * Says that the server is alive, and asks whether the name still leads to the followed file: answered by
         * {@link Sink#same()} or {@link Sink#moved}. To be called once a second: without it for 6 seconds, the remote
         * side ends.
         */
        void tick() throws LogException;

        /** Ends it, remote process included; {@link Sink#ended} follows if it has not been called. May be called twice. */
        void stop();
    }

    /**
     * Takes what a follower reads. Called by one thread at a time, in order; {@link #ended} comes last and exactly once. A method may
     * block for flow control, but then holds up everything that comes from this host, so only for a moment.
     */
    interface Sink {
        /** Bytes of the log; the array is the transport's and is used again after the call. */
        void bytes(byte[] buffer, int offset, int length);

        /** The file was cut to length 0 in place: bytes before this call are from before, those after it start at offset 0. */
        void truncated();

        /** The name leads to the followed file (again). */
        void same();

        /** The name leads elsewhere or nowhere by now; the followed file has this size, bytes, at the moment. */
        void moved(long size);

        /** Not the file that was asked for: nothing was read, probe again. {@link #ended} follows. */
        void replaced();

        /**
         * The command has ended by itself. {@link #ended} follows.
         *
         * @param words the last that it said on its standard error, in the bytes of its charset as ISO-8859-1; empty if that is part of the log
         */
        default void finished(int status, String words) {}

        /** Nothing more comes; null after {@link Follower#stop}, {@link #replaced} or {@link #finished}, else the cause. */
        void ended(@Nullable LogException cause);
    }
}

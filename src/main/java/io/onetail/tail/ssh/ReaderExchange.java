package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;

/**
 * What one request waits for. Frames are delivered by the connection's thread, and no method may block. A
 * frame that does not fit is a {@link BadFrameException}, by which the connection ends.
 */
interface ReaderExchange {
    /** It is going to be asked for, under this number. */
    void asked(ReaderLink link, long id);

    /** Any frame but bytes. After {@code E} and {@code Z} nothing comes. */
    void frame(ReaderFrame frame) throws BadFrameException;

    default void bytes(int life, long offset, byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("bytes of a log that nobody follows");
    }

    default void range(byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("bytes of a file that nobody reads");
    }

    default void output(boolean error, byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("words of a command that nobody runs");
    }

    /** The link has ended before the request has; called by any thread, at most once. */
    void fail(LogException cause);
}

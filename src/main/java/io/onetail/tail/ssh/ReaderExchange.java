package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;

/**
 * What is waiting for the answers to one request. Frames are delivered by the connection's thread, and no method may block. A frame that
 * does not fit is a {@link BadFrameException}, which ends the connection.
 */
interface ReaderExchange {
    /** The request is about to be sent, with this number. */
    void asked(ReaderLink link, long id);

    /** Any frame without bytes. Nothing comes after {@code E} and {@code Z}. */
    void frame(ReaderFrame frame) throws BadFrameException;

    default void bytes(int life, long offset, byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("bytes of a log that is not followed");
    }

    default void range(byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("bytes of a file that is not read");
    }

    default void output(boolean error, byte[] buffer, int from, int length) throws BadFrameException {
        throw new BadFrameException("output of a command that is not run");
    }

    /** The link has ended before the request; called by any thread, at most once. */
    void fail(LogException cause);
}

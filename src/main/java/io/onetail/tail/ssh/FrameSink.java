package io.onetail.tail.ssh;

/** Takes what a {@link FrameDecoder} reads, in order. Buffers are used again after each call. */
interface FrameSink {
    void frame(ReaderFrame frame) throws BadFrameException;

    /** A piece of {@code D}: one frame makes one or more of them. */
    void bytes(long id, int life, long offset, byte[] buffer, int from, int length) throws BadFrameException;

    /** A piece of {@code B}. */
    void range(long id, byte[] buffer, int from, int length) throws BadFrameException;

    /** A piece of {@code W}. */
    void output(long id, boolean error, byte[] buffer, int from, int length) throws BadFrameException;
}

package io.onetail.tail.ssh;

/** Receives what a {@link FrameDecoder} reads, in order. Buffers are reused after each call. */
interface FrameSink {
    void frame(ReaderFrame frame) throws BadFrameException;

    /** A piece of a frame {@code D}, which arrives in one or more pieces. */
    void bytes(long id, int life, long offset, byte[] buffer, int from, int length) throws BadFrameException;

    /** A piece of a frame {@code B}. */
    void range(long id, byte[] buffer, int from, int length) throws BadFrameException;

    /** A piece of a frame {@code W}. */
    void output(long id, boolean error, byte[] buffer, int from, int length) throws BadFrameException;
}

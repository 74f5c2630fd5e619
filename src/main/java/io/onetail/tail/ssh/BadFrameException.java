package io.onetail.tail.ssh;

/**
 * A reader has written something that is not a frame of the protocol, so nothing after it can be understood. The message is the end of a
 * sentence.
 */
final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1;

    BadFrameException(String message) {
        super(message);
    }
}

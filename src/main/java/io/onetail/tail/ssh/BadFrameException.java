package io.onetail.tail.ssh;

/** What a reader has written is no frame of the protocol; nothing that comes after it can be understood. The message is the end of a sentence. */
final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1;

    BadFrameException(String message) {
        super(message);
    }
}

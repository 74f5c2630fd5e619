package io.onetail.relay.redis;

/** A reply of Redis has another form than its command's replies have. Whether the command was carried out is not known. */
final class MalformedReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedReplyException(RuntimeException cause) {
        super(cause.toString(), cause);
    }
}

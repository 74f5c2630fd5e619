package io.onetail.tail;

/** Another server holds the lease by now: this tail ends and announces nothing, since the other server speaks for the log. */
final class NotOwnerException extends Exception {
    private static final long serialVersionUID = 1;
}

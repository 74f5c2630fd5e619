package io.onetail.tail;

/** Another server holds the lease by now: this tail ends without a word, the other one speaks for the log. */
final class NotOwnerException extends Exception {
    private static final long serialVersionUID = 1;
}

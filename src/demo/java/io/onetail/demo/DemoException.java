package io.onetail.demo;

/** The demo can't start or continue. The message is for the person who started it. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String message) {
        super(message, null, false, false);
    }
}

package io.onetail.tail.ssh;

/** How JSch's messages begin that say what its types don't; {@code JschTextTest} looks for them in the version that is used. */
enum JschText {
    CONNECTION_BROKEN("Caught an exception, leaving main loop"),
    LOGIN_BROKEN("an exception during authentication"),
    LOGIN_REFUSED("Auth "),
    TOO_MANY_LOGINS("Login trials"),
    CERTIFICATE_INVALID("Host certificate validation failed"),
    CONNECTION_CLOSED("End of IO Stream"),
    CONNECTION_CLOSED_EARLY("connection is closed by foreign host");

    final String text;

    JschText(String text) {
        this.text = text;
    }

    boolean begins(String message) {
        return message.startsWith(text);
    }

    boolean isIn(String message) {
        return message.contains(text);
    }
}

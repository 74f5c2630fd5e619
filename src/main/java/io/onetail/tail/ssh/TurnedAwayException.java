package io.onetail.tail.ssh;

import java.io.IOException;

/**
 * The cause of a failure that may be over at once: the server closed the connection before the login, as sshd does beyond its MaxStartups.
 */
final class TurnedAwayException extends IOException {
    private static final long serialVersionUID = 1;

    TurnedAwayException(Throwable cause) {
        super(cause);
    }
}

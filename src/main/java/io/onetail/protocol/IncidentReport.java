package io.onetail.protocol;

import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reports an unexpected failure. The stack trace goes to the server's log under a number. The client gets only that
 * number, since names of classes and versions would help an attacker. Stateless.
 */
public final class IncidentReport {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.incident");

    private IncidentReport() {}

    /**
     * Logs a failure.
     *
     * @param what what failed, for the log; without control characters
     * @return the exception to answer with
     */
    public static LogException of(String what, Throwable failure) {
        String number = String.format("%08x", ThreadLocalRandom.current().nextInt());
        LOGGER.log(Level.ERROR, what + " has failed unexpectedly; number " + number + ".", failure);
        return new LogException(
                FailureCode.INTERNAL,
                "Something went wrong on the server. Its log says more under the number " + number + ".",
                failure);
    }
}

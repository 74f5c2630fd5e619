package io.onetail.protocol;

import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A failure that nobody has foreseen. Its trace is in the server's log, under a number; whoever asked is told that number and nothing else,
 * since names of classes and versions are of use only to somebody who looks for a way in. Stateless.
 */
public final class IncidentReport {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.incident");

    private IncidentReport() {}

    /**
     * Puts a failure down.
     *
     * @param what what was done, for the log; without characters that control how a line looks
     * @return what to tell whoever asked
     */
    public static LogException of(String what, Throwable failure) {
        String number = String.format("%08x", ThreadLocalRandom.current().nextInt());
        LOGGER.log(Level.ERROR, what + " failed in a way that was not foreseen; number " + number + ".", failure);
        return new LogException(
                FailureCode.INTERNAL,
                "Something went wrong on the server. Its log says more under the number " + number + ".",
                failure);
    }
}

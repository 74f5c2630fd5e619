package io.onetail.access;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Finds logs for one person. For a log that the person may not use, the answer is that it does not exist; the real
 * reason goes to the audit and the server's log. Immutable, safe for any thread.
 *
 * @param person null if nobody has signed in
 * @param address the address that the request came from
 */
public record LogLookup(@Nullable Person person, String address, AuditLog audit) {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    /**
     * Finds what the log's name stands for.
     *
     * @param rights the person's rights
     * @throws LogException if the log does not exist or the person may not use it, in the same words
     */
    public LogSource find(LogId log, Action action, Catalog catalog, Rights rights) throws LogException {
        try {
            return catalog.resolve(log, rights.to(action));
        } catch (LogException e) {
            refused(log, action, catalog, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void refused(LogId log, Action action, Catalog catalog, String answer) {
        String reason = answer;
        try {
            catalog.resolve(log);
            reason = "None of their roles allows the action '" + action.word() + "' on it.";
        } catch (LogException e) {
            // the answer is the same for everybody
        }
        audit.refused(person, address, action.word(), log, reason);
        LOGGER.log(
                Level.WARNING,
                "Refused {0} from {1} permission to {2} ''{3}'' on host ''{4}'': {5}",
                person == null ? "somebody" : SafeText.shown(person.name()),
                address,
                action.word(),
                SafeText.shown(log.source()),
                SafeText.shown(log.host()),
                reason);
    }
}

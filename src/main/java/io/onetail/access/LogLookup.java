package io.onetail.access;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Finds logs for one person. Whom it is not for learns that it is not there; the operator learns why. Immutable, safe for any thread.
 *
 * @param person null if nobody is known
 * @param address from where they ask
 */
public record LogLookup(@Nullable Person person, String address, AuditLog audit) {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    /**
     * @param rights theirs
     * @param action what they want to do with the log
     * @throws LogException if the log is not there, or not for this person, which is the same
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
            reason = "No role of theirs allows to " + action.word() + " it.";
        } catch (LogException e) {
            // it is so for everybody
        }
        audit.refused(person, address, action.word(), log, reason);
        LOGGER.log(
                Level.WARNING,
                "Refused {0} from {1} to {2} ''{3}'' on host ''{4}'': {5}",
                person == null ? "somebody" : SafeText.shown(person.name()),
                address,
                action.word(),
                SafeText.shown(log.source()),
                SafeText.shown(log.host()),
                reason);
    }
}

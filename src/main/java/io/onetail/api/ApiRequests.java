package io.onetail.api;

import io.onetail.access.PersonPrincipal;
import io.onetail.access.Policy;
import io.onetail.access.Rights;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** What a request asks for, and what the person who sent it may do. Stateless. */
final class ApiRequests {
    private ApiRequests() {}

    /**
     * What a person may do at this moment.
     *
     * @param principal of the request; null if nobody is known
     */
    static Rights rights(Policy policy, @Nullable Principal principal) {
        return policy.of(PersonPrincipal.personOf(principal));
    }

    /**
     * Refuses everybody but administrators.
     *
     * @param principal of the request; null if nobody is known
     * @throws LogException forbidden, unless the person is an administrator
     */
    static void requireAdministrator(Policy policy, @Nullable Principal principal) throws LogException {
        if (!rights(policy, principal).administers()) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    "This is for administrators of Onetail; no role of yours allows 'administer'.");
        }
    }

    /**
     * The log that two parameters name.
     *
     * @throws LogException bad-request if one is missing or not valid
     */
    static LogId log(@Nullable String host, @Nullable String source) throws LogException {
        if (host == null || source == null) {
            throw badRequest("'host' and 'source' are needed, which name a log.");
        }
        try {
            return new LogId(host, source);
        } catch (IllegalArgumentException e) {
            throw new LogException(
                    FailureCode.BAD_REQUEST, "'host' and 'source' do not name a log: " + e.getMessage() + ".", e);
        }
    }

    /**
     * A parameter that is a whole number of bytes.
     *
     * @param name of the parameter
     * @param text its value; null if it is missing
     * @param fallback the value if it is missing
     * @throws LogException bad-request if it is negative, or not a number
     */
    static long bytes(String name, @Nullable String text, long fallback) throws LogException {
        if (text == null) {
            return fallback;
        }
        if (!text.matches("\\d{1,18}")) {
            throw badRequest("'" + name + "' must be a whole number of bytes.");
        }
        return Long.parseLong(text);
    }

    /**
     * A parameter that is true or false.
     *
     * @param name of the parameter
     * @param text its value; null, which counts as false, if the request does not have it
     * @throws LogException bad-request if it is anything else
     */
    static boolean flag(String name, @Nullable String text) throws LogException {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw badRequest("'" + name + "' must be true or false.");
        }
        return "true".equals(text);
    }

    /** The failure of a request that is not valid. */
    static LogException badRequest(String message) {
        return new LogException(FailureCode.BAD_REQUEST, message);
    }
}

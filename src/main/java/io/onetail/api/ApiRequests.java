package io.onetail.api;

import io.onetail.access.PersonPrincipal;
import io.onetail.access.Rights;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import io.onetail.server.ConfigurationService;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Who asks a resource, what they may do, and how they are told of a failure. Stateless. */
final class ApiRequests {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final JsonProvider JSON = JsonProvider.provider();

    private ApiRequests() {}

    /** What the one who asks may do at this moment. */
    static Rights rights(ConfigurationService configuration, SecurityContext security) {
        return configuration.policy().get().of(PersonPrincipal.personOf(security.getUserPrincipal()));
    }

    /** @throws LogException forbidden, unless the one who asks is an administrator */
    static Rights administrator(ConfigurationService configuration, SecurityContext security) throws LogException {
        Rights rights = rights(configuration, security);
        if (!rights.administers()) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    "This is for administrators of Onetail; no role of yours allows 'administer'.");
        }
        return rights;
    }

    /** The log that two parameters name. */
    static LogId log(@Nullable String host, @Nullable String source) throws LogException {
        if (host == null || source == null) {
            throw new LogException(FailureCode.BAD_REQUEST, "'host' and 'source' are needed, which name a log.");
        }
        try {
            return new LogId(host, source);
        } catch (IllegalArgumentException e) {
            throw new LogException(
                    FailureCode.BAD_REQUEST, "'host' and 'source' name no log: " + e.getMessage() + ".", e);
        }
    }

    static Response failure(LogException e) {
        Response.ResponseBuilder response = Response.status(status(e.failure()));
        if (e.failure() == FailureCode.LIMIT) {
            response.header("Retry-After", 1);
        }
        return response.entity(json(e).toString())
                .header("Cache-Control", "no-store")
                .build();
    }

    static JsonObject json(LogException e) {
        return JSON.createObjectBuilder()
                .add("code", e.failure().code())
                .add("message", SafeText.escaped(String.valueOf(e.getMessage())))
                .build();
    }

    /** What a servlet does to answer. */
    interface ServletAnswer {
        void run() throws LogException, InterruptedException, IOException;
    }

    /**
     * Answers as a resource would if it fails. What fails half-way must have said how long it is, and that the connection ends with it: then the
     * server breaks that, and nobody takes the part for the whole.
     */
    static void answer(HttpServletResponse response, ServletAnswer servletAnswer) throws IOException {
        LogException failure;
        try {
            servletAnswer.run();
            return;
        } catch (LogException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new LogException(FailureCode.UNREACHABLE, "The server is stopping.", e);
        }
        if (response.isCommitted()) {
            LOGGER.log(Level.INFO, "An answer was broken off: {0}", failure.getMessage());
            return;
        }
        if (failure.failure() == FailureCode.LIMIT) {
            response.setIntHeader("Retry-After", 1);
        }
        refuse(response, status(failure.failure()), failure);
    }

    /** Answers with a status of its own. */
    static void refuse(HttpServletResponse response, int status, LogException failure) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(json(failure).toString());
    }

    /** A parameter that is a whole number from 0 on. */
    static long number(HttpServletRequest request, String name, long fallback) throws LogException {
        String text = request.getParameter(name);
        if (text == null) {
            return fallback;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new LogException(FailureCode.BAD_REQUEST, "'" + name + "' must be a whole number of bytes.");
        }
        return Long.parseLong(text);
    }

    private static int status(FailureCode failure) {
        return switch (failure) {
            case BAD_REQUEST, BEYOND -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case LIMIT -> 429;
            case UNREACHABLE, AUTH_FAILED, HOST_KEY, UNREADABLE -> 502;
            case INTERNAL -> 500;
        };
    }
}

package io.onetail.admin;

import io.onetail.access.Rights;
import io.onetail.access.SignedIn;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.runtime.Configuration;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Who asks a resource, what they may do, and how they are told of a failure. Stateless. */
final class Asking {
    private static final JsonProvider JSON = JsonProvider.provider();

    private Asking() {}

    /** What the one who asks may do at this moment. */
    static Rights rights(Configuration configuration, SecurityContext security) {
        return configuration.policy().get().of(SignedIn.personOf(security.getUserPrincipal()));
    }

    /** @throws LogException forbidden, unless the one who asks is an administrator */
    static Rights administrator(Configuration configuration, SecurityContext security) throws LogException {
        Rights rights = rights(configuration, security);
        if (!rights.administers()) {
            throw new LogException(
                    Failure.FORBIDDEN, "This is for administrators of Onetail; no role of yours allows 'administer'.");
        }
        return rights;
    }

    static Response failure(LogException e) {
        return Response.status(status(e.failure()))
                .entity(JSON.createObjectBuilder()
                        .add("code", e.failure().code())
                        .add("message", String.valueOf(e.getMessage()))
                        .build()
                        .toString())
                .header("Cache-Control", "no-store")
                .build();
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case BAD_REQUEST -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case LIMIT -> 429;
            case UNREACHABLE, AUTH_FAILED, HOST_KEY, UNREADABLE -> 502;
            case INTERNAL -> 500;
        };
    }
}

package io.onetail.api;

import io.onetail.protocol.SafeText;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Answers for every resource that throws, and for requests that reach none. Without it, the servers' own answers would name themselves and
 * their versions. Stateless; the server gives each thread its own request.
 */
@Provider
public class ApiExceptionMapper implements ExceptionMapper<Throwable> {
    @Context
    @Nullable
    Request request;

    @Context
    @Nullable
    UriInfo address;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException refusal
                && refusal.getResponse().getStatus() < 500) {
            Response theirs = refusal.getResponse();
            return response(ErrorAnswer.of(theirs.getStatus()))
                    .header(HttpHeaders.ALLOW, theirs.getHeaders().getFirst(HttpHeaders.ALLOW))
                    .build();
        }
        return response(ErrorAnswer.of(asked(request, address), failure)).build();
    }

    private static String asked(@Nullable Request request, @Nullable UriInfo address) {
        return request == null || address == null
                ? "A request"
                : request.getMethod() + " api/"
                        + SafeText.shown(address.getPath().replaceFirst("^/", ""));
    }

    private static Response.ResponseBuilder response(ErrorAnswer answer) {
        return Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.RETRY_AFTER, answer.retryAfter()) // null for none
                .entity(answer.json());
    }
}

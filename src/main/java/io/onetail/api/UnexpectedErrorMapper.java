package io.onetail.api;

import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.SafeText;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/** Answers for whatever no resource has answered, in our words: those of the servers' libraries name themselves and their versions. */
@Provider
public class UnexpectedErrorMapper implements ExceptionMapper<Throwable> {
    @Context
    @Nullable
    UriInfo asked;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException known
                && known.getResponse().getStatus() < 500) {
            Response theirs = known.getResponse();
            Response.ResponseBuilder ours = ErrorBody.response(theirs.getStatus());
            Object allowed = theirs.getHeaders().getFirst(HttpHeaders.ALLOW);
            return (allowed == null ? ours : ours.header(HttpHeaders.ALLOW, allowed)).build();
        }
        UriInfo where = asked;
        return ApiRequests.failure(
                IncidentReport.of("api/" + (where == null ? "" : SafeText.shown(where.getPath())), failure));
    }
}

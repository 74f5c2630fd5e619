package io.onetail.api;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.WireCodec;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.server.AuditService;
import io.onetail.server.ConfigurationService;
import io.onetail.tail.Journal.JournalException;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who did what on any of the servers, for administrators. */
@Path("audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Pattern ID = Pattern.compile("\\d{1,19}-\\d{1,19}");
    private static final int MOST = 1_000;

    @Inject
    ConfigurationService configuration;

    @Inject
    AuditService audit;

    /**
     * Events, newest first.
     *
     * @param before the {@code id} of an event, for those before it
     * @param limit how many at most
     */
    @GET
    public Response audit(
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @DefaultValue("100") @Nullable String limit,
            @Context SecurityContext security) {
        try {
            ApiRequests.administrator(configuration, security);
            if (before != null && !ID.matcher(before).matches()) {
                throw new LogException(
                        FailureCode.BAD_REQUEST, "'before' must be the id of an event, such as 1764000000000-0.");
            }
            int most = limit != null && limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : 0;
            if (most < 1 || most > MOST) {
                throw new LogException(
                        FailureCode.BAD_REQUEST, "'limit' must be a whole number from 1 to " + MOST + ".");
            }
            List<RedisEvents.StreamEvent> events = audit.newest(before, most);
            JsonArrayBuilder array = JSON.createArrayBuilder();
            for (RedisEvents.StreamEvent event : events) {
                array.add(
                        JSON.createObjectBuilder(WireCodec.object(event.text())).add("id", event.id()));
            }
            return Response.ok(JSON.createObjectBuilder()
                            .add("events", array)
                            .add("more", events.size() == most)
                            .build()
                            .toString())
                    .header("Cache-Control", "no-store")
                    .build();
        } catch (LogException e) {
            return ApiRequests.failure(e);
        } catch (JournalException e) {
            return ApiRequests.failure(new LogException(
                    FailureCode.UNREACHABLE, "The audit can't be read now, the servers' logs have it: " + e.told()));
        }
    }
}

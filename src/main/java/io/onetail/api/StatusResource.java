package io.onetail.api;

import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimit;
import io.onetail.relay.ChannelRegistry;
import io.onetail.server.ConfigurationService;
import io.onetail.server.RedisSubscriberService;
import io.onetail.server.TailService;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/**
 * What this server has open at the moment, for administrators: its channels with their viewers, and the logs it tails; and what is
 * wrong in its configuration.
 */
@Path("status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    private static final JsonProvider JSON = JsonProvider.provider();

    @Inject
    RedisSubscriberService relay;

    @Inject
    TailService tails;

    @Inject
    ConfigurationService configuration;

    @GET
    public Response status(@Context SecurityContext security) {
        try {
            ApiRequests.administrator(configuration, security);
        } catch (LogException e) {
            return ApiRequests.failure(e);
        }
        JsonArrayBuilder channels = JSON.createArrayBuilder();
        for (ChannelRegistry.ChannelStatus channel : relay.channels().status()) {
            JsonObjectBuilder json = JSON.createObjectBuilder()
                    .add("host", channel.log().host())
                    .add("source", channel.log().source())
                    .add("viewers", channel.viewers())
                    .add("recentBytes", channel.bytes())
                    .add("state", channel.state().phase().code());
            String reason = channel.state().reason();
            json.add("reason", reason == null ? JsonValue.NULL : JSON.createValue(reason));
            json.add(
                    "lacks",
                    JSON.createArrayBuilder(ReaderLimit.words(channel.state().lacks())));
            channels.add(json.add("tailedHere", tails.running().contains(channel.log())));
        }
        return Response.ok(JSON.createObjectBuilder()
                        .add("channels", channels)
                        .add("tails", tails.running().size())
                        .add("problems", JSON.createArrayBuilder(configuration.problems()))
                        .build()
                        .toString())
                .header("Cache-Control", "no-store")
                .build();
    }
}

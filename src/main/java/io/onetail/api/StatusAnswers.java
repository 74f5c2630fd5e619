package io.onetail.api;

import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogId;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.relay.ChannelRegistry;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What one server has open. Immutable.
 *
 * @param channels the server's channels with their viewers
 * @param tailed the logs that it tails
 * @param problems what is wrong in its configuration, a sentence each
 */
record StatusAnswers(Collection<ChannelRegistry.ChannelStatus> channels, Set<LogId> tailed, List<String> problems) {
    JsonObject status() {
        JsonArrayBuilder all = JsonValues.array();
        for (ChannelRegistry.ChannelStatus channel : channels) {
            all.add(JsonValues.object()
                    .add("host", channel.log().host())
                    .add("source", channel.log().source())
                    .add("viewers", channel.viewers())
                    .add("recentBytes", channel.bytes())
                    .add("state", channel.state().phase().code())
                    .add("reason", JsonValues.text(channel.state().reason()))
                    .add(
                            "lacks",
                            JsonValues.array(
                                    ReaderLimitation.words(channel.state().lacks())))
                    .add("tailedHere", tailed.contains(channel.log())));
        }
        return JsonValues.object()
                .add("channels", all)
                .add("tails", tailed.size())
                .add("problems", JsonValues.array(problems))
                .build();
    }
}

package io.onetail.api;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.relay.redis.RedisEvents;
import io.onetail.tail.Journal.JournalException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the audit. Safe for any thread.
 *
 * @param events the audit in Redis
 */
record AuditAnswers(RedisEvents events) {
    private static final Pattern ID = Pattern.compile("\\d{1,19}-\\d{1,19}");
    private static final int MOST = 1_000;

    /**
     * Events, newest first. Blocks on Redis.
     *
     * @param before the {@code id} of an event, for those before it; null for the newest
     * @param limit how many at most; a number
     * @throws LogException bad-request if a parameter is not valid; unreachable if Redis does not answer
     */
    JsonObject newest(@Nullable String before, String limit) throws LogException {
        if (before != null && !ID.matcher(before).matches()) {
            throw ApiRequests.badRequest("'before' must be the id of an event, such as 1764000000000-0.");
        }
        int most = limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            throw ApiRequests.badRequest("'limit' must be a whole number from 1 to " + MOST + ".");
        }
        List<RedisEvents.StreamEvent> found = read(before, most);
        JsonArrayBuilder array = JsonValues.array();
        for (RedisEvents.StreamEvent event : found) {
            array.add(JsonValues.object(JsonValues.parse(event.text())).add("id", event.id()));
        }
        return JsonValues.object()
                .add("events", array)
                .add("more", found.size() == most)
                .build();
    }

    private List<RedisEvents.StreamEvent> read(@Nullable String before, int most) throws LogException {
        try {
            return events.newest(before, most);
        } catch (JournalException e) {
            throw new LogException(
                    FailureCode.UNREACHABLE, "The audit can't be read now, the servers' logs have it: " + e.told(), e);
        }
    }
}

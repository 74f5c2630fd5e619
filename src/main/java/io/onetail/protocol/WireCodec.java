package io.onetail.protocol;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Encodes and decodes messages of a log's Redis channel and stream: chunks as frames, marks and states as JSON. The
 * first byte tells which. Stateless.
 */
public final class WireCodec {
    private static final long EXACT_IN_JSON = 1L << 53;

    private WireCodec() {}

    /** The bytes of an entry; for a chunk, its frame, which is not copied. */
    public static byte[] encode(LogEntry entry) {
        if (entry instanceof Chunk chunk) {
            return chunk.frame();
        }
        Mark mark = (Mark) entry;
        return bytes(JsonValues.object()
                .add("type", mark.kind().name().toLowerCase(Locale.ROOT))
                .add("from", position(mark.start()))
                .add("to", position(mark.end()))
                .add("reason", mark.reason()));
    }

    /** The bytes of a state. */
    public static byte[] encode(LogState state) {
        JsonObjectBuilder json = JsonValues.object()
                .add("type", "state")
                .add("state", state.phase().code());
        if (state.failure() != null) {
            json.add("code", state.failure().code());
        }
        if (state.reason() != null) {
            json.add("reason", state.reason());
        }
        if (state.at() != null) {
            json.add("at", position(state.at()));
        }
        if (state.file() != null) {
            json.add("file", state.file());
        }
        addLacks(json, state);
        return bytes(json);
    }

    /**
     * Reads what {@link #encode} has made.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static LogMessage decode(byte[] message) {
        if (Chunk.isChunk(message)) {
            return Chunk.wrap(message);
        }
        JsonObject json = JsonValues.parse(new String(message, StandardCharsets.UTF_8));
        try {
            String type = json.getString("type");
            return switch (type) {
                case "gap", "generation" ->
                    new Mark(
                            Mark.MarkKind.valueOf(type.toUpperCase(Locale.ROOT)),
                            position(json.getJsonObject("from")),
                            position(json.getJsonObject("to")),
                            json.getString("reason"));
                case "state" ->
                    new LogState(
                            LogState.TailPhase.valueOf(json.getString("state").toUpperCase(Locale.ROOT)),
                            json.containsKey("code") ? FailureCode.of(json.getString("code")) : null,
                            json.getString("reason", null),
                            json.containsKey("at") ? position(json.getJsonObject("at")) : null,
                            json.getString("file", null),
                            lacks(json));
                default -> throw new IllegalArgumentException("unknown type '" + type + "'");
            };
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("an incomplete message: " + json, e);
        }
    }

    /** Adds what the log's reader does not guarantee, if anything. */
    static void addLacks(JsonObjectBuilder json, LogState state) {
        if (!state.lacks().isEmpty()) {
            json.add("lacks", JsonValues.array(ReaderLimitation.words(state.lacks())));
        }
    }

    private static Set<ReaderLimitation> lacks(JsonObject json) {
        return json.containsKey("lacks")
                ? ReaderLimitation.of(json.getJsonArray("lacks").getValuesAs(JsonString::getString))
                : Set.of();
    }

    /** A position as JSON; numbers too large to be exact in JSON are strings. */
    public static JsonObject position(Position position) {
        return JsonValues.object()
                .add("generation", number(position.generation()))
                .add("offset", number(position.offset()))
                .build();
    }

    /**
     * Reads a position; each number may be a JSON number or a decimal string.
     *
     * @throws IllegalArgumentException if it is not a position
     */
    public static Position position(JsonObject json) {
        return new Position(number(json, "generation"), number(json, "offset"));
    }

    /** A 64-bit number as JSON; a string if it is too large to be exact. */
    static JsonValue number(long value) {
        return value <= EXACT_IN_JSON ? JsonValues.number(value) : JsonValues.text(Long.toString(value));
    }

    private static long number(JsonObject json, String name) {
        JsonValue value = json.get(name);
        try {
            if (value instanceof jakarta.json.JsonNumber number) {
                BigDecimal decimal = number.bigDecimalValue();
                if (decimal.precision() - decimal.scale() <= 19) { // does not expand an exponent of a million
                    return decimal.longValueExact();
                }
            } else if (value instanceof JsonString text) {
                return Long.parseLong(text.getString());
            }
        } catch (ArithmeticException | NumberFormatException | UnsupportedOperationException e) {
            // reported below, like a number that is too long for the provider
        }
        throw new IllegalArgumentException("'" + name + "' must be a whole number from 0 to " + Long.MAX_VALUE);
    }

    private static byte[] bytes(JsonObjectBuilder json) {
        return json.build().toString().getBytes(StandardCharsets.UTF_8);
    }
}

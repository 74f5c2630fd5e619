package io.onetail.protocol;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes and parses JSON, for the whole application. {@code jakarta.json.Json} is not used, because it looks up its
 * provider in each call. Stateless; the builders that it returns are for one thread.
 */
public final class JsonValues {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

    private JsonValues() {}

    /** An object without members. */
    public static JsonObjectBuilder object() {
        return JSON.createObjectBuilder();
    }

    /** An object with the members of another one. */
    public static JsonObjectBuilder object(JsonObject members) {
        return JSON.createObjectBuilder(members);
    }

    /** An array without elements. */
    public static JsonArrayBuilder array() {
        return JSON.createArrayBuilder();
    }

    /** An array of texts, in the order of the collection. */
    public static JsonArrayBuilder array(Collection<String> texts) {
        return JSON.createArrayBuilder(texts);
    }

    /** A text, or JSON's null. */
    public static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }

    /** A whole number, or JSON's null. Browsers read numbers beyond 2⁵³ inexactly; {@link WireCodec} writes those as texts. */
    public static JsonValue number(@Nullable Long number) {
        return number == null ? JsonValue.NULL : JSON.createValue(number);
    }

    /**
     * Parses one JSON object.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static JsonObject parse(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (RuntimeException e) { // JsonException, but also what providers throw when it is nested too deeply
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }
}

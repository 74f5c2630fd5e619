package io.onetail.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Cases in JSON that the page's tests read as well, so that both sides mean the same. */
public final class GoldenFile {
    private GoldenFile() {}

    /** @param beside a class of the package in which the file lies */
    public static List<JsonObject> cases(Class<?> beside, String file, String name) {
        try (InputStream in = beside.getResourceAsStream(file);
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray(name).getValuesAs(JsonObject.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.onetail.signon;

import io.onetail.signon.UserSession.ProviderSession;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/**
 * What the identity provider says of somebody who has signed out there; one of the two is not null.
 *
 * @param subject the person's unchanging name at the provider
 * @param sid the provider's own session; if null, all of the person's sessions are meant
 */
public record ProviderLogout(
        @Nullable String subject, @Nullable String sid) {
    private static final JsonProvider JSON = JsonProvider.provider();

    public ProviderLogout {
        if (subject == null && sid == null) {
            throw new IllegalArgumentException("a logout names neither a subject nor a session");
        }
    }

    /** Whether a session with this grant is over. */
    public boolean ends(ProviderSession providerSession) {
        return (sid != null && providerSession.sid() != null)
                ? sid.equals(providerSession.sid())
                : subject != null && subject.equals(providerSession.subject());
    }

    /** A form for the other servers of the cluster. */
    String text() {
        JsonObjectBuilder json = JSON.createObjectBuilder();
        if (subject != null) {
            json.add("subject", subject);
        }
        if (sid != null) {
            json.add("sid", sid);
        }
        return json.build().toString();
    }

    /** @throws IllegalArgumentException if the text is none of {@link #text} */
    static ProviderLogout of(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            return new ProviderLogout(json.getString("subject", null), json.getString("sid", null));
        } catch (JsonException | ClassCastException e) {
            throw new IllegalArgumentException("not a logout: " + e.getMessage(), e);
        }
    }
}

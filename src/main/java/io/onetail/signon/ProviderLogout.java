package io.onetail.signon;

import io.onetail.protocol.JsonValues;
import io.onetail.signon.UserSession.ProviderSession;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A logout at the identity provider. At least one component is not null. Immutable.
 *
 * @param subject the person's permanent identifier at the provider
 * @param sid the provider's session; if null, all sessions of the person have ended
 */
public record ProviderLogout(
        @Nullable String subject, @Nullable String sid) {
    public ProviderLogout {
        if (subject == null && sid == null) {
            throw new IllegalArgumentException("a logout names neither a subject nor a session");
        }
    }

    /** Whether it ends a session that began with this login. */
    public boolean ends(ProviderSession providerSession) {
        return (sid != null && providerSession.sid() != null)
                ? sid.equals(providerSession.sid())
                : subject != null && subject.equals(providerSession.subject());
    }

    /** The text form for the other servers of the cluster. */
    public String text() {
        JsonObjectBuilder json = JsonValues.object();
        if (subject != null) {
            json.add("subject", subject);
        }
        if (sid != null) {
            json.add("sid", sid);
        }
        return json.build().toString();
    }

    /**
     * Reads what {@link #text} has made.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static ProviderLogout of(String text) {
        try {
            JsonObject json = JsonValues.parse(text);
            return new ProviderLogout(json.getString("subject", null), json.getString("sid", null));
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("not a logout: " + e.getMessage(), e);
        }
    }
}

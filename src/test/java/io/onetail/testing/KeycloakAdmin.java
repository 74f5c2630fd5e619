package io.onetail.testing;

import io.onetail.demo.Keycloak;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Administers the realm as Keycloak's console does, with the same REST resources. Safe for any thread. */
public final class KeycloakAdmin {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Keycloak keycloak;

    public KeycloakAdmin(Keycloak keycloak) {
        this.keycloak = keycloak;
    }

    /** Ends all sessions of a person; Keycloak has informed its clients when this returns. */
    public void signOut(String user) throws IOException, InterruptedException {
        String id = ask("GET", "users?exact=true&username=" + user, "")
                .asJsonArray()
                .getJsonObject(0)
                .getString("id");
        ask("POST", "users/" + id + "/logout", "");
    }

    /** Makes a new key, which signs tokens from now on. */
    public void rotateKey() throws IOException, InterruptedException {
        ask("POST", "components", """
                {"name": "next", "providerType": "org.keycloak.keys.KeyProvider", "providerId": "rsa-generated",
                 "config": {"priority": ["1000"], "algorithm": ["RS256"]}}""");
    }

    /** The id of the key that signs tokens. */
    public String signingKey() throws IOException, InterruptedException {
        return ask("GET", "keys", "").asJsonObject().getJsonObject("active").getString("RS256");
    }

    private JsonValue ask(String method, String path, String body) throws IOException, InterruptedException {
        String token = send(HttpRequest.newBuilder(
                                URI.create(keycloak.base() + "/realms/master/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=password&client_id=admin-cli&username=admin&password=admin")))
                .asJsonObject()
                .getString("access_token");
        return send(HttpRequest.newBuilder(URI.create(keycloak.base() + "/admin/realms/staff/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonValue send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer + " said " + answer.body());
        }
        if (answer.body().isEmpty()) {
            return JsonValue.NULL;
        }
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readValue();
        }
    }
}

package io.onetail.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;

/** An OpenID Connect provider in this JVM, at which anybody can sign in as anybody. Safe for any thread. */
public final class MockProvider implements AutoCloseable {
    public static final String CLIENT = "onetail";
    private static final String ISSUER = "staff";

    private final MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(true));

    public MockProvider(int port) throws IOException {
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    public URI issuer() {
        return server.issuerUrl(ISSUER).uri();
    }

    /**
     * Onetail's settings for this provider.
     *
     * @param publicUrl Onetail's URL
     */
    public static Map<String, String> settings(URI issuer, URI publicUrl) {
        return Map.of(
                "onetail.access.mode",
                "oidc",
                "onetail.access.public-url",
                publicUrl.toString(),
                "onetail.access.oidc.issuer",
                issuer.toString(),
                "onetail.access.oidc.client-id",
                CLIENT,
                "onetail.access.oidc.client-secret",
                "s3cret-of-the-client",
                // the machine may be busy
                "onetail.access.oidc.timeout",
                "20s");
    }

    /** The claims of a person's token, as the login page accepts them. */
    public static String claims(String name, String sid, String... groups) {
        return claims("groups", name, sid, groups);
    }

    /** The same with groups in another claim. */
    public static String claims(String claim, String name, String sid, String[] groups) {
        return "{\"preferred_username\":\"" + name + "\",\"name\":\"" + name + " of the tests\",\"sid\":\"" + sid
                + "\",\"" + claim + "\":[" + (groups.length == 0 ? "" : "\"" + String.join("\",\"", groups) + "\"")
                + "]}";
    }

    /**
     * Signs in, beginning with the answer of the page.
     *
     * @return Onetail's last answer, after its cookie is set
     */
    public static HttpResponse<String> signIn(WebClient client, HttpResponse<String> start, String name, String claims)
            throws IOException, InterruptedException {
        URI authorize = WebClient.location(start);
        HttpResponse<String> back = client.post(authorize, Map.of("username", name, "claims", claims));
        return client.page(WebClient.location(back));
    }

    /** A logout token for a person, as the provider sends it to Onetail directly. */
    public String logoutToken(String subject, String sid) {
        return server.issueToken(
                        ISSUER,
                        subject,
                        CLIENT,
                        Map.of(
                                "jti", UUID.randomUUID().toString(),
                                "sid", sid,
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())))
                .serialize();
    }

    /** A token of this provider that is not a logout token. */
    public String otherToken(String subject) {
        return server.issueToken(ISSUER, subject, List.of(CLIENT).get(0)).serialize();
    }

    @Override
    public void close() {
        server.shutdown();
    }
}

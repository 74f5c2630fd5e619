package io.onetail.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Keycloak on loopback with the realm {@code staff}, which has Onetail as a client and two people: {@code anna} in
 * the group {@code shop} and {@code otto} in the group {@code ops}; {@code admin} administers Keycloak. Everybody's
 * password is their name. It keeps nothing from an earlier start. It ends with {@link #close()}, at the latest with
 * this JVM. Safe for any thread.
 */
public final class Keycloak implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(300);
    private static final String CLIENT = "onetail";
    private static final String SECRET = "known-to-everybody-on-loopback";

    private final Child child;
    private final URI base;
    private final URI onetail;

    private Keycloak(Child child, URI base, URI onetail) {
        this.child = child;
        this.base = base;
        this.onetail = onetail;
    }

    /**
     * Starts a Keycloak and does not wait for it. The first one of a distribution takes half a minute, since Keycloak
     * then builds itself in the distribution's directory; later ones take half of that.
     *
     * @param home the unpacked distribution
     * @param dir its own directory; created if missing
     * @param onetail Onetail's URL, without a final slash
     */
    public static Keycloak start(Path home, Path dir, int port, URI onetail) throws IOException {
        Path realm = dir.resolve("data/import/staff.json");
        Files.createDirectories(realm.getParent());
        Files.writeString(realm, realm(onetail));
        Path built = dir.resolve("lib"); // where Keycloak sees that it has been built already
        Files.deleteIfExists(built);
        Files.createSymbolicLink(built, home.resolve("lib"));
        Child child = Child.start(
                "Keycloak",
                dir.resolve("keycloak.log"),
                List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "sh",
                        home.resolve("bin/kc.sh").toString(),
                        "-Dkc.home.dir=" + dir,
                        "start-dev",
                        "--db=dev-mem",
                        "--import-realm",
                        "--bootstrap-admin-username=admin",
                        "--bootstrap-admin-password=admin",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port));
        return new Keycloak(child, URI.create("http://127.0.0.1:" + port), onetail);
    }

    /** Waits until people can sign in. */
    public void await() throws InterruptedException {
        URI discovery = URI.create(issuer() + "/.well-known/openid-configuration");
        long end = System.nanoTime() + START.toNanos();
        while (!Demo.answers(discovery)) {
            if (!child.isRunning()) {
                throw child.ended();
            }
            if (System.nanoTime() > end) {
                throw new DemoException(discovery + " did not answer within " + START.toSeconds() + " s.");
            }
            Thread.sleep(200);
        }
    }

    /** Keycloak's URL, without a final slash. */
    public URI base() {
        return base;
    }

    /** The realm. */
    public URI issuer() {
        return URI.create(base + "/realms/staff");
    }

    /** Onetail's settings for the sign-on. */
    public Map<String, String> settings() {
        return Map.of(
                "onetail.access.mode",
                "oidc",
                "onetail.access.public-url",
                onetail.toString(),
                "onetail.access.oidc.issuer",
                issuer().toString(),
                "onetail.access.oidc.client-id",
                CLIENT,
                "onetail.access.oidc.client-secret",
                SECRET,
                // a provider that has just started, on a busy machine
                "onetail.access.oidc.timeout",
                "20s");
    }

    @Override
    public void close() {
        child.close();
    }

    private static String realm(URI onetail) {
        return """
                {
                  "realm": "staff",
                  "displayName": "Staff",
                  "enabled": true,
                  "groups": [{"name": "shop"}, {"name": "ops"}],
                  "users": [
                    ANNA,
                    OTTO
                  ],
                  "clients": [{
                    "clientId": "CLIENT",
                    "secret": "SECRET",
                    "redirectUris": ["ONETAIL/login/callback"],
                    "attributes": {
                      "pkce.code.challenge.method": "S256",
                      "post.logout.redirect.uris": "ONETAIL/login/out",
                      "backchannel.logout.url": "ONETAIL/login/backchannel",
                      "backchannel.logout.session.required": "true"
                    },
                    "protocolMappers": [{
                      "name": "groups",
                      "protocol": "openid-connect",
                      "protocolMapper": "oidc-group-membership-mapper",
                      "config": {"claim.name": "groups", "full.path": "false", "id.token.claim": "true"}
                    }]
                  }]
                }
                """.replace("ANNA", person("anna", "Anna", "Adler", "shop"))
                .replace("OTTO", person("otto", "Otto", "Ott", "ops"))
                .replace("CLIENT", CLIENT)
                .replace("SECRET", SECRET)
                .replace("ONETAIL", onetail.toString());
    }

    /** The fields that Keycloak requires before a person can sign in. */
    private static String person(String name, String first, String last, String group) {
        return """
                {"username": "NAME", "enabled": true, "firstName": "FIRST", "lastName": "LAST", "email": "NAME@example.org", \
                "groups": ["GROUP"], "credentials": [{"type": "password", "value": "NAME"}]}""".replace("NAME", name)
                .replace("FIRST", first)
                .replace("LAST", last)
                .replace("GROUP", group);
    }
}

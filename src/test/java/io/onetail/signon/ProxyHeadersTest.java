package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Person;
import io.onetail.catalog.Secret;
import io.onetail.testing.FakeSignOnRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProxyHeadersTest {
    static final ProxySettings SETTINGS = new ProxySettings(
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1")),
            new Secret("s3cret"),
            "X-Onetail-Secret",
            "X-Forwarded-User",
            "X-Forwarded-Preferred-Username",
            "X-Forwarded-Groups",
            ",",
            "/oauth2/sign_out",
            Duration.ofMinutes(10));

    private final ProxyHeaders headers = new ProxyHeaders(SETTINGS);

    private static FakeSignOnRequest good() {
        return FakeSignOnRequest.to("api/hosts")
                .from("10.1.2.3")
                .with("x-onetail-secret", "s3cret")
                .with("x-forwarded-user", "anna");
    }

    private void refused(FakeSignOnRequest fakeSignOnRequest, String because) {
        ProxyHeaders.ProxyIdentity proxyIdentity = headers.read(fakeSignOnRequest);
        assertNull(proxyIdentity.person());
        assertTrue(
                proxyIdentity.refusal() != null && proxyIdentity.refusal().contains(because), proxyIdentity.toString());
        assertFalse(proxyIdentity.toString().contains("s3cret"), proxyIdentity.toString());
    }

    @Test
    void aPersonComesFromAListedAddressWithTheSecret() {
        FakeSignOnRequest fakeSignOnRequest = good().with("X-Forwarded-Groups", "ops, web team,,ops")
                .with("X-Forwarded-Preferred-Username", "Anna A.");
        assertEquals(
                new ProxyHeaders.ProxyIdentity(new Person("anna", "Anna A.", Set.of("ops", "web team")), null),
                headers.read(fakeSignOnRequest));
        assertEquals(
                new ProxyHeaders.ProxyIdentity(new Person("anna", "anna", Set.of()), null),
                headers.read(good().from("::1")));
    }

    @Test
    void nobodyIsSignedInWhereTheProxySaysNoName() {
        assertEquals(new ProxyHeaders.ProxyIdentity(null, null), headers.read(good().without("x-forwarded-user")));
        assertEquals(
                new ProxyHeaders.ProxyIdentity(null, null),
                headers.read(good().without("x-forwarded-user").with("X-Forwarded-User", " ")));
    }

    @Test
    void otherAddressesAreRefusedSecretOrNot() {
        refused(good().from("192.0.2.1"), "192.0.2.1, which is not in onetail.access.proxy.addresses");
        refused(good().from("127.0.0.1"), "127.0.0.1");
    }

    @Test
    void aMissingOrWrongSecretIsRefusedFromAListedAddressToo() {
        refused(good().without("X-Onetail-Secret"), "no header X-Onetail-Secret");
        refused(good().without("X-Onetail-Secret").with("X-Onetail-Secret", "s3cre"), "does not contain");
        refused(good().without("X-Onetail-Secret").with("X-Onetail-Secret", ""), "does not contain");
    }

    @Test
    void headersThatComeTwiceOrInDisguiseAreRefused() {
        refused(good().with("X-Forwarded-User", "root"), "X-Forwarded-User more than once");
        refused(good().with("X_Forwarded_User", "root"), "X-Forwarded-User more than once");
        refused(
                good().without("X-Forwarded-User").with("X_Forwarded-User", "root"),
                "X_Forwarded-User, which some programs");
        refused(good().with("X_Forwarded_Groups", "admins"), "X_Forwarded_Groups");
        refused(good().with("X-Forwarded-Groups", "a").with("x-forwarded-groups", "admins"), "more than once");
        refused(good().with("X-Onetail-Secret", "guess"), "X-Onetail-Secret more than once");
        refused(good().without("X-Forwarded-User").with("X-Forwarded-User", "root, anna"), "comma");
        refused(good().with("X-Forwarded-Groups", "a\tb"), "control characters");
    }

    @Test
    void namesOutsideOfLatinAreRead() {
        String sent = new String("李安娜".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(
                "李安娜",
                headers.read(good().with("X-Forwarded-Preferred-Username", sent))
                        .person()
                        .shownName());
        assertEquals(
                "Jürgen",
                headers.read(good().with("X-Forwarded-Preferred-Username", "Jürgen"))
                        .person()
                        .shownName());
    }
}

package io.onetail.signon.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import io.onetail.catalog.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class OidcPartsTest {
    @Test
    void whatIsSealedCanBeOpenedWithTheSameSecretOnlyAndNotChanged() {
        CookieSealer cookieSealer = new CookieSealer(new Secret("a"));
        String sealed = cookieSealer.close("日志");
        assertEquals("日志", new CookieSealer(new Secret("a")).open(sealed));
        assertNotEquals(sealed, cookieSealer.close("日志"));
        assertNull(new CookieSealer(new Secret("b")).open(sealed));
        assertNull(new CookieSealer(null).open(sealed));
        char other = sealed.charAt(20) == 'A' ? 'B' : 'A';
        assertNull(cookieSealer.open(sealed.substring(0, 20) + other + sealed.substring(21)));
        assertNull(cookieSealer.open(""));
        assertNull(cookieSealer.open("AAAA"));
        assertNull(cookieSealer.open("no base64!"));
    }

    @Test
    void noPartOfWhatIsSealedCanBeChangedNorAHeaderBeBrought() {
        CookieSealer cookieSealer = new CookieSealer(new Secret("a"));
        String sealed = cookieSealer.close("a login");
        assertEquals("a login", cookieSealer.open(sealed));
        String[] parts = sealed.split("\\.");
        assertEquals(3, parts.length, sealed);
        for (int i = 0; i < parts.length; i++) {
            String[] changed = parts.clone();
            changed[i] = (parts[i].charAt(0) == 'A' ? 'B' : 'A') + parts[i].substring(1);
            assertNull(cookieSealer.open(String.join(".", changed)));
            changed[i] = "";
            assertNull(cookieSealer.open(String.join(".", changed)));
        }
        assertNull(cookieSealer.open(sealed.substring(0, sealed.length() - 8)), "a shorter tag");
        for (JWEHeader header : List.of(
                new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM),
                new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256))) {
            assertNull(cookieSealer.open(header.toBase64URL() + ".." + sealed));
        }
    }

    /** An update ends the logins that are under way: people begin again. */
    @Test
    void whatAnEarlierVersionHasSealedIsNotOpened() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] key = mac.doFinal("onetail: a login under way".getBytes(StandardCharsets.UTF_8));
        byte[] iv = new byte[12];
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        byte[] sealed = cipher.doFinal("a login".getBytes(StandardCharsets.UTF_8));
        String cookie = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(iv.length + sealed.length)
                        .put(iv)
                        .put(sealed)
                        .array());

        assertNull(new CookieSealer(new Secret("a")).open(cookie));
    }

    @Test
    void aMessageCountsOnceAndIsForgottenInTime() {
        ReplayGuard replayGuard = new ReplayGuard(Duration.ofMinutes(10));
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        assertTrue(replayGuard.add("a", now));
        assertFalse(replayGuard.add("a", now.plusSeconds(599)));
        assertTrue(replayGuard.add("a", now.plusSeconds(601)));
        for (int i = 0; i < 20_000; i++) {
            assertTrue(replayGuard.add("flood-" + i, now.plusSeconds(602)));
        }
        assertFalse(replayGuard.add("flood-19999", now.plusSeconds(602)));
    }

    @Test
    void claimsAreFoundByTheirNameOrThroughDots() {
        Map<String, Object> claims = Map.of(
                "https://example.org/groups", List.of("a"),
                "resource_access", Map.of("onetail.web", Map.of("roles", Arrays.asList("b", 3, null, " c "))),
                "flat", " text ");
        assertEquals(Set.of("a"), ClaimReader.texts(claims, "https://example.org/groups"));
        assertEquals(Set.of("b", "c"), ClaimReader.texts(claims, "resource_access.onetail.web.roles"));
        assertEquals(Set.of(), ClaimReader.texts(claims, "resource_access.other.roles"));
        assertEquals(Set.of(), ClaimReader.texts(claims, "flat.deeper"));
        assertEquals("text", ClaimReader.text(claims, "flat"));
        assertNull(ClaimReader.text(claims, "resource_access"));
        assertNull(ClaimReader.text(claims, ""));
    }

    @Test
    void aLoginUnderWayKeepsItsParts() {
        PendingLogin pending = new PendingLogin("s", "n", "v", Instant.ofEpochSecond(7), "?a=b");
        assertEquals(pending, PendingLogin.parse(pending.text()));
        assertNull(PendingLogin.parse(null));
        assertNull(PendingLogin.parse("a\nb"));
    }
}

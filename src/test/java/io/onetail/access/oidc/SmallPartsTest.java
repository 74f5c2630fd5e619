package io.onetail.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void whatIsSealedCanBeOpenedWithTheSameSecretOnlyAndNotChanged() {
        Seal seal = new Seal(new Secret("a"));
        String sealed = seal.close("日志");
        assertEquals("日志", new Seal(new Secret("a")).open(sealed));
        assertNotEquals(sealed, seal.close("日志"));
        assertNull(new Seal(new Secret("b")).open(sealed));
        assertNull(new Seal(null).open(sealed));
        char other = sealed.charAt(20) == 'A' ? 'B' : 'A';
        assertNull(seal.open(sealed.substring(0, 20) + other + sealed.substring(21)));
        assertNull(seal.open(""));
        assertNull(seal.open("AAAA"));
        assertNull(seal.open("no base64!"));
    }

    @Test
    void aMessageCountsOnceAndIsForgottenInTime() {
        Seen seen = new Seen(Duration.ofMinutes(10));
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        assertTrue(seen.add("a", now));
        assertFalse(seen.add("a", now.plusSeconds(599)));
        assertTrue(seen.add("a", now.plusSeconds(601)));
        for (int i = 0; i < 20_000; i++) {
            assertTrue(seen.add("flood-" + i, now.plusSeconds(602)));
        }
        assertFalse(seen.add("flood-19999", now.plusSeconds(602)));
    }

    @Test
    void claimsAreFoundByTheirNameOrThroughDots() {
        Map<String, Object> claims = Map.of(
                "https://example.org/groups", List.of("a"),
                "resource_access", Map.of("onetail.web", Map.of("roles", Arrays.asList("b", 3, null, " c "))),
                "flat", " text ");
        assertEquals(Set.of("a"), Claims.texts(claims, "https://example.org/groups"));
        assertEquals(Set.of("b", "c"), Claims.texts(claims, "resource_access.onetail.web.roles"));
        assertEquals(Set.of(), Claims.texts(claims, "resource_access.other.roles"));
        assertEquals(Set.of(), Claims.texts(claims, "flat.deeper"));
        assertEquals("text", Claims.text(claims, "flat"));
        assertNull(Claims.text(claims, "resource_access"));
        assertNull(Claims.text(claims, ""));
    }

    @Test
    void aLoginUnderWayKeepsItsParts() {
        Pending pending = new Pending("s", "n", "v", Instant.ofEpochSecond(7), "?a=b");
        assertEquals(pending, Pending.parse(pending.text()));
        assertNull(Pending.parse(null));
        assertNull(Pending.parse("a\nb"));
    }
}

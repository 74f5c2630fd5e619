package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.testing.FakeSignOnRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginCheckTest {
    private static FakeSignOnRequest asked(String remote, @Nullable String host, @Nullable String origin) {
        FakeSignOnRequest fakeSignOnRequest =
                FakeSignOnRequest.to("").from(remote).without("Host");
        if (host != null) {
            fakeSignOnRequest.with("Host", host);
        }
        return origin == null ? fakeSignOnRequest : fakeSignOnRequest.with("Origin", origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "X-Real-IP", "Via"})
    void aProxyOnThisMachineIsNotTakenForSomebodyOnIt(String header) {
        FakeSignOnRequest proxied = asked("127.0.0.1", "localhost", null).with(header, "whatever");
        String refusal = new OriginCheck(AccessSettings.of(AccessMode.TOKEN)).refusal(proxied);
        assertTrue(refusal.contains("onetail.access.mode") && refusal.contains("proxy"), refusal);
        assertNull(new OriginCheck(AccessSettings.of(AccessMode.CONTAINER)).refusal(proxied));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8080, , true",
        "0:0:0:0:0:0:0:1, [::1]:8080, , true",
        "127.0.0.1, LOCALHOST, http://localhost, true",
        "127.0.0.1, rebound.example.org, , false",
        "127.0.0.1, , , false",
        "192.0.2.1, localhost, , false",
        "127.0.0.1, localhost:8080, http://evil.example.org, false",
        "127.0.0.1, localhost:8080, null, false",
    })
    void nothingConfiguredServesThisMachineOnly(String remote, String host, String origin, boolean expected) {
        assertEquals(
                expected,
                new OriginCheck(AccessSettings.of(AccessMode.TOKEN)).refusal(asked(remote, host, origin)) == null);
        assertEquals(
                expected,
                new OriginCheck(AccessSettings.of(AccessMode.NONE)).refusal(asked(remote, host, origin)) == null);
    }

    @Test
    void theRefusalSaysWhatToConfigure() {
        assertTrue(new OriginCheck(AccessSettings.of(AccessMode.TOKEN))
                .refusal(asked("192.0.2.1", "h", null))
                .contains("onetail.access.mode"));
    }

    @ParameterizedTest
    @CsvSource({
        "logs.example.org, https://logs.example.org, true",
        "backend:8080, https://logs.example.org, true",
        "backend:8080, https://LOGS.example.org:443, true",
        "backend:8080, http://logs.example.org, false",
        "backend:8080, http://backend:8080, false",
        "logs.example.org, https://logs.example.org.evil.org, false",
        "logs.example.org, https://logs.example.org:8443, false",
        "logs.example.org, null, false",
        "logs.example.org, '', false",
    })
    void thePublicAddressDecidesWhichOriginIsOurs(String host, String origin, boolean expected) {
        AccessSettings settings = new AccessSettings(
                AccessMode.CONTAINER,
                URI.create("https://logs.example.org/onetail"),
                SessionSettings.DEFAULT,
                UserLimits.DEFAULT,
                null,
                null,
                List.of(),
                List.of());
        assertEquals(expected, new OriginCheck(settings).refusal(asked("192.0.2.1", host, origin)) == null);
    }
}

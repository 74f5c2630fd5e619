package io.onetail.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatedPathTest {
    private final DatedPath dated = Objects.requireNonNull(DatedPath.of("/var/log/app-%d.log"));

    @Test
    void onlyTheLastNameMayHaveADate() {
        assertNull(DatedPath.of("/var/log/app.log"));
        assertNull(DatedPath.of("/var/%d/app.log"));
        assertNotNull(DatedPath.of("/var/log/%d"));
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/app-20261124.log, true",
        "/var/log/app-2026-11-24.log, true",
        "/var/log/app-2026-11-24T10.1.log, true",
        "/var/log/app-2026.log, true",
        "/var/log/app-1769860800.log, true",
        "/var/log/app-.log, false",
        "/var/log/app-2-2026-11-24.log, false",
        "/var/log/app-21.log, false",
        "/var/log/app-2026-11-24-secret.log, false",
        "/var/log/app-2026/11.log, false",
        "/var/log/app-20261124.log.gz, false",
        "/var/log/app-../../1.log, false",
    })
    void aDateIsDigitsAndWhatSeparatesThem(String path, boolean matches) {
        assertEquals(matches, dated.matches(path));
    }

    @Test
    void theLatestDateIsTheNewest() {
        assertEquals(
                "/var/log/app-2026-11-24.log",
                dated.newest(List.of(
                        "/var/log/app-2026-11-23.log",
                        "/var/log/app-2026-11-24.log",
                        "/var/log/app-2026-10-31.log",
                        "/var/log/app-2027-secret.log")));
        assertEquals(
                "/var/log/app-2026-11-25.log",
                dated.newest(List.of(
                        "/var/log/app-2026-11-24.9.log",
                        "/var/log/app-2026-11-24.10.log",
                        "/var/log/app-2026-11-25.log",
                        "/var/log/app-2-2027-01-01.log")));
        assertEquals(
                "/var/log/app-2026-11-24.10.log",
                dated.newest(List.of("/var/log/app-2026-11-24.10.log", "/var/log/app-2026-11-24.9.log")));
        assertNull(dated.newest(List.of("/var/log/app-x.log")));
    }

    @Test
    void anEscapedStarMayStandBesideAWildcard() {
        assertTrue(Glob.of(Glob.escaped("/log/a*") + "*").matches("/log/a*b"));
        assertFalse(Glob.of(Glob.escaped("/log/a*") + "*").matches("/log/ab"));
    }

    @Test
    void itsGlobTakesEveryOtherCharacterAsItIs() {
        Glob glob = Glob.of(
                Objects.requireNonNull(DatedPath.of("/var/log/a*b-%d.[x]")).glob());
        assertTrue(glob.matches("/var/log/a*b-20261124.[x]"));
        assertFalse(glob.matches("/var/log/aab-20261124.x"));
    }
}

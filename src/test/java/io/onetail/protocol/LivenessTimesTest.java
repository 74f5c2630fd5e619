package io.onetail.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessTimesTest {
    private static final Path SOURCES = Path.of("src/main");

    /** The default times except for one. */
    private static LivenessTimes with(String changed, Duration time) throws ReflectiveOperationException {
        RecordComponent[] components = LivenessTimes.class.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].getName().equals(changed)
                    ? time
                    : components[i].getAccessor().invoke(LivenessTimes.DEFAULT);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return LivenessTimes.class.getDeclaredConstructor(types).newInstance(values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            readerSilence | 2.0  | two of readerTick, since one may be late
            readerTick    | 3.0  | two of readerTick, since one may be late
            redisSilence  | 4.0  | two of redisPing, since one answer may be late
            settling      | 2.5  | redisRetry, since each server has to find Redis first
            lease         | 3.0  | 3 of leaseRenewal, since some may fail
            lease         | 9.0  | lease and leaseRenewal, after which the next server comes
            takeover      | 6.0  | lease and leaseRenewal, after which the next server comes
            takeover      | 15.0 | takeover, so that the log has a server again by then
            stateRepeat   | 15.0 | stateRepeat, since nothing has to be said sooner
            viewerLate    | 2.0  | two of viewerCheck, since one may be late
            viewerQuiet   | 9.0  | pageQuiet and pageAnswer, so that a page costs no pings
            viewerAnswer  | 5.0  | viewerAgain, so that one ping may be lost
            """)
    void timesThatDoNotGoTogetherAreRefusedWithTheReason(String changed, double seconds, String reason) {
        Duration time = Duration.ofMillis((long) (seconds * 1000));
        Throwable refusal = assertThrows(InvocationTargetException.class, () -> with(changed, time))
                .getCause();

        assertTrue(refusal instanceof IllegalArgumentException, refusal::toString);
        assertTrue(refusal.getMessage().endsWith(": " + reason + "."), refusal::getMessage);
    }

    @Test
    void theRefusalNamesTheTimeAndWhatWasExpected() {
        Throwable refusal = assertThrows(
                        InvocationTargetException.class, () -> with("readerSilence", Duration.ofMillis(1_500)))
                .getCause();

        assertEquals(
                "readerSilence is 1.5 s, expected more than 2.0 s: two of readerTick, since one may be late.",
                refusal.getMessage());
    }

    @Test
    void aShortLeaseIsRenewedSooner() {
        assertEquals(Duration.ofSeconds(1), LivenessTimes.DEFAULT.renewal(Duration.ofMinutes(5)));
        assertEquals(Duration.ofSeconds(1), LivenessTimes.DEFAULT.renewal(Duration.ofSeconds(4)));
        assertEquals(Duration.ofMillis(250), LivenessTimes.DEFAULT.renewal(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "5, 10", "6, 11", "9, 14", "12, 17", "300, 305"})
    void aLongLeaseIsWaitedFor(int lease, int takeover) {
        assertEquals(Duration.ofSeconds(takeover), LivenessTimes.DEFAULT.takeover(Duration.ofSeconds(lease)));
    }

    /** Programs in other languages repeat the numbers. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resources/io/onetail/tail/ssh/reader.pl | NEXT_TICK +=> (\\d+),      | readerSilence | 1000
            resources/io/onetail/tail/ssh/reader.py | TICK_SILENCE = ([\\d.]+)   | readerSilence | 1000
            resources/io/onetail/tail/ssh/reader.sh | \\$silent -ge (\\d+)       | readerSilence | 1000
            webapp/wire/heartbeat-monitor.js        | const QUIET_MS = ([\\d_]+)  | pageQuiet     | 1
            webapp/wire/heartbeat-monitor.js        | const ANSWER_MS = ([\\d_]+) | pageAnswer    | 1
            """)
    void programsInOtherLanguagesHaveTheSame(String file, String pattern, String time, int millis)
            throws IOException, ReflectiveOperationException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(SOURCES.resolve(file)));
        assertTrue(found.find(), () -> file + " has nothing like " + pattern);
        Duration there =
                Duration.ofMillis((long) (Double.parseDouble(found.group(1).replace("_", "")) * millis));

        assertEquals(LivenessTimes.class.getMethod(time).invoke(LivenessTimes.DEFAULT), there, file);
    }
}

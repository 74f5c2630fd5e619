package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private long waited;
    private Runnable whileWaiting = () -> {};
    private final Intake intake = new Intake(100, new Waiting() {
        @Override
        public long await(Condition condition, long nanos) {
            whileWaiting.run();
            waited += nanos;
            return 0;
        }

        @Override
        public boolean await(CountDownLatch latch, Duration most) {
            throw new AssertionError();
        }
    });

    private void bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        intake.bytes(bytes, 0, bytes.length);
    }

    private String taken(Intake.Item item) {
        Intake.Bytes bytes = assertInstanceOf(Intake.Bytes.class, item);
        return new String(bytes.array, 0, bytes.length, StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytesAndEventsComeOutInOrder() throws InterruptedException {
        bytes("a");
        bytes("b");
        intake.truncated();
        bytes("c");
        intake.moved(7);
        intake.ended(null);
        assertEquals("ab", taken(intake.poll(0)));
        assertInstanceOf(Intake.Truncated.class, intake.poll(0));
        assertEquals("c", taken(intake.poll(0)));
        assertEquals(new Intake.Answer(7), intake.poll(0));
        assertEquals(new Intake.Ended(null), intake.poll(0));
        assertNull(intake.poll(0));
    }

    @Test
    void whoFillsItWaitsAMomentAndIsThenRefused() throws InterruptedException {
        bytes("x".repeat(100));
        bytes("refused");
        intake.truncated();
        intake.ended(null);
        assertEquals(Duration.ofMillis(Intake.PATIENCE_MILLIS).toNanos(), waited);
        assertEquals("x".repeat(100), taken(intake.poll(0)));
        assertInstanceOf(Intake.Overflow.class, intake.poll(0));
        assertNull(intake.poll(0));
        bytes("still refused");
        assertNull(intake.poll(0));
    }

    @Test
    void whoFillsItGoesOnWhenThereIsRoom() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        whileWaiting = () -> {
            try {
                all.append(taken(intake.poll(0)));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        bytes("x".repeat(250));
        assertEquals(200, all.length());
        assertEquals("x".repeat(50), taken(intake.poll(0)));
    }

    @Test
    void aClosedOneTakesNothingAndHoldsNobodyUp() throws InterruptedException {
        bytes("x".repeat(100));
        intake.close();
        bytes("y");
        intake.same();
        assertEquals(0, waited);
        assertNull(intake.poll(0));
    }

    @Test
    void closingLetsGoOfWhoWaits() throws InterruptedException {
        bytes("x".repeat(100));
        whileWaiting = intake::close;
        bytes("y");
        assertTrue(waited > 0);
        assertNull(intake.poll(0));
    }
}

package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FollowerQueueTest {
    private int wakes;
    private final FollowerQueue followerQueue = new FollowerQueue(() -> wakes++);

    private void bytes(int life, long offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        followerQueue.bytes(life, offset, bytes, 0, bytes.length);
    }

    private String taken() {
        FollowerQueue.BytesItem bytes = assertInstanceOf(FollowerQueue.BytesItem.class, followerQueue.poll());
        return bytes.life + "@" + bytes.offset + (bytes.error ? "!" : "") + " "
                + new String(bytes.array, 0, bytes.length, StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytesAndEventsComeOutInOrderAndEachWakes() {
        bytes(0, 0, "a");
        bytes(0, 1, "b");
        followerQueue.caughtUp(0, 2);
        bytes(0, 2, "c");
        followerQueue.ended(null);
        assertEquals(5, wakes);
        assertEquals("0@0 ab", taken());
        assertEquals(new FollowerQueue.CaughtUpItem(0, 2), followerQueue.poll());
        assertEquals("0@2 c", taken());
        assertEquals(new FollowerQueue.EndedItem(null), followerQueue.poll());
        assertNull(followerQueue.poll());
    }

    @Test
    void bytesOfAnotherLifeOrAfterAHoleStandAlone() {
        bytes(0, 0, "a");
        bytes(1, 0, "b");
        bytes(1, 9, "c");
        assertEquals("0@0 a", taken());
        assertEquals("1@0 b", taken());
        assertEquals("1@9 c", taken());
    }

    @Test
    void bothOutputsOfACommandStayApartAndInOrder() {
        byte[] word = {'x'};
        followerQueue.output(false, word, 0, 1);
        followerQueue.output(false, word, 0, 1);
        followerQueue.output(true, word, 0, 1);
        assertEquals("0@0 xx", taken());
        assertEquals("0@2! x", taken());
    }

    @Test
    void aFloodIsKeptInLargeBlocksAndALineInASmallOne() {
        bytes(0, 0, "line");
        assertEquals(1 << 10, ((FollowerQueue.BytesItem) followerQueue.poll()).array.length);
        bytes(0, 4, "x".repeat(100_000));
        bytes(0, 100_004, "y".repeat(100_000));
        assertEquals(100_000, ((FollowerQueue.BytesItem) followerQueue.poll()).length);
        assertEquals(100_000, ((FollowerQueue.BytesItem) followerQueue.poll()).length);
    }

    @Test
    void whereItIsCaughtUpIsToldOnce() {
        followerQueue.caughtUp(0, 1);
        followerQueue.caughtUp(0, 2);
        assertEquals(new FollowerQueue.CaughtUpItem(0, 2), followerQueue.poll());
        assertNull(followerQueue.poll());
    }
}

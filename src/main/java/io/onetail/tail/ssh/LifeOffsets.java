package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checks that the bytes of each life come in order and without a gap, and that a life is announced before its bytes. Safe for any thread.
 */
final class LifeOffsets {
    /** More lives than a reader has open or unread. */
    private static final int MOST = 256;

    @GuardedBy("this")
    private final Map<Integer, Long> next = new LinkedHashMap<>();

    @GuardedBy("this")
    private int last = -1;

    @GuardedBy("this")
    private boolean started;

    /** A life was announced. */
    synchronized void begin(int life) throws BadFrameException {
        if (life <= last) {
            throw FramePayload.unexpected("a life after " + last, Integer.toString(life));
        }
        last = life;
        next.put(life, 0L);
        if (next.size() > MOST) {
            next.remove(next.keySet().iterator().next());
        }
    }

    /** Reading starts here. Returns false if it has started before. */
    synchronized boolean start(int life, long offset) {
        if (started) {
            return false;
        }
        started = true;
        next.keySet().removeIf(earlier -> earlier < life);
        next.replace(life, offset);
        return true;
    }

    synchronized void pass(int life, long offset, long length) throws BadFrameException {
        Long expected = started ? next.get(life) : null;
        if (expected == null) {
            throw FramePayload.unexpected("a life that was requested", Integer.toString(life));
        }
        if (expected != offset) {
            throw FramePayload.unexpected("byte " + expected + " of life " + life, Long.toString(offset));
        }
        next.put(life, offset + length);
    }
}

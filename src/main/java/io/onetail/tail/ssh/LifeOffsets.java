package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks that each life's bytes come in order and without a gap, and that lives are told before their bytes. Safe for any thread. */
final class LifeOffsets {
    /** Most lives that a reader has open or not read yet, and some more. */
    private static final int MOST = 256;

    @GuardedBy("this")
    private final Map<Integer, Long> next = new LinkedHashMap<>();

    @GuardedBy("this")
    private int last = -1;

    @GuardedBy("this")
    private boolean started;

    /** A life is told. */
    synchronized void begin(int life) throws BadFrameException {
        if (life <= last) {
            throw FramePayload.unexpected("a later life than " + last, Integer.toString(life));
        }
        last = life;
        next.put(life, 0L);
        if (next.size() > MOST) {
            next.remove(next.keySet().iterator().next());
        }
    }

    /** From here on the log is asked for; false if it was before. */
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
            throw FramePayload.unexpected("a life that was asked for", Integer.toString(life));
        }
        if (expected != offset) {
            throw FramePayload.unexpected("byte " + expected + " of life " + life, Long.toString(offset));
        }
        next.put(life, offset + length);
    }
}

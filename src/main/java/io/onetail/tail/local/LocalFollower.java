package io.onetail.tail.local;

import io.onetail.catalog.Words;
import io.onetail.protocol.Failure;
import io.onetail.protocol.Incident;
import io.onetail.protocol.LogException;
import io.onetail.tail.Transport.Follower;
import io.onetail.tail.Transport.Sink;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One followed thing. All work, and every call of the sink, is done by the {@link Reel}'s thread in {@link #serve}. */
final class LocalFollower implements Follower {
    /** The same as on a remote host, so that a forgotten follower ends here too. */
    private static final long UNTICKED_NANOS = TimeUnit.SECONDS.toNanos(6);

    private static final int BLOCK = 64 * 1024;
    /** Blocks in a row from one follower, before the others get their turn. */
    private static final int TURN = 16;

    private final String what;
    private final Origin origin;
    private final Sink sink;
    private final Reel reel;
    private final byte[] buffer = new byte[BLOCK];

    private volatile boolean asked = true; // following asks at once
    private volatile long lastTick = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean closing;
    private volatile boolean ended;

    /** Where the bytes come from. Used by one thread. */
    interface Origin {
        /**
         * Up to a buffer of bytes: 0 if there are none at the moment, -1 if there will be none any more; tells the sink of
         * a truncation before it gives the bytes after it.
         */
        int read(byte[] buffer, Sink sink) throws IOException;

        /** Answers a tick. */
        void answer(Sink sink) throws IOException;

        /** Tells the sink how a command has ended; false if it is none. */
        default boolean finished(Sink sink) throws IOException {
            return false;
        }

        /** Why there will be no more bytes. */
        String end();

        void close();
    }

    LocalFollower(String what, Origin origin, Sink sink, Reel reel) {
        this.what = what;
        this.origin = origin;
        this.sink = sink;
        this.reel = reel;
    }

    @Override
    public void tick() {
        asked = true;
        lastTick = System.nanoTime();
        reel.wake();
    }

    @Override
    public void stop() {
        stopped = true;
        reel.wake();
    }

    void close() {
        closing = true;
    }

    boolean ended() {
        return ended;
    }

    /** Reads what there is; true if something was. */
    boolean serve() {
        if (ended) {
            return false;
        }
        try {
            return turn();
        } catch (IOException e) {
            end(new LogException(Failure.INTERNAL, "Reading " + what + " failed: " + e.getMessage() + ".", e));
        } catch (RuntimeException e) {
            end(Incident.of("Reading " + Words.escaped(what), e));
        }
        return false;
    }

    private boolean turn() throws IOException {
        boolean any = false;
        for (int i = 0; i < TURN; i++) {
            if (stopped) {
                end(null);
                return false;
            }
            if (closing) {
                interrupted();
                return false;
            }
            int count = origin.read(buffer, sink);
            if (count < 0 && origin.finished(sink)) {
                end(null);
                return false;
            }
            if (count < 0) {
                end(new LogException(Failure.INTERNAL, what + " has ended" + origin.end() + "."));
                return false;
            }
            if (count == 0) {
                break;
            }
            any = true;
            sink.bytes(buffer, 0, count);
        }
        if (asked) {
            asked = false;
            origin.answer(sink);
        }
        if (System.nanoTime() - lastTick > UNTICKED_NANOS) {
            end(new LogException(Failure.UNREACHABLE, "Nobody asked for " + what + " for 6 seconds."));
        }
        return any;
    }

    /** This server stops, or the host's settings have changed. */
    void interrupted() {
        end(new LogException(
                Failure.UNREACHABLE, "Following " + what + " was ended: its settings change or this server stops."));
    }

    private void end(@Nullable LogException cause) {
        if (!ended) {
            ended = true;
            origin.close();
            sink.ended(stopped ? null : cause);
        }
    }
}

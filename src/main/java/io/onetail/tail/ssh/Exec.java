package io.onetail.tail.ssh;

import io.onetail.catalog.Words;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end and keeps what it prints, within bounds of time and size. Used once, by one thread. */
final class Exec {
    private static final int MOST_ERROR = 2000;

    private final Bounded out;
    private final Bounded error = new Bounded(MOST_ERROR, () -> {});
    private final CountDownLatch end = new CountDownLatch(1);

    /** Whether the time or the size was used up, so that the output is not complete. */
    private volatile boolean cut;

    private Exec(int most) {
        this.out = new Bounded(most, this::cut);
    }

    /**
     * @param output at most as much as was allowed
     * @param complete false if it was cut off by size or time
     * @param status negative if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(byte[] output, boolean complete, int status, String error) {
        /** How a sentence ends that may have the host's own words. */
        String words() {
            return error.isEmpty() ? "." : ": " + Words.shown(error.replace("\n", "; "));
        }
    }

    /**
     * @param most bytes of output
     * @throws LogException as {@link Connections#open}, and if the connection breaks
     */
    static Result run(Connections connections, Workers workers, byte[] command, int most, Duration timeout)
            throws LogException, InterruptedException {
        return new Exec(most).run(connections, workers, command, timeout);
    }

    private Result run(Connections connections, Workers workers, byte[] command, Duration timeout)
            throws LogException, InterruptedException {
        ExecChannel channel = connections.open(command, out, new OutputStream() {
            @Override
            public void write(int b) {
                error.write(b);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                error.write(buffer, offset, length);
            }

            @Override
            public void close() {
                end.countDown();
            }
        });
        try {
            if (!end.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                cut();
            }
        } finally {
            if (!channel.ended()) {
                workers.execute(channel::disconnect);
            }
        }
        if (!cut && !channel.connection().usable() && channel.exitStatus() < 0) {
            throw connections.lost(channel.connection(), null);
        }
        return new Result(
                out.bytes(), !cut, channel.exitStatus(), new String(error.bytes(), StandardCharsets.UTF_8).strip());
    }

    private void cut() {
        cut = true;
        end.countDown();
    }

    /** Takes so many bytes and no more, and never blocks or fails: it is called by the connection's thread. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int most;
        private final Runnable full;

        Bounded(int most, Runnable full) {
            this.most = most;
            this.full = full;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] buffer, int offset, int length) {
            int count = Math.min(length, most - kept.size());
            kept.write(buffer, offset, count);
            if (count < length) {
                full.run();
            }
        }

        synchronized byte[] bytes() {
            return kept.toByteArray();
        }
    }

    /** What to say when a script gave no answer that it knows. */
    static LogException unexpected(String host, String what, Result result) {
        if (!result.complete()) {
            return new LogException(Failure.UNREACHABLE, what + " on " + host + " took too long.");
        }
        return new LogException(
                result.error().startsWith("sudo:") ? Failure.AUTH_FAILED : Failure.INTERNAL,
                what + " on " + host + " failed"
                        + (result.status() < 0 ? "" : " with status " + result.status())
                        + result.words());
    }
}

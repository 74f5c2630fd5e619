package io.onetail.tail.ssh;

import io.onetail.catalog.Words;
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
    private final Greeting greeting;
    private final Greeting errorGreeting;
    private final Bounded error = new Bounded(MOST_ERROR, () -> {});
    private final CountDownLatch end = new CountDownLatch(1);

    /** Whether the time or the size was used up, so that the output is not complete. */
    private volatile boolean cut;

    private Exec(int most, String mark) {
        this.out = new Bounded(most, this::cut);
        this.greeting = new Greeting(mark, out);
        this.errorGreeting = new Greeting(mark, new OutputStream() {
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
    }

    /**
     * @param output at most as much as was allowed
     * @param complete false if it was cut off by size or time
     * @param status negative if there is none
     * @param error what came on standard error, and in the place of the script's own output if that did not run
     * @param served whether the script ran at all
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(byte[] output, boolean complete, int status, String error, boolean served) {
        /** How a sentence ends that may have the host's own words. */
        String words() {
            return error.isEmpty() ? "." : ": " + Words.shown(error.replace("\n", "; "));
        }
    }

    /**
     * @param most bytes of output
     * @throws LogException as {@link Connections#open}, and if the connection breaks
     */
    static Result run(Connections connections, Workers workers, Scripts.Call call, int most, Duration timeout)
            throws LogException, InterruptedException {
        return new Exec(most, call.mark()).run(connections, workers, call, timeout);
    }

    private Result run(Connections connections, Workers workers, Scripts.Call call, Duration timeout)
            throws LogException, InterruptedException {
        ExecChannel channel = connections.open(call, greeting, errorGreeting);
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
        boolean served = greeting.over();
        String said =
                errorGreeting.over() ? new String(error.bytes(), StandardCharsets.UTF_8).strip() : errorGreeting.text();
        return new Result(
                out.bytes(),
                !cut,
                channel.exitStatus(),
                served ? said : (greeting.text() + "\n" + said).strip(),
                served);
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
}

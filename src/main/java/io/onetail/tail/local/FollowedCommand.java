package io.onetail.tail.local;

import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.tail.HostReader.FollowerSink;
import io.onetail.tail.HostReader.LogFollower;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A running command. The thread of {@link LocalPoller} starts it, reads its output and calls its sink. */
final class FollowedCommand implements LogFollower, LocalPoller.PolledFollower {
    private final String command;
    private final StderrMode errors;
    private final boolean sudo;
    private final String host;
    private final FollowerSink sink;
    private final LocalPoller localPoller;
    private final AtomicLong credit = new AtomicLong();

    private volatile boolean stopped;
    private volatile boolean ended;
    private @Nullable ProcessGroup group;

    FollowedCommand(
            String command, StderrMode errors, boolean sudo, String host, FollowerSink sink, LocalPoller localPoller) {
        this.command = command;
        this.errors = errors;
        this.sudo = sudo;
        this.host = host;
        this.sink = sink;
        this.localPoller = localPoller;
    }

    @Override
    public void start(int life, long offset) {
        // a command has no lives
    }

    @Override
    public void grant(int bytes) {
        credit.addAndGet(bytes);
        localPoller.wake();
    }

    @Override
    public byte @Nullable [] peek(int life, long offset, int length) {
        return null;
    }

    @Override
    public void stop() {
        stopped = true;
        localPoller.wake();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean serve(byte[] buffer, DirectoryWatcher directoryWatcher, long now) {
        if (ended) {
            return false;
        }
        if (stopped) {
            end(null);
            return false;
        }
        try {
            ProcessGroup running = group;
            if (running == null) {
                running = new ProcessGroup(command, errors == StderrMode.MERGE, sudo);
                group = running;
            }
            return turn(running, buffer);
        } catch (IOException e) {
            end(new LogException(FailureCode.INTERNAL, this + " can't be run: " + e.getMessage() + ".", e));
        } catch (RuntimeException e) {
            end(IncidentReport.of("Running " + SafeText.escaped(command), e));
        }
        return false;
    }

    private boolean turn(ProcessGroup running, byte[] buffer) throws IOException {
        // in this order, so that the last output is not missed
        boolean alive = running.alive();
        boolean waiting = pass(running.output(), false, buffer);
        waiting |= pass(running.errors(), true, buffer);
        if (!alive && !waiting) {
            ended = true;
            int status = running.status();
            running.close();
            sink.finished(status);
            sink.ended(null);
        }
        return waiting && credit.get() > 0;
    }

    /** Whether there was output, passed on or not. */
    private boolean pass(InputStream said, boolean error, byte[] buffer) throws IOException {
        int available = said.available();
        int most = (int) Math.min(Math.min(available, buffer.length), credit.get());
        if (most > 0) {
            int count = said.read(buffer, 0, most);
            credit.addAndGet(-Math.max(0, count));
            if (count > 0) {
                sink.output(error, buffer, 0, count);
            }
        }
        return available > 0;
    }

    @Override
    public void end(@Nullable LogException cause) {
        if (!ended) {
            ended = true;
            ProcessGroup running = group;
            if (running != null) {
                running.close();
            }
            sink.ended(stopped ? null : cause);
        }
    }

    @Override
    public String toString() {
        return "'" + command + "' on " + host;
    }
}

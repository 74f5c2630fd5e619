package io.onetail.tail.local;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import io.onetail.tail.HostReader.FollowerSink;
import io.onetail.tail.HostReader.LogFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One followed log. The thread of {@link LocalPoller} does all the work, and calls the sink, in {@link #serve}. */
final class FollowedLog implements LogFollower, LocalPoller.PolledFollower {
    private static final long TIMES = TimeUnit.MILLISECONDS.toNanos(250);

    /** The most blocks in one turn of a log that has more lives than are kept. */
    private static final int MOST_BLOCKS = 64;

    private final String log;
    private final Path path;
    private final boolean names;
    private final FollowerSink sink;
    private final FileOpener opener;
    private final LocalRanges files;
    private final KeptFiles keptFiles;
    private final LocalPoller localPoller;
    private final OpenLives lives;
    private final AtomicLong credit = new AtomicLong();

    private volatile @Nullable StartRequest start;
    private volatile boolean stopped;
    private volatile boolean ended;

    private @Nullable LogNameWatcher name;
    private long nextTimes;

    private record StartRequest(int life, long offset) {}

    FollowedLog(
            String log,
            Path path,
            boolean names,
            FollowerSink sink,
            FileOpener opener,
            LocalRanges files,
            KeptFiles keptFiles,
            LocalPoller localPoller) {
        this.log = log;
        this.path = path;
        this.names = names;
        this.sink = sink;
        this.opener = opener;
        this.files = files;
        this.keptFiles = keptFiles;
        this.localPoller = localPoller;
        this.lives = new OpenLives(sink, localPoller.zeroPages(), () -> FileNodes.orNull(path));
    }

    @Override
    public void start(int life, long offset) {
        start = new StartRequest(life, offset);
        localPoller.wake();
    }

    @Override
    public void grant(int bytes) {
        credit.addAndGet(bytes);
        localPoller.wake();
    }

    @Override
    public void stop() {
        stopped = true;
        localPoller.wake();
    }

    @Override
    public byte @Nullable [] peek(int life, long offset, int length) throws LogException {
        OpenFile file = ended ? null : lives.file(life);
        if (file == null) {
            return null;
        }
        // A channel of its own, since an interrupt of this thread closes it. By now the descriptor may be another
        // file's.
        try (OpenFile own = opener.open(file.descriptor())) {
            return own.node().equals(file.node()) && lives.file(life) != null ? own.bytes(offset, length) : null;
        } catch (IOException e) {
            if (lives.file(life) == null) {
                return null;
            }
            throw new LogException(FailureCode.UNREADABLE, "Reading " + log + " failed: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public boolean keep(String file, String node) throws LogException {
        OpenFile opened = ended ? null : files.open(opener.path(file), node);
        if (opened == null) {
            return false;
        }
        keptFiles.keep(this, path, opened, System.nanoTime());
        if (ended) {
            keptFiles.release(this); // it has ended meanwhile
        }
        return true;
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
        try {
            if (stopped) {
                end(null);
                return false;
            }
            return turn(buffer, directoryWatcher, now);
        } catch (IOException e) {
            end(new LogException(FailureCode.INTERNAL, "Reading " + log + " failed: " + e.getMessage() + ".", e));
        } catch (RuntimeException e) {
            end(IncidentReport.of("Reading " + SafeText.escaped(log), e));
        }
        return false;
    }

    private boolean turn(byte[] buffer, DirectoryWatcher directoryWatcher, long now) throws IOException {
        LogNameWatcher watched = name;
        if (watched == null) {
            watched = new LogNameWatcher(log, path, names, lives, sink, opener, directoryWatcher);
            name = watched;
        }
        watched.look(now);
        StartRequest from = start;
        if (from != null) {
            start = null;
            lives.start(from.life, from.offset);
        }
        boolean times = now - nextTimes >= 0;
        lives.look(watched.node(), now, times, watched.settled());
        boolean more = read(buffer, now);
        for (int blocks = 1; more && lives.tooMany() && blocks < MOST_BLOCKS; blocks++) {
            more = read(buffer, now);
        }
        if (times) {
            lives.giveUp(watched.node(), now);
            keptFiles.close(this, now);
            nextTimes = now + TIMES;
        }
        return more;
    }

    /** Passes on one block; returns whether there may be more. */
    private boolean read(byte[] buffer, long now) throws IOException {
        int most = (int) Math.min(buffer.length, credit.get());
        int count = lives.read(buffer, most, now);
        credit.addAndGet(-Math.max(0, count));
        return count != 0;
    }

    @Override
    public void end(@Nullable LogException cause) {
        if (!ended) {
            ended = true;
            lives.close();
            keptFiles.release(this);
            LogNameWatcher watched = name;
            if (watched != null) {
                watched.close();
            }
            sink.ended(stopped ? null : cause);
        }
    }

    @Override
    public String toString() {
        return log;
    }
}

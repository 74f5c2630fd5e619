package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Glob;
import io.onetail.catalog.ReaderKind;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FileRanges;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The reader of one remote host. Safe for any thread. Connects when something is requested, and keeps the connection while something is
 * under way and for some time after that. Owns its connection.
 */
final class SshHostReader implements HostReader, FileRanges.HostFiles {
    private static final System.Logger LOG = System.getLogger(SshHostReader.class.getName());

    private static final int MOST_RANGE = 8 * 1024 * 1024;
    private static final int MOST_HEAD = 4096;
    /** The most files that a host lists; {@link FairFiles} keeps those of them that are wanted. */
    private static final int MOST_LISTED = 200_000;
    /** The codes that say that a file is not where it was looked for, or not a file. */
    private static final Set<String> AWAY =
            Set.of("gone", "not-found", "denied", "forbidden", "directory", "special", "loop", "restless", "packed");

    private final String host;
    private final ReaderKind kind;
    private final boolean sudo;
    private final LinkTimeouts times;
    private final Duration timeout;
    private final SshWorkers workers;
    private final ReaderProcess.ProcessStarter starter;
    private final ReaderCodes codes;
    private final FileRanges ranges;

    @GuardedBy("this")
    private @Nullable ReaderLink link;

    @GuardedBy("this")
    private List<String> globs;

    @GuardedBy("this")
    private boolean down;

    @GuardedBy("this")
    private boolean closed;

    /** How a host is read. Immutable. */
    record ReaderSettings(String host, ReaderKind kind, boolean sudo, String user, LinkTimeouts times) {}

    /**
     * @param globs what the reader may read at first
     * @param allowed whether the host's globs allow a path at the moment
     */
    SshHostReader(
            ReaderSettings readerSettings,
            ReaderProcess.ProcessStarter starter,
            List<String> globs,
            Predicate<String> allowed,
            SshWorkers workers) {
        this.host = readerSettings.host;
        this.kind = readerSettings.kind;
        this.sudo = readerSettings.sudo;
        this.times = readerSettings.times;
        this.timeout = readerSettings.times.timeout();
        this.workers = workers;
        this.starter = starter;
        this.codes = new ReaderCodes(host, sudo ? "root" : readerSettings.user);
        this.ranges = new FileRanges(this, allowed);
        this.globs = List.copyOf(globs);
    }

    private synchronized ReaderLink link() throws LogException {
        if (closed) {
            throw closedNow();
        }
        ReaderLink open = link;
        if (open == null || open.over()) {
            ReaderLink made = new ReaderLink(host, ReaderStart.of(kind, sudo), AllowedGlobs.of(globs), times, workers);
            link = made;
            var unused = made.ready().whenComplete((hello, failure) -> told(failure));
            workers.execute(() -> made.start(starter));
            return made;
        }
        return open;
    }

    private LogException closedNow() {
        return new LogException(
                FailureCode.UNREACHABLE,
                "The connections to " + host
                        + " were closed: the host's settings have changed, or this server is stopping.");
    }

    /** Logs when the host can't be reached any more, and when it can again. */
    private void told(@Nullable Throwable failure) {
        synchronized (this) {
            if (down == (failure != null) || closed) {
                return;
            }
            down = failure != null;
        }
        if (failure != null) {
            LOG.log(Level.WARNING, "Can''t connect: {0}", failure.getMessage());
        } else {
            LOG.log(Level.INFO, "Connected to {0} again.", host);
        }
    }

    @Override
    public CompletionStage<?> ready() {
        try {
            return link().ready().copy();
        } catch (LogException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What the reader has reported about itself and its host, by the keys of {@code reader.md}; empty while it is not connected. */
    Map<String, String> hello() {
        ReaderLink open;
        synchronized (this) {
            open = link;
        }
        return open != null && !open.over() ? open.hello() : Map.of();
    }

    @Override
    public Set<ReaderLimitation> lacks() {
        ReaderLink last;
        synchronized (this) {
            last = link;
        }
        // also after the end, since what the reader sent last may still be passed on
        String words = last == null ? "" : last.hello().getOrDefault("lacks", "");
        return ReaderLimitation.of(Arrays.asList(words.split(",", -1)));
    }

    /** Changes the files that the host's reader may read. */
    void allow(List<String> newGlobs) {
        synchronized (this) {
            if (!globs.equals(newGlobs)) {
                globs = List.copyOf(newGlobs);
                if (link != null) {
                    link.allow(AllowedGlobs.of(globs));
                }
            }
        }
    }

    @Override
    public LogFollower follow(String path, boolean names, FollowerSink sink) {
        LinkFollower follower = new LinkFollower(
                path + " on " + host, (code, words) -> codes.failure(path, code, words), timeout, sink);
        return begun(follower, "follow", List.of(path, names ? "names" : "-"));
    }

    @Override
    public LogFollower run(String command, StderrMode errors, FollowerSink sink) {
        LinkFollower follower = new LinkFollower(
                "'" + command + "' on " + host,
                (code, words) -> codes.commandFailure(command, code, words),
                timeout,
                sink);
        return begun(follower, "run", List.of(errors == StderrMode.MERGE ? "merge" : "apart", command));
    }

    private LogFollower begun(LinkFollower follower, String verb, List<?> fields) {
        try {
            ask(follower, verb, fields);
            follower.begun();
        } catch (LogException e) {
            follower.fail(e);
        }
        return follower;
    }

    /** Sends a request on a link that has not ended, which may still be connecting. */
    private ReaderLink ask(ReaderExchange exchange, String verb, List<?> fields) throws LogException {
        ReaderLink open = link();
        while (!open.ask(exchange, verb, fields)) {
            open = link();
        }
        return open;
    }

    /** Sends a request and waits for the answer. */
    private <A extends BlockingRequest> A answer(A ask, String verb, List<?> fields)
            throws LogException, InterruptedException, BlockingRequest.ReaderRefusedException {
        ReaderLink open = ask(ask, verb, fields);
        try {
            open.ready().get(); // has a time-out of its own
        } catch (ExecutionException e) {
            // the request has failed with it
        } catch (InterruptedException e) {
            ask.drop();
            throw e;
        }
        ask.await(timeout);
        return ask;
    }

    @Override
    public List<FileLook> look(String log, List<String> files, int head, boolean packed)
            throws LogException, InterruptedException {
        return lookRequest(log, files, head, packed).looks();
    }

    private BlockingRequest.LookRequest lookRequest(String log, List<String> files, int head, boolean packed)
            throws LogException, InterruptedException {
        String what = "Looking at " + (files.size() == 1 ? files.get(0) : "files of " + log) + " on " + host;
        int most = Math.min(head, MOST_HEAD);
        List<Object> fields = new ArrayList<>(List.of(AllowedGlobs.log(log), most, packed ? 1 : 0));
        fields.addAll(files);
        try {
            BlockingRequest.LookRequest asked =
                    answer(new BlockingRequest.LookRequest(what, files, most, codes), "look", fields);
            if (asked.looks().size() < files.size()) {
                throw new LogException(FailureCode.INTERNAL, what + " failed: the host did not answer for all files.");
            }
            return asked;
        } catch (BlockingRequest.ReaderRefusedException e) {
            throw codes.failure(log, e.code(), e.words());
        }
    }

    @Override
    public @Nullable String target(String log) throws LogException, InterruptedException {
        return lookRequest(log, List.of(log), 1, false).target();
    }

    @Override
    public List<FoundFile> find(List<String> patterns, int limit) throws LogException, InterruptedException {
        return find("", patterns, limit);
    }

    @Override
    public List<FoundFile> findOlder(String log, List<String> patterns, int limit)
            throws LogException, InterruptedException {
        return find(AllowedGlobs.log(log), patterns, limit);
    }

    private List<FoundFile> find(String log, List<String> patterns, int limit)
            throws LogException, InterruptedException {
        List<Glob> wanted = patterns.stream().map(Glob::of).toList();
        FairFiles found = new FairFiles(limit);
        BlockingRequest.ListRequest blockingRequest =
                new BlockingRequest.ListRequest("Looking for logs on " + host, MOST_LISTED, file -> {
                    if (wanted.stream().anyMatch(glob -> glob.matches(file.path()))) {
                        found.add(file);
                    }
                });
        List<Object> fields = new ArrayList<>(List.of(log, MOST_LISTED, Math.max(1, timeout.toSeconds() - 1)));
        fields.addAll(patterns);
        try {
            answer(blockingRequest, "list", fields);
        } catch (BlockingRequest.ReaderRefusedException e) {
            throw codes.failure(log.isEmpty() ? "the list of logs" : log, e.code(), e.words());
        }
        synchronized (blockingRequest) {
            return found.files();
        }
    }

    @Override
    public byte @Nullable [] read(String path, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return ranges.read(path, id, offset, length);
    }

    @Override
    public byte @Nullable [] readOlder(String log, String file, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return ranges.readOlder(log, file, id, offset, length);
    }

    @Override
    public FileRanges.@Nullable FileRange ofNode(
            String log, String file, String node, boolean packed, long offset, int length)
            throws LogException, InterruptedException {
        return range(log, file, node, packed, offset, length);
    }

    @Override
    public FileRanges.@Nullable FileRange at(String log, String file, boolean packed, long offset, int length)
            throws LogException, InterruptedException {
        return range(log, file, "-", packed, offset, length);
    }

    private FileRanges.@Nullable FileRange range(
            String log, String file, String node, boolean packed, long offset, int length)
            throws LogException, InterruptedException {
        if (length > MOST_RANGE) {
            throw new IllegalArgumentException("length is " + length + " bytes, expected at most " + MOST_RANGE);
        }
        BlockingRequest.RangeRequest blockingRequest =
                new BlockingRequest.RangeRequest("Reading " + file + " on " + host, length);
        try {
            answer(
                    blockingRequest,
                    "range",
                    List.of(AllowedGlobs.log(log), file, node, packed ? 1 : 0, offset, length));
        } catch (BlockingRequest.ReaderRefusedException e) {
            if (AWAY.contains(e.code())) {
                return null;
            }
            throw codes.failure(file, e.code(), e.words());
        }
        ReaderFrame.OpenedFrame opened = blockingRequest.file();
        if (opened == null) {
            throw new LogException(
                    FailureCode.INTERNAL,
                    "Reading " + file + " on " + host + " failed: the host did not say which file it read.");
        }
        FileInfo info = opened.file();
        return new FileRanges.FileRange(info.path(), opened.target(), info.head(), blockingRequest.bytes());
    }

    @Override
    public void close() {
        ReaderLink open;
        synchronized (this) {
            closed = true;
            open = link;
        }
        if (open != null) {
            open.fail(closedNow());
        }
    }
}

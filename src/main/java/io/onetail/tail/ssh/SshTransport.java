package io.onetail.tail.ssh;

import io.onetail.catalog.Host.Login;
import io.onetail.catalog.StandardError;
import io.onetail.protocol.LogException;
import io.onetail.tail.CommandShell;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transport;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The way to one remote host. Owns its connections. Safe for any thread. */
final class SshTransport implements Transport {
    private static final int MOST_PROBED = 64 * 1024;
    private static final int MOST_FOUND = 32 * 1024 * 1024; // find.sh divides it among its searches

    private final String host;
    private final Login login;
    private final boolean sudo;
    private final Workers workers;
    private final Connections connections;
    private final Ranges ranges;

    /**
     * @param allowed whether the host's logs allow a path
     * @param idle how long a connection without channels is kept
     */
    SshTransport(String host, Login login, boolean sudo, Predicate<String> allowed, Duration idle, Workers workers) {
        this.host = host;
        this.login = login;
        this.sudo = sudo;
        this.workers = workers;
        this.ranges = new Ranges(this::exec, allowed);
        this.connections = new Connections(host, login, idle, workers);
    }

    @Override
    public FileInfo probe(String path) throws LogException, InterruptedException {
        return Probe.read(host, path, sudo ? "root" : login.user(), exec(MOST_PROBED, Scripts.PROBE, path));
    }

    @Override
    public FileInfo probePacked(String path) throws LogException, InterruptedException {
        FileInfo info = Probe.read(
                host, path, sudo ? "root" : login.user(), exec(MOST_PROBED, Scripts.PROBE_PACKED, path, "unpack"));
        return new FileInfo(info.path(), info.node(), -1, info.modified(), info.head());
    }

    @Override
    public Follower follow(String name, FileInfo file, long offset, Sink sink)
            throws LogException, InterruptedException {
        String needle = Needle.next();
        Scripts.Call call =
                Scripts.call(sudo, Scripts.FOLLOW, name, file.path(), file.node(), Long.toString(offset + 1), needle);
        return new SshFollower(name + " on " + host, connections, workers, sink, needle).start(call);
    }

    @Override
    public Follower run(String command, StandardError errors, Sink sink) throws LogException, InterruptedException {
        Scripts.Call call =
                Scripts.call(sudo, Scripts.RUN, command, CommandShell.script(errors), CommandShell.mark(errors));
        return new SshFollower("'" + command + "' on " + host, connections, workers, sink, Needle.next()).start(call);
    }

    @Override
    public List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException {
        Finder finder = new Finder(globs);
        Exec.Result result = exec(MOST_FOUND, Scripts.FIND, finder.arguments(login.timeout()));
        boolean refused = result.status() > 0 || !result.served();
        if (result.complete() ? refused : result.output().length == 0) {
            throw Unserved.unexpected(host, "Looking for logs", result);
        }
        return finder.read(result.output(), limit);
    }

    @Override
    public byte @Nullable [] read(String path, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        return ranges.read(path, id, offset, length);
    }

    private Exec.Result exec(int most, String script, String... arguments) throws LogException, InterruptedException {
        Scripts.Call call = Scripts.once(sudo, login.timeout(), script, arguments);
        return Exec.run(connections, workers, call, most, login.timeout());
    }

    /** How many connections there are at the moment. */
    int connections() {
        return connections.count();
    }

    @Override
    public void close() {
        connections.close();
    }
}

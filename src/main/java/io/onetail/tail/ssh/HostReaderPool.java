package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Host;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReaders;
import io.onetail.tail.local.LocalHostReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one reader per host: over SSH, or in this process for a host without a login. Safe for any thread. Owns the readers and the few
 * threads that serve them, all of which end some seconds after their last use.
 */
public final class HostReaderPool implements HostReaders, AutoCloseable {
    /** How long a connection is kept while nothing is under way. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final HostLookup hostLookup;
    private final ThreadFactory threads;
    private final SshWorkers workers;

    @GuardedBy("this")
    private final Map<String, PooledReader> entries = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    /** Finds the settings of hosts; asked at each {@link #of}. Safe for any thread; must not block. */
    public interface HostLookup {
        /**
         * The settings of a host at the moment.
         *
         * @throws LogException not-found
         */
        Host host(String name) throws LogException;
    }

    /** The part of a host's settings on which its reader depends; other changes leave the connection alone. */
    private record ReaderKey(Host.@Nullable SshLogin login, boolean sudo) {}

    private record PooledReader(ReaderKey readerKey, HostReader reader) {}

    /**
     * A pool without readers.
     *
     * @param hostLookup finds the settings of hosts; the caller's
     * @param threads makes the threads that read local files, and those that keep time
     * @param blocking makes the threads that wait for remote hosts: one for each connection, as long as that lives, and short-lived ones
     */
    public HostReaderPool(HostLookup hostLookup, ThreadFactory threads, ThreadFactory blocking) {
        this.hostLookup = hostLookup;
        this.threads = threads;
        this.workers = new SshWorkers(threads, blocking);
    }

    @Override
    public HostReader of(String name) throws LogException {
        Host host;
        try {
            host = hostLookup.host(name);
        } catch (LogException e) {
            forget(name);
            throw e;
        }
        ReaderKey readerKey = new ReaderKey(host.login(), host.sudo());
        synchronized (this) {
            if (closed) { // a caller that still reads would open a connection that is never closed
                throw new LogException(
                        FailureCode.UNREACHABLE, "Host " + name + " can't be read any more: this server is stopping.");
            }
            PooledReader pooledReader = entries.get(name);
            if (pooledReader != null && pooledReader.readerKey.equals(readerKey)) {
                if (pooledReader.reader instanceof SshHostReader reader) {
                    reader.allow(host.logs());
                }
                return pooledReader.reader;
            }
            if (pooledReader != null) {
                end(pooledReader);
            }
            PooledReader made = new PooledReader(readerKey, make(name, host));
            entries.put(name, made);
            return made.reader;
        }
    }

    private HostReader make(String name, Host host) {
        Predicate<String> allowed = path -> allows(name, path);
        Host.SshLogin login = host.login();
        if (login == null) {
            return new LocalHostReader(name, host.sudo(), allowed, threads);
        }
        SshHostReader.ReaderSettings readerSettings = new SshHostReader.ReaderSettings(
                name, login.reader(), host.sudo(), login.user(), LinkTimeouts.of(login.timeout(), IDLE));
        return new SshHostReader(
                readerSettings, SshProcess.starter(name, login, workers), host.logs(), allowed, workers);
    }

    /** Whether the host's settings allow a path at the moment. */
    private boolean allows(String name, String path) {
        try {
            return hostLookup.host(name).allows(path);
        } catch (LogException e) {
            return false;
        }
    }

    private synchronized void forget(String name) {
        PooledReader pooledReader = entries.remove(name);
        if (pooledReader != null) {
            end(pooledReader);
        }
    }

    private void end(PooledReader pooledReader) {
        workers.execute(pooledReader.reader::close);
    }

    @Override
    public void close() {
        List<PooledReader> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(pooledReader -> pooledReader.reader.close());
        workers.close();
    }
}

package io.onetail.tail.ssh;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.onetail.catalog.Host;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.Transport;
import io.onetail.tail.Transports;
import io.onetail.tail.local.LocalTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one transport per host: over SSH, or in this process for a host without a login. Safe for any thread. Owns the
 * transports and the few threads that serve them, all of which end some seconds after the last use.
 */
public final class HostTransports implements Transports, AutoCloseable {
    /** How long a connection without channels is kept. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Hosts hosts;
    private final ThreadFactory threads;
    private final Duration idle;
    private final Workers workers;

    @GuardedBy("this")
    private final Map<String, Entry> entries = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    /** Where the settings of hosts are; asked at each {@link #of}. */
    public interface Hosts {
        /** @throws LogException not-found */
        Host host(String name) throws LogException;
    }

    /** What of a host's settings a transport depends on; other changes leave its connections alone. */
    private record Way(Host.@Nullable Login login, boolean sudo) {}

    private record Entry(Way way, Transport transport) {}

    /** @param threads makes the threads that read connections, which live as long as these, and short-lived ones */
    public HostTransports(Hosts hosts, ThreadFactory threads) {
        this(hosts, threads, IDLE);
    }

    /** @param idle how long a connection without channels is kept */
    public HostTransports(Hosts hosts, ThreadFactory threads, Duration idle) {
        this.hosts = hosts;
        this.threads = threads;
        this.idle = idle;
        this.workers = new Workers(threads);
    }

    @Override
    public Transport of(String name) throws LogException {
        Host host;
        try {
            host = hosts.host(name);
        } catch (LogException e) {
            forget(name);
            throw e;
        }
        Way way = new Way(host.login(), host.sudo());
        synchronized (this) {
            if (closed) { // somebody who still reads would open a connection that nobody closes
                throw new LogException(Failure.UNREACHABLE, "The way to " + name + " is closed: this server stops.");
            }
            Entry entry = entries.get(name);
            if (entry != null && entry.way.equals(way)) {
                return entry.transport;
            }
            if (entry != null) {
                end(entry);
            }
            Entry made = new Entry(way, make(name, host));
            entries.put(name, made);
            return made.transport;
        }
    }

    private Transport make(String name, Host host) {
        Host.Login login = host.login();
        return login == null
                ? new LocalTransport(name, host.sudo(), path -> allows(name, path), threads)
                : new SshTransport(name, login, host.sudo(), path -> allows(name, path), idle, workers);
    }

    /** By the settings of the moment. */
    private boolean allows(String name, String path) {
        try {
            return hosts.host(name).allows(path);
        } catch (LogException e) {
            return false;
        }
    }

    private synchronized void forget(String name) {
        Entry entry = entries.remove(name);
        if (entry != null) {
            end(entry);
        }
    }

    private void end(Entry entry) {
        workers.execute(entry.transport::close);
    }

    @Override
    public void close() {
        List<Entry> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(entry -> entry.transport.close());
        workers.close();
    }
}

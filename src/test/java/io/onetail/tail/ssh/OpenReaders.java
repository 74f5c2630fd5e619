package io.onetail.tail.ssh;

import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.ReaderKind;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The readers that a test has opened on real hosts. {@link #close} closes them. For one thread. */
final class OpenReaders implements AutoCloseable {
    private final SshWorkers workers = new SshWorkers(Thread::new, Thread::new);
    private final List<SshHostReader> readers = new ArrayList<>();

    /** Opens one that may read all files and list those of the globs. */
    SshHostReader open(OpenSsh host, ReaderKind kind, boolean sudo, Duration timeout, String... globs) {
        SshLogin login = Logins.of(host);
        SshHostReader.ReaderSettings readerSettings = new SshHostReader.ReaderSettings(
                "web-1", kind, sudo, login.user(), LinkTimeouts.of(timeout, Duration.ofSeconds(1)));
        SshHostReader reader = new SshHostReader(
                readerSettings, SshProcess.starter("web-1", login, workers), List.of(globs), path -> true, workers);
        readers.add(reader);
        return reader;
    }

    /** Ends them on their hosts; others may be opened afterwards. */
    void end() {
        readers.forEach(SshHostReader::close);
    }

    @Override
    public void close() {
        end();
        workers.close();
    }

    static void awaitNoProcess(OpenSsh host) {
        Await.until(
                "no process is left on the host",
                Duration.ofSeconds(5),
                () -> host.processes("").isEmpty());
    }
}

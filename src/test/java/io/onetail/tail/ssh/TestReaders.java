package io.onetail.tail.ssh;

import io.onetail.catalog.Glob;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.catalog.ReaderKind;
import io.onetail.tail.HostReader;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes readers for tests: the real programs, as a process of this machine or over SSH. The caller closes each of them; the few threads
 * behind them end by themselves.
 */
public final class TestReaders {
    private static final SshWorkers WORKERS = new SshWorkers(TestReaders::daemon, TestReaders::daemon);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private TestReaders() {}

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    /** A reader in a language, run by {@code sh} on this machine without SSH. */
    public static HostReader local(ReaderKind kind, List<String> globs) {
        return reader(kind, System.getProperty("user.name"), false, LocalProcess::start, globs);
    }

    /** A reader in a language on a real host. */
    public static HostReader remote(ReaderKind kind, SshLogin login, List<String> globs) {
        return remote(kind, login, globs, false);
    }

    /** The same, through sudo if requested. */
    public static HostReader remote(ReaderKind kind, SshLogin login, List<String> globs, boolean sudo) {
        return reader(kind, login.user(), sudo, SshProcess.starter("web-1", login, WORKERS), globs);
    }

    private static SshHostReader reader(
            ReaderKind kind, String user, boolean sudo, ReaderProcess.ProcessStarter starter, List<String> globs) {
        SshHostReader.ReaderSettings readerSettings =
                new SshHostReader.ReaderSettings("web-1", kind, sudo, user, LinkTimeouts.of(TIMEOUT, IDLE));
        return new SshHostReader(readerSettings, starter, globs, allowed(globs), WORKERS);
    }

    private static Predicate<String> allowed(List<String> globs) {
        List<Glob> all = globs.stream().map(Glob::of).toList();
        return path -> all.stream().anyMatch(glob -> glob.matches(path));
    }
}

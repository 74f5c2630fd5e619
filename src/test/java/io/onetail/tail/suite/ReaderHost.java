package io.onetail.tail.suite;

import io.onetail.catalog.Glob;
import io.onetail.catalog.ReaderKind;
import io.onetail.tail.HostReader;
import io.onetail.tail.local.LocalHostReader;
import io.onetail.tail.ssh.TestReaders;
import io.onetail.tail.suite.ReaderSuite.Kind;
import io.onetail.tail.suite.ReaderSuite.Place;
import io.onetail.tail.suite.ReaderSuite.Setup;
import io.onetail.testing.Await;
import io.onetail.testing.OpenSsh;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One reader and everything that runs for it. */
final class ReaderHost implements AutoCloseable {
    private static @Nullable OpenSsh shared;

    private final Setup setup;
    private final HostReader reader;
    private final @Nullable OpenSsh ssh;

    private ReaderHost(Setup setup, HostReader reader, @Nullable OpenSsh ssh) {
        this.setup = setup;
        this.reader = reader;
        this.ssh = ssh;
    }

    /** A reader that may read what these globs match. */
    static ReaderHost open(Setup setup, List<String> globs) {
        if (setup.kind() == Kind.LOCAL) {
            List<Glob> all = globs.stream().map(Glob::of).toList();
            return new ReaderHost(
                    setup,
                    new LocalHostReader(
                            "local", false, path -> all.stream().anyMatch(glob -> glob.matches(path)), Thread::new),
                    null);
        }
        ReaderKind kind = ReaderKind.valueOf(setup.kind().name());
        if (setup.place() == Place.HERE) {
            return new ReaderHost(setup, TestReaders.local(kind, globs), null);
        }
        OpenSsh ssh = shared();
        return new ReaderHost(setup, TestReaders.remote(kind, SuiteLogins.of(ssh), globs), ssh);
    }

    /** One sshd for all of them, which ends with this JVM. */
    private static synchronized OpenSsh shared() {
        if (shared == null) {
            shared = OpenSsh.start();
        }
        return shared;
    }

    HostReader reader() {
        return reader;
    }

    /** The host's sshd; null if the reader does not run over SSH. */
    @Nullable
    OpenSsh ssh() {
        return ssh;
    }

    /** All processes that run for the reader on its host, including its own. */
    List<Long> processes() {
        if (setup.kind() == Kind.LOCAL) {
            return List.of();
        }
        Stream<ProcessHandle> all = Stream.concat(
                below(ssh == null ? ProcessHandle.current() : sshd()),
                ssh == null ? Stream.of() : ssh.processes("").stream());
        return all.map(ProcessHandle::pid)
                .distinct()
                .filter(pid -> !Processes.isGone(pid))
                .toList();
    }

    private ProcessHandle sshd() {
        return ProcessHandle.of(ssh.pid()).orElseThrow();
    }

    /**
     * Readers whose environment can't be read any more, such as one in Perl, which has changed its title, and the processes that they run.
     */
    private static Stream<ProcessHandle> below(ProcessHandle parent) {
        return parent.descendants()
                .filter(child -> Processes.isReader(child.pid()))
                .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()));
    }

    /** The reader's own process, not those that it has forked. */
    long process() {
        List<Long> all = processes().stream().filter(Processes::isReader).toList();
        List<Long> first = all.stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .map(parent -> !all.contains(parent.pid()))
                        .orElse(false))
                .toList();
        if (first.size() != 1) {
            throw new AssertionError("readers: " + first);
        }
        return first.get(0);
    }

    /** How many files the reader, or this JVM, has open. */
    long descriptors() {
        return Processes.descriptors(
                setup.kind() == Kind.LOCAL ? ProcessHandle.current().pid() : process());
    }

    @Override
    public void close() {
        List<Long> ran = processes();
        reader.close();
        Await.until(
                "nothing is left of " + ran,
                () -> ran.stream().allMatch(Processes::isGone) && processes().isEmpty());
    }
}

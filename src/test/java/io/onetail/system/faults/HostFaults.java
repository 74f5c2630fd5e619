package io.onetail.system.faults;

import io.onetail.testing.Await;
import io.onetail.testing.HostLimits;
import io.onetail.testing.LiveClient;
import io.onetail.testing.OpenSsh;
import io.onetail.testing.ServerTrio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Faults of the host's readers and resources. After each, no unneeded process or file may be left. For several threads.
 */
final class HostFaults {
    /** A reader that receives nothing ends after 6 s; a command that refuses to end is killed after another second. */
    private static final Duration ENDED = Duration.ofSeconds(45); // a reader keeps its unpacking processes for 30 s

    private final ServerTrio trio;
    private final EventTrace eventTrace;

    HostFaults(ServerTrio trio, EventTrace eventTrace) {
        this.trio = trio;
        this.eventTrace = eventTrace;
    }

    void happen(Fault fault) throws Exception {
        switch (fault.kind()) {
            case SLOW_SHELL -> slowShell(fault);
            case READER_KILL -> killReaders(fault);
            case READER_STOP -> stopReaders(fault);
            case PROCESSES_FULL -> fillProcesses(fault);
            case TMP_FULL -> fillTmp(fault);
            case COMMAND -> viewCommand(fault);
            default -> throw new IllegalArgumentException(fault.toString());
        }
        if (fault.kind() != Fault.Kind.COMMAND) {
            awaitNoStrays(fault);
        }
    }

    private OpenSsh ssh() {
        return trio.ssh();
    }

    private void slowShell(Fault fault) throws Exception {
        eventTrace.tell("shells are slow");
        Path start = ssh().directory().resolve(".bashrc");
        Files.writeString(start, "sleep 0.2\n");
        Faults.sleep(fault, 3_000, 12_000);
        Files.delete(start);
        eventTrace.tell("shells are quick again");
    }

    private void killReaders(Fault fault) {
        List<ProcessHandle> readers = some(fault);
        eventTrace.tell("readers killed: " + pids(readers));
        readers.forEach(ProcessHandle::destroyForcibly);
    }

    private void stopReaders(Fault fault) throws Exception {
        List<ProcessHandle> readers = some(fault);
        eventTrace.tell("readers stopped: " + pids(readers));
        signal("STOP", readers);
        Faults.sleep(fault, 1_000, 15_000);
        signal("CONT", readers);
        eventTrace.tell("readers continued: " + pids(readers));
    }

    private void fillProcesses(Fault fault) throws Exception {
        HostLimits limits = Objects.requireNonNull(ssh().limits());
        eventTrace.tell("no process can start");
        limits.fillProcesses();
        if (fault.target() % 2 == 0) {
            eventTrace.tell("SSH connections killed");
            ssh().killConnections();
        }
        Faults.sleep(fault, 1_000, 12_000);
        limits.freeProcesses();
        eventTrace.tell("processes can start again");
    }

    private void fillTmp(Fault fault) throws Exception {
        HostLimits limits = Objects.requireNonNull(ssh().limits());
        eventTrace.tell("/tmp is full");
        limits.fillTmp(ssh().pid());
        if (fault.target() % 2 == 0) {
            killReaders(fault);
        }
        Faults.sleep(fault, 2_000, 12_000);
        limits.freeTmp(ssh().pid());
        eventTrace.tell("/tmp has room again");
        List<String> left = limits.tmp(ssh().pid(), ssh().directory());
        if (!left.isEmpty()) {
            throw new AssertionError("files were left in the host's /tmp: " + left);
        }
    }

    /** Its output is not checked here, since its server, its host and Redis may be unreachable. */
    private void viewCommand(Fault fault) throws InterruptedException {
        int server = fault.target() % trio.servers().size();
        eventTrace.tell("a command is viewed on server " + (server + 1));
        try (LiveClient viewer = LiveClient.connect(trio.base(server)).view(ServerTrio.HOST, "count", 10)) {
            Faults.sleep(fault, 1_000, 10_000);
            eventTrace.tell("a command was viewed: " + viewer.content().lines().count() + " lines");
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            eventTrace.tell("a command could not be viewed: " + e);
        }
    }

    /** All readers, or one. */
    private List<ProcessHandle> some(Fault fault) {
        List<ProcessHandle> readers = ssh().readers();
        return fault.target() % 3 == 0 || readers.isEmpty()
                ? readers
                : List.of(readers.get(fault.target() % readers.size()));
    }

    private static List<Long> pids(List<ProcessHandle> readers) {
        return readers.stream().map(ProcessHandle::pid).toList();
    }

    private static void signal(String name, List<ProcessHandle> readers) throws IOException, InterruptedException {
        for (ProcessHandle reader : readers) {
            new ProcessBuilder("kill", "-s", name, Long.toString(reader.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        }
    }

    /** Waits until each process of the host is needed, and each server has at most one reader. */
    void awaitNoStrays(Fault fault) {
        Await.until(
                () -> "after " + fault + " nothing is left over, but there is " + ssh().strays(),
                ENDED,
                () -> ssh().strays().isEmpty());
        int most = trio.servers().size();
        Await.until(
                () -> "after " + fault + " there is one reader for each server, not " + pids(ssh().readers()),
                ENDED,
                () -> ssh().readers().size() <= most);
    }
}

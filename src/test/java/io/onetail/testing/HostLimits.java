package io.onetail.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limited resources of a host on this machine, so that it can run out of them without the machine: processes, limited
 * by a control group, and a {@code /tmp} of 1 MiB, a mount that only the host's processes see. Needs root and Linux.
 * Safe for any thread.
 */
public final class HostLimits implements AutoCloseable {
    private static final String PIDS = "onetail-test-" + ProcessHandle.current().pid() + "-";
    private static final byte[] BLOCK = new byte[64 << 10];

    private final Path group;

    private HostLimits(Path group) {
        this.group = group;
    }

    /** @return null if this machine does not allow it */
    public static @Nullable HostLimits create() {
        for (String root : List.of("/sys/fs/cgroup/pids", "/sys/fs/cgroup")) {
            try {
                Path group = Files.createDirectory(Path.of(root, PIDS + System.nanoTime()));
                if (Files.isWritable(group.resolve("pids.max")) && mayMount()) {
                    return new HostLimits(group);
                }
                Files.delete(group);
            } catch (IOException e) {
                // missing, or of another user
            }
        }
        return null;
    }

    private static boolean mayMount() throws IOException {
        Process tried = new ProcessBuilder(
                        "unshare", "-m", "--propagation", "private", "mount", "-t", "tmpfs", "x", "/tmp")
                .redirectErrorStream(true)
                .start();
        tried.getInputStream().readAllBytes();
        return tried.onExit().join().exitValue() == 0;
    }

    /**
     * The command line that runs a command as the host's first process, with the same process id.
     *
     * @param directory a directory below {@code /tmp}, which the host sees although it has a {@code /tmp} of its own
     */
    List<String> within(Path directory, List<String> command) {
        String mounts = "kept=$(mktemp -d /run/onetail-test-XXXXXX) && mount --bind \"$0\" $kept"
                + " && mount -t tmpfs -o size=1m,mode=1777 onetail-test /tmp && mkdir -p \"$0\""
                + " && mount --move $kept \"$0\" && rmdir $kept && exec \"$@\"";
        List<String> all = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ > " + group.resolve("cgroup.procs")
                        + " && exec unshare -m --propagation private sh -c \"$0\" \"$@\"",
                mounts,
                directory.toString()));
        all.addAll(command);
        return all;
    }

    /** The number of processes and threads, including zombies. */
    public int processes() {
        try {
            return Integer.parseInt(
                    Files.readString(group.resolve("pids.current")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prevents new processes. */
    public void fillProcesses() {
        most("1");
    }

    public void freeProcesses() {
        most("max");
    }

    private void most(String count) {
        try {
            Files.writeString(group.resolve("pids.max"), count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fills {@code /tmp}.
     *
     * @param process a process of the host
     */
    public void fillTmp(long process) throws IOException {
        try (OutputStream out = Files.newOutputStream(full(process), StandardOpenOption.CREATE)) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw e;
            }
        }
    }

    public void freeTmp(long process) throws IOException {
        Files.delete(full(process));
    }

    /** The files in {@code /tmp} that the host did not begin with. */
    public List<String> tmp(long process, Path directory) throws IOException {
        try (Stream<Path> all = Files.list(tmp(process))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !directory.startsWith("/tmp/" + name))
                    .toList();
        }
    }

    private static Path tmp(long process) {
        return Path.of("/proc/" + process + "/root/tmp");
    }

    private static Path full(long process) {
        return tmp(process).resolve("full");
    }

    /** To be called when no process is left. May be called twice. */
    @Override
    public void close() {
        Await.until("nothing is left in " + group, () -> {
            try {
                return Files.notExists(group) || (processes() == 0 && Files.deleteIfExists(group));
            } catch (IOException e) {
                return false; // a moment before the last process is gone
            }
        });
    }
}

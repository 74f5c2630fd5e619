package io.onetail.tail.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command and everything that it starts, in a process group of its own where this system has {@code setsid}. A guard in that group waits
 * for the end of its standard input, which comes when this is closed and also when this server is killed. It then ends the group, by TERM
 * and after a second by KILL. The command has ended when no process can write to its outputs any more. That is determined by {@code cat},
 * since Java closes its end of a pipe when the process at the other end exits. For one thread.
 */
final class ProcessGroup implements AutoCloseable {
    // 3 is the server, 5 carries the status, 6 and 7 are the outputs, 8 is the pipe to the first of them
    private static final String GUARD = """
            exec 3<&0 6>&1 7>&2 </dev/null
            {
              read -r end <&3
              trap '' TERM
              kill -TERM -$$
              sleep 1
              kill -KILL -$$
            } >/dev/null 2>&1 6>&- 7>&- &
            exec 3<&-
            """;
    private static final String MERGED = """
            status=$({ { sh -c "$1" 2>&1 5>&- 6>&- 7>&-; echo $? >&5; } | cat >&6 5>&-; } 5>&1)
            """;
    private static final String APART = """
            status=$({ { { sh -c "$1" 5>&- 6>&- 7>&- 8>&-; echo $? >&5; } 2>&1 >&8 | cat >&7 5>&- 8>&-; } 8>&1 | cat >&6 5>&-; } 5>&1)
            """;
    /** What shells add to the number of a signal. */
    private static final int SIGNAL = 128;

    private static final int LAST_SIGNAL = 31;

    private final Process process;
    private final boolean guarded;

    /** @param merge whether both outputs are merged into one */
    ProcessGroup(String command, boolean merge, boolean sudo) throws IOException {
        this.guarded = hasSetsid();
        List<String> line = new ArrayList<>(sudo ? List.of("sudo", "-n") : List.of());
        line.addAll(
                guarded
                        ? List.of(
                                "setsid",
                                "sh",
                                "-c",
                                GUARD + (merge ? MERGED : APART) + "exit $status",
                                "onetail",
                                command)
                        : List.of("sh", "-c", command));
        this.process = new ProcessBuilder(line)
                .redirectInput(guarded ? Redirect.PIPE : Redirect.from(new File("/dev/null")))
                .redirectErrorStream(merge)
                .start();
    }

    private static boolean hasSetsid() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String directory : path.split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, "setsid"))) {
                return true;
            }
        }
        return false;
    }

    boolean alive() {
        return process.isAlive();
    }

    InputStream output() {
        return process.getInputStream();
    }

    InputStream errors() {
        return process.getErrorStream();
    }

    /** The exit status of the ended command; -1 for a signal, or for what shells make of one. */
    int status() {
        int status = process.exitValue();
        return status > SIGNAL && status <= SIGNAL + LAST_SIGNAL ? -1 : status;
    }

    /** Ends the whole group, without waiting for that. May be called twice. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void close() {
        if (!guarded) {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroy);
        }
        for (AutoCloseable end :
                List.of(process.getOutputStream(), process.getInputStream(), process.getErrorStream())) {
            try {
                end.close();
            } catch (Exception e) {
                // nothing was written, and its remaining output does not matter
            }
        }
    }
}

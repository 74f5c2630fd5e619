package io.onetail.tail.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code /proc} says about processes. */
final class Processes {
    private Processes() {}

    /** Whether a process has ended, even if it has not been reaped. */
    static boolean isGone(long pid) {
        String stat = read(pid, "stat");
        return stat.isEmpty()
                || stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    }

    /** Whether a process is a reader. */
    static boolean isReader(long pid) {
        return read(pid, "cmdline").contains("onetail-reader");
    }

    /** How many files a process has open. */
    static int descriptors(long pid) {
        return targets(pid).size();
    }

    /** What a process has open. */
    static List<String> targets(long pid) {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path each : all.toList()) {
                try {
                    targets.add(Files.readSymbolicLink(each).toString());
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        } catch (IOException e) {
            // it has ended
        }
        return targets;
    }

    /** The processor time that a process has used, hundredths of a second. */
    static long used(long pid) {
        String stat = read(pid, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    static void signal(String name, long pid) throws IOException {
        HostActions.sh("kill -s " + name + " " + pid);
    }

    private static String read(long pid, String what) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + what), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}

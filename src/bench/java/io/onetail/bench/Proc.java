package io.onetail.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads data of processes from {@code /proc}. CPU times are in seconds, with the kernel's resolution of 10 ms.
 * Stateless.
 */
final class Proc {
    private static final double TICKS = 100; // USER_HZ, the same on every Linux
    private static final int PAGE = 4096;

    private Proc() {}

    /** CPU time of a process with all its threads, including ended ones; 0 if it is gone. */
    static double cpu(long pid) {
        String[] fields = stat(pid);
        return fields == null ? 0 : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** CPU time of a single-threaded process, with a resolution of a nanosecond. */
    static double exactCpu(long pid) {
        return Long.parseLong(read(Path.of("/proc/" + pid + "/schedstat")).split(" ")[0]) / 1e9;
    }

    /** CPU time of a process and its descendants that are running or have been waited for. */
    static double treeCpu(long pid) {
        double sum = 0;
        for (ProcessHandle handle : ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .toList()) {
            String[] fields = stat(handle.pid());
            if (fields != null) {
                for (int i = 11; i <= 14; i++) {
                    sum += Long.parseLong(fields[i]) / TICKS;
                }
            }
        }
        return sum;
    }

    /** CPU time that the whole machine has used. */
    static double busy() {
        String[] fields =
                read(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
        double sum = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) { // not idle, not waiting for a disk
            sum += Long.parseLong(fields[i]) / TICKS;
        }
        return sum;
    }

    /** Resident memory, bytes. */
    static long memory(long pid) {
        return Long.parseLong(read(Path.of("/proc/" + pid + "/statm")).split(" ")[1]) * PAGE;
    }

    static int descriptors(long pid) {
        return count(Path.of("/proc/" + pid + "/fd"));
    }

    static int threads(long pid) {
        return count(Path.of("/proc/" + pid + "/task"));
    }

    /** The processor's name. */
    static String processor() {
        return read(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static int count(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fields after the name, so that index 0 is the state; null if the process is gone. */
    private static String[] stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return text.substring(text.lastIndexOf(')') + 2).split(" ");
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return null; // it ended while it was read
        }
    }

    private static String read(Path file) {
        try {
            return String.join("\n", List.copyOf(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

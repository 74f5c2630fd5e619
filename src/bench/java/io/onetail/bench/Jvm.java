package io.onetail.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a JVM with {@code jcmd}. Stateless. */
final class Jvm {
    private Jvm() {}

    /** Resident memory after a full collection, bytes. */
    static long memory(long pid) throws IOException {
        collect(pid);
        return Proc.memory(pid);
    }

    /** Live objects after a full collection, bytes. */
    static long live(long pid) throws IOException {
        String histogram = command(pid, "GC.class_histogram");
        String total = histogram.substring(histogram.lastIndexOf("Total"));
        return Long.parseLong(total.trim().split(" +")[2]);
    }

    private static void collect(long pid) throws IOException {
        command(pid, "GC.run");
    }

    static String command(long pid, String... arguments) throws IOException {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(java.util.List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}

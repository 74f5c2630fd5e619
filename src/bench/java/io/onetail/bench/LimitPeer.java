package io.onetail.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the yardstick as a separate process. */
final class LimitPeer implements Peer {
    private final Process process;
    private final int port;
    private final Path logs;

    private LimitPeer(Process process, int port, Path logs) {
        this.process = process;
        this.port = port;
        this.logs = logs;
    }

    static LimitPeer start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms64m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Limit.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        if (port == null) {
            throw new IOException("the yardstick did not start");
        }
        return new LimitPeer(process, Integer.parseInt(port), Files.createTempDirectory("onetail-limit"));
    }

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public List<Long> helpers() {
        return List.of();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public String path(Path log) {
        return log.toString();
    }

    @Override
    public String open(Path log) {
        return "";
    }

    @Override
    public Path logs() {
        return logs;
    }

    @Override
    public void close() {
        process.destroy();
        logs.toFile().delete();
    }
}

package io.onetail.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** The demo's Redis, in memory only: the embedded binary, or the system's where that does not run. */
final class DemoRedis {
    private DemoRedis() {}

    static Child start(Path dir, int port) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Child redis = Child.start(
                "Redis",
                dir.resolve("redis.log"),
                List.of(
                        program(dir),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--maxmemory",
                        "512mb",
                        "--dir",
                        dir.toString()));
        try {
            while (!answers(port)) {
                if (!redis.isRunning()) {
                    throw redis.ended();
                }
                Thread.sleep(50);
            }
            return redis;
        } catch (InterruptedException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private static String program(Path dir) throws InterruptedException {
        String cause;
        try {
            String embedded = ExecutableProvider.newJarResourceProvider(dir.toFile())
                    .get()
                    .getAbsolutePath();
            if (runs(embedded)) {
                return embedded;
            }
            cause = "it needs a library that this system lacks, probably OpenSSL 3";
        } catch (IOException | RuntimeException e) {
            cause = e.toString();
        }
        if (runs("redis-server")) {
            return "redis-server";
        }
        throw new DemoException("The embedded Redis does not run on this system (" + cause
                + "), and there is no redis-server to use instead. Install Redis and start the demo again.");
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return in.read() == '+';
        } catch (IOException e) {
            return false;
        }
    }
}

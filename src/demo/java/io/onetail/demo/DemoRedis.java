package io.onetail.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of the demo's own, in memory only: the machine's program, which the machine keeps up to date, or where there is none, the
 * embedded binary, which is old.
 */
final class DemoRedis {
    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+)\\.(\\d+)\\.");

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
        if (isUsable("redis-server")) {
            return "redis-server";
        }
        String cause;
        try {
            String embedded = ExecutableProvider.newJarResourceProvider(dir.toFile())
                    .get()
                    .getAbsolutePath();
            if (isUsable(embedded)) {
                return embedded;
            }
            cause = "it needs a library that this system lacks, probably OpenSSL 3";
        } catch (IOException | RuntimeException e) {
            cause = e.toString();
        }
        throw new DemoException(
                "There is no redis-server 6.2 or later on the PATH, and the embedded Redis does not run on this system ("
                        + cause + "). Install Redis and start the demo again.");
    }

    /** Whether it runs here and is a Redis 6.2 or later. */
    private static boolean isUsable(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            return process.waitFor() == 0 && version.find() && isUsable(version.group(1), version.group(2));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isUsable(String major, String minor) {
        int known = Integer.parseInt(major);
        return known > 6 || known == 6 && Integer.parseInt(minor) >= 2;
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

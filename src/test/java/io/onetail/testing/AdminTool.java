package io.onetail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running server's own command line, {@code jboss-cli.sh} or {@code asadmin}, as an operator uses it. Safe for any thread. */
public final class AdminTool {
    private final ServerKind kind;
    private final int port;

    /**
     * What a program has printed, and its exit status.
     *
     * @param output of both streams
     */
    public record Result(int status, String output) {}

    /** The tool for a server whose management listener has this port on loopback. */
    public AdminTool(ServerKind kind, int port) {
        this.kind = kind;
        this.port = port;
    }

    /** Runs a script of {@code server-config} for this server. */
    public Result script(Path script) throws IOException, InterruptedException {
        return switch (kind) {
            case WILDFLY ->
                run(new ProcessBuilder(
                        kind.home().resolve("bin/jboss-cli.sh").toString(),
                        "--connect",
                        "--controller=127.0.0.1:" + port,
                        "--file=" + script));
            case PAYARA -> asadmin("multimode", "--file", script.toString());
            case MICRO -> throw new IllegalArgumentException("Payara Micro has no management listener");
        };
    }

    /** Runs the lines of a script. */
    public Result lines(String commands) throws IOException, InterruptedException {
        return script(temporary(commands));
    }

    /** Runs one command of Payara. */
    public Result asadmin(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                kind.home().resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                "--port",
                Integer.toString(port)));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command));
    }

    /** Runs a program that uses the command line. */
    public Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.environment().put("JAVA_OPTS", "-Xmx128m");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("WILDFLY_HOME", kind.home().toString());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end of " + builder.command() + ", which printed " + output);
        }
        return new Result(process.exitValue(), output);
    }

    /** A file that is deleted with this JVM. */
    public static Path temporary(String text) throws IOException {
        Path file = Files.createTempFile("onetail-server-config", "");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text + "\n");
    }
}

package io.onetail.demo;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts everything for a first look at Onetail, prints the URL of the page, and ends everything at Ctrl-C. With {@code
 * -Ddemo.sso}, people sign in at a Keycloak. Arguments: the WAR, the unpacked WildFly, the unpacked Keycloak, which is
 * needed for {@code -Ddemo.sso} only, and the demo's directory.
 */
public final class Demo {
    private static final Duration START = Duration.ofSeconds(180);

    /** Kept, since the level would be lost with the logger. */
    private static final Logger SSHD = Logger.getLogger("org.apache.sshd");

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private boolean closed;

    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        Demo demo = new Demo();
        Thread end = new Thread(demo::interrupted, "onetail-demo end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            demo.run(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
        } catch (Exception e) {
            demo.stayIfInterrupted();
            throw e;
        } finally {
            demo.close();
        }
        demo.stayIfInterrupted();
    }

    /** A signal ends this JVM: Ctrl-C, SIGTERM, the terminal's end. */
    private void interrupted() {
        interrupted.countDown();
        close();
    }

    /** Never returns, since Maven would continue, or print an error of the build, while the JVM ends. */
    private void stayIfInterrupted() throws InterruptedException {
        if (interrupted.getCount() == 0) {
            new CountDownLatch(1).await(); // the JVM waits for its shutdown hooks only
        }
    }

    private void run(Path war, Path wildfly, Path keycloakHome, Path dir) throws Exception {
        long begin = System.nanoTime();
        if (System.getProperty("os.name").startsWith("Windows")) {
            throw new DemoException(
                    "The demo needs a POSIX shell to read its logs: run it on Linux or macOS, or in WSL.");
        }
        SSHD.setLevel(Level.WARNING);
        int port = DemoPorts.page();
        int redisPort = DemoPorts.any();
        int managementPort = DemoPorts.any();
        boolean sso = System.getProperty("demo.sso") != null;
        System.out.println("Starting Redis, an SSH host with living logs, " + (sso ? "Keycloak, " : "")
                + "and WildFly. Their logs are in " + dir);
        empty(dir);
        Path logs = dir.resolve("logs");
        Path base = dir.resolve("wildfly");
        Path serverLog = base.resolve("log/server.log");
        Path config = dir.resolve("onetail.properties");
        URI page = URI.create("http://127.0.0.1:" + port + "/onetail");

        Keycloak keycloak =
                sso ? own(Keycloak.start(keycloakHome, dir.resolve("keycloak"), DemoPorts.any(), page)) : null;
        own(DemoRedis.start(dir.resolve("redis"), redisPort));
        DemoHost host = own(DemoHost.start(dir.resolve("ssh"), logs));
        own(DemoLogs.start(logs));
        DemoConfig.write(config, host, redisPort, logs, serverLog, keycloak);
        WildFly.layOut(wildfly, base);
        Files.copy(war, base.resolve("deployments/onetail.war"));
        List<String> jvm = List.of("-Xms64m", "-Xmx512m", "-Donetail.config.file=" + config);
        Child server = own(Child.start(
                "WildFly",
                dir.resolve("wildfly-console.log"),
                WildFly.command(Path.of(System.getProperty("java.home")), wildfly, base, port, managementPort, jvm)));

        awaitPage(page, server, base);
        if (keycloak != null) {
            keycloak.await();
        }
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Onetail is at   " + page + "/",
                "",
                "Hosts web-1, web-2, db-1 and batch-1, with living logs, and this server's own log.",
                "Its settings:   " + config));
        if (keycloak == null) {
            lines.addAll(List.of("", "Everybody on this machine may see all of it; nobody from elsewhere can."));
        } else {
            lines.addAll(List.of(
                    "",
                    "Sign in as      anna   password anna    who may see the shop's logs on web-1 and web-2,",
                    "or as           otto   password otto    who may see every log, and who saw what.",
                    "At Keycloak:    " + keycloak.base() + "/admin/master/console/#/staff/users",
                    "                admin  password admin   makes users and groups."));
        }
        lines.addAll(List.of(
                "",
                "Ready after " + Duration.ofNanos(System.nanoTime() - begin).toSeconds()
                        + " s.   Ctrl-C ends everything.",
                ""));
        box(lines);
        server.await();
        synchronized (this) {
            if (!closed) {
                throw server.ended();
            }
        }
    }

    private void awaitPage(URI page, Child server, Path base) throws InterruptedException {
        Path failed = base.resolve("deployments/onetail.war.failed");
        long end = System.nanoTime() + START.toNanos();
        URI style = URI.create(page + "/login/login.css"); // this file is served to everybody
        while (!answers(style)) {
            if (!server.isRunning()) {
                throw server.ended();
            }
            if (Files.exists(failed)) {
                throw new DemoException("WildFly could not deploy the WAR:\n" + FileEnding.of(failed, 20));
            }
            if (System.nanoTime() > end) {
                throw new DemoException("The page " + page + " did not answer within " + START.toSeconds()
                        + " s. The last lines of WildFly's log:\n" + FileEnding.of(base.resolve("log/server.log"), 15));
            }
            Thread.sleep(200);
        }
    }

    /** Whether a URL answers. */
    static boolean answers(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private <T extends AutoCloseable> T own(T started) throws Exception {
        synchronized (this) {
            if (!closed) {
                running.push(started);
                return started;
            }
        }
        started.close();
        throw new DemoException("The demo was stopped while it was starting.");
    }

    /** Ends everything in reverse order. May be called twice. */
    private void close() {
        Deque<AutoCloseable> ending;
        synchronized (this) {
            closed = true;
            ending = new ArrayDeque<>(running);
            running.clear();
        }
        for (AutoCloseable one : ending) {
            try {
                one.close();
            } catch (Exception e) {
                System.err.println("While ending the demo: " + e);
            }
        }
    }

    private static void box(List<String> lines) {
        int width = 0;
        for (String line : lines) {
            width = Math.max(width, line.length());
        }
        String edge = "+" + "-".repeat(width + 4) + "+";
        System.out.println();
        System.out.println(edge);
        for (String line : lines) {
            System.out.println("|  " + line + " ".repeat(width - line.length()) + "  |");
        }
        System.out.println(edge);
        System.out.println();
    }

    /** Deletes what an earlier demo has written. */
    private static void empty(Path dir) throws IOException {
        if (Files.exists(dir)) {
            Files.walkFileTree(dir, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        Files.createDirectories(dir);
    }
}

package io.onetail.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a Payara Micro is laid out and started. It listens on loopback only, alone, and deploys at its start what is in its directory. It has a
 * new root each time: in an old one it would start what it had deployed before, and then deploy it again. The root is named, since one of its
 * own choice is deleted by a shutdown hook, with the application's classes, while another hook still ends the application.
 */
final class PayaraMicro {
    private static final String LISTENER =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener";

    private PayaraMicro() {}

    static void layOut(ServerPlace place) throws IOException {
        Files.createDirectories(place.dir().resolve("deployments"));
        Files.createDirectories(place.dir().resolve("tmp"));
        Files.writeString(commands(place), "set " + LISTENER + ".address=127.0.0.1\n");
    }

    static List<String> command(Path jar, ServerPlace place) throws IOException {
        Path dir = place.dir();
        Path root = dir.resolve("root");
        ServerProcess.delete(root);
        List<String> command = new ArrayList<>();
        command.add(place.javaHome().resolve("bin/java").toString());
        command.addAll(place.jvm());
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + dir.resolve("tmp"),
                "-jar",
                jar.toString(),
                "--rootDir",
                root.toString(),
                "--prebootCommandFile",
                commands(place).toString(),
                "--deploymentDir",
                dir.resolve("deployments").toString(),
                "--port",
                Integer.toString(place.httpPort()),
                "--noHazelcast",
                "--disablePhoneHome"));
        return command;
    }

    private static Path commands(ServerPlace place) {
        return place.dir().resolve("preboot.asadmin");
    }
}

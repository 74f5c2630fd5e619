package io.onetail.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A separate Payara domain outside the distribution: a copy of domain1 with other ports in its file, which is made in a
 * moment, while {@code asadmin create-domain} takes seconds. Everything listens on loopback only.
 */
final class PayaraDomain {
    private PayaraDomain() {}

    static void layOut(Path home, ServerPlace place) throws IOException {
        Path original = home.resolve("glassfish/domains/domain1");
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = place.dir().resolve(original.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.createDirectories(place.dir().resolve("autodeploy"));
        Path file = place.dir().resolve("config/domain.xml");
        Files.writeString(file, configure(Files.readString(file), place));
    }

    static List<String> command(Path home, ServerPlace place) throws IOException {
        Path dir = place.dir();
        // One short JVM that prints the server's command line, so that the server is a child of this JVM and not a
        // daemon.
        Process asadmin = new ProcessBuilder(
                        place.javaHome().resolve("bin/java").toString(),
                        "-jar",
                        home.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                        "--terse",
                        "start-domain",
                        "--dry-run",
                        "--domaindir",
                        dir.getParent().toString(),
                        dir.getFileName().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT) // a warning is not part of the command
                .start();
        String output = new String(asadmin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> command = output.lines().filter(line -> !line.isBlank()).toList();
        if (!command.contains("com.sun.enterprise.glassfish.bootstrap.ASMain")) {
            throw new IOException("asadmin start-domain --dry-run printed no command line, but: " + output);
        }
        return command;
    }

    private static String configure(String domain, ServerPlace place) {
        String jvm = place.jvm().stream()
                .map(option -> "<jvm-options>" + escape(option) + "</jvm-options>\n")
                .collect(Collectors.joining());
        int split = domain.indexOf("<config name=\"default-config\"");
        String server = domain.substring(0, split)
                .replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                .replace(
                        "<network-listener port=\"8080\"",
                        "<network-listener address=\"127.0.0.1\" port=\"" + place.httpPort() + "\"")
                .replace("<network-listener port=\"8181\"", "<network-listener enabled=\"false\" port=\"8181\"")
                .replace(
                        "<network-listener port=\"4848\"",
                        "<network-listener address=\"127.0.0.1\" port=\"" + place.adminPort() + "\"")
                .replace("port=\"3700\"", "port=\"" + Ports.free() + "\"")
                .replace("port=\"3820\"", "port=\"" + Ports.free() + "\"")
                .replace("port=\"3920\"", "port=\"" + Ports.free() + "\"")
                .replace("<jmx-connector", "<jmx-connector enabled=\"false\"")
                .replace("value=\"7676\"", "value=\"" + Ports.free() + "\"")
                .replace(
                        "<hazelcast-config-specific-configuration>",
                        "<hazelcast-config-specific-configuration enabled=\"false\">")
                .replace("org.apache.felix.shell.remote,", "")
                .replace("<jvm-options>-Xmx512m</jvm-options>", jvm);
        return server + domain.substring(split);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}

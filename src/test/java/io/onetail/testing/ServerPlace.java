package io.onetail.testing;

import java.nio.file.Path;
import java.util.List;

/**
 * The place of one server.
 *
 * @param javaHome the Java that it runs on
 * @param dir its own directory: configuration, deployments, logs
 * @param httpPort the port of its HTTP listener, on loopback
 * @param adminPort the port of its management listener, on loopback, if it has one
 * @param jvm its JVM's options, system properties among them
 */
record ServerPlace(Path javaHome, Path dir, int httpPort, int adminPort, List<String> jvm) {}

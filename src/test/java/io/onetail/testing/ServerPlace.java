package io.onetail.testing;

import java.nio.file.Path;
import java.util.List;

/**
 * The place of one server.
 *
 * @param dir its own directory: configuration, deployments, logs
 * @param httpPort the port of its HTTP listener, on loopback
 * @param adminPort the port of its management listener, on loopback
 * @param jvm its JVM's options, system properties among them
 */
record ServerPlace(Path dir, int httpPort, int adminPort, List<String> jvm) {}

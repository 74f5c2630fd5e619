/**
 * The demo: {@code mvn -Ddemo} starts a WildFly with the WAR, a Redis and an SSH host with live logs, and with {@code
 * -Ddemo.sso} a Keycloak, all on loopback, and ends them when it ends. None of this is in the WAR.
 *
 * <p>{@link io.onetail.demo.Demo} owns everything and closes it in a shutdown hook. WildFly, Redis and Keycloak are
 * processes under a small shell script that ends them when Maven's JVM has ended in any way ({@link
 * io.onetail.demo.Child}); the SSH host and the writers of the logs are threads in Maven's JVM. Decided against: {@code
 * wildfly:run}, since a SIGTERM to Maven leaves its server running, and the launcher of the embedded Redis, for the
 * same reason.
 */
package io.onetail.demo;

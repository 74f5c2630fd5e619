/**
 * The environment of integration tests: real servers, each in its own process. Each uses free loopback ports and a
 * directory under {@code target/it}, and is ended by the code that started it, at the latest with the JVM. Decided
 * against: letting Arquillian start the servers, since Payara then is a daemon whose process is not known, and since
 * clusters need several servers.
 */
package io.onetail.testing;

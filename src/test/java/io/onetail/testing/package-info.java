/**
 * What integration tests run against: real servers as processes of their own. Each lives on loopback ports that were free, in a directory
 * under {@code target/it}, and is ended by whoever started it, at the latest with the JVM. Decided against: letting Arquillian start the
 * servers, since Payara's then is a daemon whose process nobody knows, and since clusters need several.
 */
package io.onetail.testing;

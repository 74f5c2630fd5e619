/**
 * The benchmark, {@code mvn -Dbench}: the same workload through Onetail on WildFly, on Payara, and through {@link io.onetail.bench.Limit}, a
 * yardstick that does nothing but read a file and write the same batches to the same number of sockets.
 *
 * <p>{@link io.onetail.bench.Bench} starts all three with a Redis and an sshd each, and runs rounds in turn, one server after the other, so
 * that what disturbs the machine disturbs all. This JVM writes the logs ({@link io.onetail.bench.LogWriter}) and holds the viewers
 * ({@link io.onetail.bench.Crowd}, one thread); the servers are processes of their own, and only their CPU time is charged to them. A round
 * during which others used the machine is repeated a few times, and marked if it never was quiet ({@link io.onetail.bench.Watch}).
 *
 * <p>Decided against: JMH (there is no method to measure, but processes); a WebSocket library for the viewers (it would cost more than the
 * server that is measured); parsing each line in each viewer (chunks carry positions, so a viewer that checks these misses nothing;
 * some viewers check every line's number as well).
 */
package io.onetail.bench;

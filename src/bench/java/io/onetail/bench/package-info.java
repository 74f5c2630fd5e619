/**
 * The benchmark, {@code mvn -Dbench}: the same workload through Onetail on WildFly, on Payara, and through {@link
 * io.onetail.bench.Limit}, a yardstick that does nothing but read a file and write the same batches to the same number
 * of sockets.
 *
 * <p>{@link io.onetail.bench.Bench} starts all three with a Redis and an sshd each, and runs rounds in turn, one server
 * after the other, so that a disturbance affects all. This JVM writes the logs ({@link io.onetail.bench.LogWriter}) and
 * holds the viewers ({@link io.onetail.bench.Crowd}, one thread); the servers are separate processes, and only their
 * CPU time counts as theirs. A round that was disturbed by other work is repeated a few times, and marked if the
 * machine never became quiet ({@link io.onetail.bench.Watch}).
 *
 * <p>Decided against: JMH (there is no method to measure, but processes); a WebSocket library for the viewers (it would
 * cost more than the server that is measured); parsing each line in each viewer (chunks contain positions, so a viewer
 * that checks these notices every loss; some viewers also check every line's number).
 */
package io.onetail.bench;

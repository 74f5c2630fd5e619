/**
 * The way to the application server's own files and commands, in this process: what {@code tail.ssh} does for a remote
 * host, with the same contract.
 *
 * <p>One thread, {@code onetail-local}, reads all followed files and commands of a host and calls their sinks; it starts
 * with the first follower and ends with the last. It looks at each every 2 milliseconds while something comes, and every
 * 20 when not, which is one {@code fstat} per file.
 *
 * <p>Decided against: {@code WatchService}, which takes a second thread, reports only names, and has a queue that
 * overflows; a {@code tail} process per file.
 */
@NullMarked
package io.onetail.tail.local;

import org.jspecify.annotations.NullMarked;

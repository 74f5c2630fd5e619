/**
 * The application server's own files and commands, in this process: what a reader does on a remote host, by the same rules, which
 * {@code src/site/markdown/reader.md} has.
 *
 * <p>One thread, {@code onetail-local}, reads all followed files and commands of a host and calls their sinks; it starts with the first follower and ends
 * with the last. It looks at each every 2 milliseconds while something comes, and every 20 when not, which is one {@code fstat} per file. A second one,
 * {@code onetail-local-names}, only waits for changes of names, and a few, {@code onetail-local-open}, open files and end after some seconds. What blocks
 * runs on the caller's thread.
 *
 * <p>Decided against: being told of each write by the {@code WatchService}, which takes more than the looks when much is written; a {@code tail} process per
 * file; guessing from names and times which files a rotation made, where the order of events tells it.
 */
@NullMarked
package io.onetail.tail.local;

import org.jspecify.annotations.NullMarked;

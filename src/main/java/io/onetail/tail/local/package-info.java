/**
 * The application server's own files and commands, in this process: what a reader does on a remote host, by the rules of
 * {@code src/site/markdown/reader.md}.
 *
 * <p>One thread, {@code onetail-local}, reads all followed files and commands of a host and calls their sinks; it starts with the first
 * follower and ends with the last. It looks at each follower every 2 milliseconds while there is output, else every 20, which is one
 * {@code fstat} per file. A second thread, {@code onetail-local-names}, only waits for changes of names, and a few,
 * {@code onetail-local-open}, open files and end after some seconds. What blocks runs on the caller's thread. {@code LocalHostReader} owns
 * these threads.
 *
 * <p>Decided against: learning of each write from the {@code WatchService}, which costs more than the looks when much is written; a
 * {@code tail} process per file; guessing from names and times which files a rotation created, since the order of events shows it.
 */
@NullMarked
package io.onetail.tail.local;

import org.jspecify.annotations.NullMarked;

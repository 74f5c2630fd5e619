/**
 * Reads logs: each by one tail in the whole cluster, on one thread of its own.
 *
 * <p>{@link io.onetail.tail.Tails} decides what is tailed here, on the leases' thread. A {@code Tail} runs rounds on its own thread: ask the
 * {@link io.onetail.tail.Journal} where the log is, look at the file, find where to go on ({@code Beginning}), follow
 * ({@code Following}), until the file is rotated or something fails. A transport's thread puts bytes into the {@code Intake}, which is the only
 * thing that two threads share. Whoever makes the {@code Tails} closes them; a tail stops its follower whatever happens; transports and
 * journal belong to the caller.
 *
 * <p>Correctness rests on compare-and-append alone: an entry counts only if it begins where the log's head ends. The lease saves the work of a
 * second tail; that it is sometimes held by nobody, or by one who sleeps, costs nothing but time.
 *
 * <p>Decided against: a queue between tail and Redis (the file is the queue: a tail that can't append ends, and later goes on at its
 * position); reading ahead while an append is under way on a second thread (the intake gathers meanwhile, so that the next append is
 * larger); trusting inode numbers alone (they are used again: a fingerprint of the first bytes and the last bytes read go with them).
 */
@NullMarked
package io.onetail.tail;

import org.jspecify.annotations.NullMarked;

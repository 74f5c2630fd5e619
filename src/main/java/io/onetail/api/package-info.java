/**
 * REST for the page's list and for administrators: hosts and logs, who is asking, what is open; downloads and searches. Runs on the container's threads;
 * listing a host's files blocks one of them, at most for the host's time-out, a download or search as long as it lasts, so these are few. Owns nothing.
 *
 * <p>A download reads a range of the file, writes it, and only then reads the next: a client that stops reading holds one thread and no channel
 * of the host's connection, which would freeze with it.
 *
 * <p>Decided against: a REST resource that streams (how one ends that fails half-way is each implementation's own matter; nobody must take a part
 * for the whole).
 */
@NullMarked
package io.onetail.api;

import org.jspecify.annotations.NullMarked;

/**
 * What is older than the recent entries: ranges of files, where the last lines begin, whole files, searches in them, and the list of files behind
 * a host's globs.
 *
 * <p>Reads block on the host and run on a few threads of the caller's, whatever the number of viewers that wait; many who ask for the same range
 * at the same time share one read, or one look through a host. A {@link io.onetail.history.LogFile} is read by the thread that asks: a download must not take the place of
 * views that wait. Nothing is owned here.
 *
 * <p>A search looks through what the person may see, masked line by line: whether there is something behind a mask can't be
 * asked. It answers with what it found within its bounds, and from where to go on. It
 * works on the thread that asks, but only in its turn ({@link io.onetail.history.SearchScheduler}), so that live logs are not late because of it.
 *
 * <p>Decided against: {@code grep} on the host (it would look behind masks, a pattern of somebody else's would take the host's time, and the dialects
 * of patterns differ); keeping what was read beside the recent entries (a view far behind would push out what the others need).
 */
@NullMarked
package io.onetail.history;

import org.jspecify.annotations.NullMarked;

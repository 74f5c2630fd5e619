/**
 * What is older than the recent entries: ranges of files, where the last lines begin, whole files, and the list of files behind a host's globs.
 *
 * <p>Reads block on the host and run on a few threads of the caller's, whatever the number of viewers that wait; many who ask for the same range
 * at the same time share one read. A {@link io.onetail.history.LogFile} is read by the thread that asks: a download must not take the place of
 * views that wait. Nothing is owned here.
 *
 * <p>Decided against: keeping what was read beside the recent entries (a view far behind would push out what the others need).
 */
@NullMarked
package io.onetail.history;

import org.jspecify.annotations.NullMarked;

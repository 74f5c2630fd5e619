/**
 * Lines that are older than the recent entries: ranges of files, the beginning of the last lines, whole files,
 * searches, and the list of files that match a host's globs.
 *
 * <p>Reads block on the host and run on a few threads that the caller owns, whatever the number of waiting viewers;
 * simultaneous requests for the same range share one read, and those for the same globs one listing. A {@link
 * io.onetail.history.LogFile} is read on the calling thread, because a download must not displace views that wait.
 * Nothing is owned here.
 *
 * <p>A search sees what the person may see, masked line by line, so it can't reveal what is behind a mask. It returns
 * what it has found within its limits, and where to continue. It works on the calling thread, but only in its turn
 * ({@link io.onetail.history.SearchScheduler}), so that it does not delay live logs.
 *
 * <p>Decided against: {@code grep} on the host (it would search behind masks, anybody's pattern would take the host's
 * time, and the dialects of patterns differ); keeping what was read among the recent entries (a view far behind would
 * push out what the others need).
 */
@NullMarked
package io.onetail.history;

import org.jspecify.annotations.NullMarked;

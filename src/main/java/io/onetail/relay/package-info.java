/**
 * Gives a log's entries to any number of views: the registry, the channels and the cursors.
 *
 * <p>Entries come from the subscriber's thread; views are read by the workers of {@code viewer}; what blocks runs on the scheduler or in
 * {@link io.onetail.relay.HistoryReader}. A channel's lock is held for moments, never while something is sent, read or decoded. A view is registered before
 * anything is read, so nothing that comes meanwhile is missed; a channel that sees a hole reads it from the journal; what the
 * journal does not have becomes a gap, which each view closes from the file itself if it can.
 *
 * <p>A view is a cursor: it costs the same whether it is at the end or a megabyte behind. Recent entries are bounded for each log and in all.
 * Whoever opens a view closes it; the registry takes a channel away when its last view has been gone for the linger time.
 *
 * <p>Somebody from whom a mask hides something reads the same entries: what a chunk becomes under a mask is made by the first who
 * reads it, outside the channel's lock, and kept with the chunk for the others.
 *
 * <p>Decided against: a queue for each viewer (its memory would grow with the slowest); a snapshot first and registering after (what comes
 * between would be lost).
 */
@NullMarked
package io.onetail.relay;

import org.jspecify.annotations.NullMarked;

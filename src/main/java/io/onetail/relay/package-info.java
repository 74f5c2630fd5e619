/**
 * Distributes the entries of logs to any number of views: the registry, channels and cursors.
 *
 * <p>Entries arrive on the subscriber's thread; the workers of {@code viewer} read views; blocking work runs on the
 * scheduler or in {@link io.onetail.relay.HistoryReader}. A channel's lock is held for moments, never while something
 * is sent, read or decoded. A view is registered before anything is read, so nothing is missed. A channel that sees a
 * hole reads the journal; what the journal does not have becomes a gap, which each view fills from the file if it can.
 *
 * <p>A view is a cursor: it costs the same whether it is at the end or a megabyte behind. Recent entries are bounded
 * for each log and in all. The code that opens a view closes it; the registry removes a channel the linger time after
 * its last view has closed.
 *
 * <p>Views with a mask read the same entries: the first one that needs a masked chunk makes it, outside the channel's
 * lock, and it is kept with the chunk for the others.
 *
 * <p>Decided against: a queue for each viewer (memory would grow with the slowest); reading a snapshot first and
 * registering afterwards (what is published in between would be lost).
 */
@NullMarked
package io.onetail.relay;

import org.jspecify.annotations.NullMarked;

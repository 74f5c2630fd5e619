/**
 * The words that everything else is said in: a log's name, a position in it, the entries that lead from one position to the next, and how
 * all of them look on the wire. Also the {@link io.onetail.protocol.LivenessTimes times} by which all sides notice that another has gone.
 *
 * <p>Values only: no threads, nothing to close. A {@link io.onetail.protocol.LogEntry} is a step from its start to its end, and the steps
 * of a log form a chain: a step that does not begin where the last one ended shows by itself that something is missing. The tail makes a
 * chunk in its final wire form, and the same bytes are in Redis, in the recent entries and in the frame to the browser.
 *
 * <p>Decided against: a number for each line (the tail would have to see every line, and a position would have no meaning in the file); a
 * time for each chunk (clocks differ, and logs have their own times).
 */
@NullMarked
package io.onetail.protocol;

import org.jspecify.annotations.NullMarked;

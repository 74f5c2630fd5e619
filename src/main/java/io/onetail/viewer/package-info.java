/**
 * The WebSocket of the live protocol: sessions, their views, and the workers that send.
 *
 * <p>The container's threads call the endpoint and only put work down: a message is parsed and a view opened or closed, nothing blocks. A
 * connection that may have something to send goes onto the ready queue, from where one of a few workers takes it, reads from its views'
 * cursors in turn and sends, one send at a time; the completion, which often runs inside the call, puts it back. So nothing recurses, the
 * subscriber never sends, and a burst becomes few large frames by itself. A send that takes too long closes the session by our own
 * clock, since not every server keeps the one of the standard API.
 *
 * <p>Decided against: sending from the subscriber's thread (the slowest viewer would be everybody's pace); two sends in flight (both servers queue
 * the second without bound); the container's ping for dead clients (a send that is stuck says the same, and costs nothing).
 */
@NullMarked
package io.onetail.viewer;

import org.jspecify.annotations.NullMarked;

/**
 * The WebSocket of the live protocol: sessions, their views, and the workers that send.
 *
 * <p>The container's threads call the endpoint and only put work down: a message is parsed and a view opened or closed, nothing blocks. A
 * connection that may have something to send goes onto the ready queue, from where one of a few workers takes it, reads from its views'
 * cursors in turn and sends, one send at a time. A completion inside the call lets the turn go on, so nothing recurses; one that comes later
 * takes the turn in its own thread, for at most a few frames, since on WildFly the way over a worker cost more than the turn. The subscriber
 * never sends, and does not queue a connection that is sending. A send that takes too long closes the session by our own clock, since not
 * every server keeps the one of the standard API.
 *
 * <p>Decided against: sending from the subscriber's thread (the slowest viewer would be everybody's pace); two sends in flight (both servers queue
 * the second without bound); the container's ping for dead clients (a send that is stuck says the same, and costs nothing).
 */
@NullMarked
package io.onetail.viewer;

import org.jspecify.annotations.NullMarked;

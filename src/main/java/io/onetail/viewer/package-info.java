/**
 * The WebSocket of the live protocol: connections, their views, and the workers that send.
 *
 * <p>The container's threads call the endpoint, which parses messages and opens or closes views; nothing blocks there.
 * A connection that may have something to send enters the ready queue. One of a few workers takes it, reads from the
 * cursors of its views in turn and sends, one send at a time. If a send completes inside its call, the turn continues,
 * so nothing recurses. If it completes later, the turn continues on the completing thread for at most a few frames,
 * since on WildFly handing over to a worker costs more than the turn; not if a mask is on one of the views. The
 * subscriber never sends, and does not queue a connection that is sending. A send that takes too long closes the
 * connection; the time-out is Onetail's own, since not every server honours that of the standard API. While no send is
 * in progress, {@link io.onetail.viewer.HeartbeatMonitor} sends pings to clients that are silent, and closes the
 * connection if they do not answer.
 *
 * <p>Decided against: sending from the subscriber's thread (the slowest viewer would slow down everybody); two sends in
 * flight (both servers queue the second without limit).
 */
@NullMarked
package io.onetail.viewer;

import org.jspecify.annotations.NullMarked;

/**
 * Who may come in. One filter in front of everything, the WebSocket's upgrade included, asks a gate that knows nothing of Jakarta. Runs on
 * the container's threads; owns nothing.
 *
 * <p>Decided against: leaving it to the container's security constraints (a WebSocket's upgrade would be answered with a redirect, which no
 * script in a browser can see).
 */
@NullMarked
package io.onetail.access;

import org.jspecify.annotations.NullMarked;

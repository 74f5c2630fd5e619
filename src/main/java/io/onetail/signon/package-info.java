/**
 * How people are known, and for how long: the one entrance in front of everything, the WebSocket's upgrade included. {@link
 * io.onetail.signon.AccessFilter} is all that knows of servlets; it asks {@link io.onetail.signon.SignOnFlow}, which decides by plain
 * values. Runs on the container's threads; {@link io.onetail.signon.SessionRegistry#sweep} is called by the application's timer. Owns
 * the sessions, and closes the WebSockets that were registered with one when it ends.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>the container's security constraints for everything (a WebSocket's upgrade would be answered with a redirect, which no script in a
 *       browser can see) and Jakarta Security's OpenID annotation (it needs a changed server on WildFly, and its logout is broken there);
 *   <li>constraints and a {@code login-config} in web.xml for the server's own login: they come before every filter and in every mode, so that
 *       strangers could try passwords and have the bodies of their requests kept;
 *   <li>{@code HttpSession}: the servers differ in whether an open WebSocket keeps it alive, whether its end closes them, and which
 *       attributes its cookie may have. A session here is an entry under a random name that is first given out at login, so there is nothing
 *       to fixate;
 *   <li>sessions that live in the cookie alone: nobody could end them.
 * </ul>
 */
@NullMarked
package io.onetail.signon;

import org.jspecify.annotations.NullMarked;

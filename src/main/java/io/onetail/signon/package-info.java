/**
 * How people sign in, and for how long: the only entrance to everything, including the WebSocket's upgrade. {@link
 * io.onetail.signon.AccessFilter} asks {@link io.onetail.signon.SignOnFlow}, which decides without servlet types. Runs
 * on the container's threads; the application's timer calls {@link io.onetail.signon.SignOn#sweep}. Owns the sessions,
 * and closes the WebSockets of a session when it ends.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>the container's security constraints for everything (a WebSocket's upgrade would be answered with a redirect,
 *       which scripts in a browser can't see) and Jakarta Security's OpenID annotation (it needs a changed server on
 *       WildFly, and its logout is broken there);
 *   <li>constraints and a {@code login-config} in web.xml for the server's own login: they apply before every filter
 *       and in every mode, so strangers could try passwords and make the server keep the bodies of their requests;
 *   <li>{@code HttpSession}: the servers differ in whether an open WebSocket keeps it alive, whether its end closes
 *       them, and which attributes its cookie may have. A session here is an entry with a random id that is first
 *       issued at login, so session fixation is not possible;
 *   <li>sessions that exist only in the cookie: they could not be ended.
 * </ul>
 */
@NullMarked
package io.onetail.signon;

import org.jspecify.annotations.NullMarked;

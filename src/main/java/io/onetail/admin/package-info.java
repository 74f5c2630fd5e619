/**
 * REST for the page's list and for administrators: hosts and logs, who is asking, what is open. Runs on the container's threads;
 * listing a host's files blocks one of them, at most for the host's time-out. Owns nothing.
 */
@NullMarked
package io.onetail.admin;

import org.jspecify.annotations.NullMarked;

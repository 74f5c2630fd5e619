/**
 * Wires the application into its server: threads, and the singletons that own everything that runs.
 *
 * <p>A singleton, {@code …Service}, holds the lifecycle: it makes a plain class when the application starts, and closes it at the end. What
 * there is to wire is in the plain class, such as {@link io.onetail.server.ServerTails}.
 *
 * <p>{@link io.onetail.server.ConfigurationService} reads the settings once, and hosts and rights every 2 seconds on the timer's
 * threads. {@link io.onetail.server.ApplicationThreads} owns all threads, ends them and waits until they have ended; {@link
 * io.onetail.server.TailService} and {@link io.onetail.server.RedisSubscriberService} own and close the tails with their connections, and
 * the subscriber with its channels. {@link io.onetail.viewer.ShutdownListener} ends them in order.
 */
@NullMarked
package io.onetail.server;

import org.jspecify.annotations.NullMarked;

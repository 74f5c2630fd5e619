/**
 * Wires the application into its server: configuration, threads, and the singletons that own everything which runs.
 *
 * <p>{@link io.onetail.runtime.Configuration} reads {@link io.onetail.runtime.Settings} once, and lets
 * {@link io.onetail.runtime.ConfigWatch} look for changed hosts and rights every 2 seconds on the timer's threads;
 * {@link io.onetail.runtime.FileConfigSource} is made by the server and read by whoever asks for a setting. Nothing of these
 * is open between two calls. {@link io.onetail.runtime.Threads} owns all threads, ends them and waits until they have;
 * {@link io.onetail.runtime.TailService} and {@link io.onetail.runtime.RedisSubscriberService} own and close the tails with their
 * connections, and the subscriber with its channels.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>injecting single settings: a value that is injected once never changes, and mistakes would be found one by one at
 *       the places of use;
 *   <li>converters of MicroProfile Config: they throw at the first mistake, without the key's name on one server, and a
 *       bad host would take all others with it;
 *   <li>a watching thread for the file: the look costs a system call a second and behaves the same on network file systems and
 *       mounted Kubernetes volumes, where notifications do not come.
 * </ul>
 */
@NullMarked
package io.onetail.runtime;

import org.jspecify.annotations.NullMarked;

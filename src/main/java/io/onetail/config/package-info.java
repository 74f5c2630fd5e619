/**
 * Reads the settings, and is all that knows of MicroProfile Config: what is malformed becomes a sentence and a default, never an exception.
 *
 * <p>{@link io.onetail.config.Settings} are read once; {@link io.onetail.config.ConfigWatch} looks for changed hosts and rights whenever
 * its owner's timer calls it. {@link io.onetail.config.FileConfigSource} is made by the server and read by whoever asks for a setting. Runs
 * on its callers' threads; nothing of these is open between two calls, so there is nothing to close.
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
package io.onetail.config;

import org.jspecify.annotations.NullMarked;

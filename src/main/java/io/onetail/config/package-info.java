/**
 * Reads the settings; the only package that uses MicroProfile Config. A malformed value becomes a message and a
 * default, never an exception.
 *
 * <p>{@link io.onetail.config.Settings} are read once; {@link io.onetail.config.ConfigWatch} looks for changed hosts
 * and rights whenever its owner's timer calls it. {@link io.onetail.config.FileConfigSource} is created by the server
 * and read with every setting. Runs on its callers' threads; nothing stays open between two calls, so there is nothing
 * to close.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>injecting single settings: an injected value never changes, and mistakes would be found one by one, where the
 *       values are used;
 *   <li>converters of MicroProfile Config: they throw at the first mistake, on one server without the key's name, and a
 *       bad host would make all others unusable;
 *   <li>a thread that watches the file: the check costs a system call a second, and works in the same way on network
 *       file systems and mounted Kubernetes volumes, where notifications do not arrive.
 * </ul>
 */
@NullMarked
package io.onetail.config;

import org.jspecify.annotations.NullMarked;

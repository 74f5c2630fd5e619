/**
 * Wires the application up inside a Jakarta EE server: lifecycle, threads and configuration, and no logic. What the beans
 * hold are plain classes that a test makes with {@code new}.
 *
 * <p>{@link io.onetail.runtime.Threads} makes and ends every thread; {@link io.onetail.runtime.Configuration} reads the settings at the start
 * and the hosts again and again; {@link io.onetail.runtime.TailService} owns the journal, the hosts' transports and the tails;
 * {@link io.onetail.runtime.RedisSubscriberService} owns the one subscriber and the registry that it feeds. They start in this order and end
 * in reverse, leases given back first.
 *
 * <p>Every bean manages its concurrency itself: the default write lock of an EJB singleton would serialise all viewers. Methods that
 * another bean calls are public, since an EJB's proxy passes on no others.
 */
@NullMarked
package io.onetail.runtime;

import org.jspecify.annotations.NullMarked;

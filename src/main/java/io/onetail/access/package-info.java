/**
 * People, what they may do, what is hidden from them, and the record of what they did. How they sign in is in {@code
 * signon}.
 *
 * <p>A {@link io.onetail.access.Policy} is an immutable snapshot of roles and masks; {@code config} reads it again when
 * the configuration changes, and {@code viewer} then looks at every open view. {@link io.onetail.access.Rights} are
 * determined each time, on the thread that needs them; they cost a few matches of globs. They are the {@link
 * io.onetail.catalog.Visibility} through which the catalog is seen, so what is not allowed is answered by the same code
 * as what does not exist. Nothing here has a thread, blocks, or owns anything; an {@link io.onetail.access.AuditLog}
 * hands events to a store that must not block.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>rules that deny, and an order of rules: what a person may do would depend on rules elsewhere; {@code not}
 *       belongs to one rule, and is dropped with it if the rule has a mistake;
 *   <li>rights kept in the session: a withdrawn right would last as long as the session;
 *   <li>an answer of its own for what is not allowed: it would reveal that the thing exists;
 *   <li>dropping a mask that has a mistake: what it should hide would be shown.
 * </ul>
 */
@NullMarked
package io.onetail.access;

import org.jspecify.annotations.NullMarked;

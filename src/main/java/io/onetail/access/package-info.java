/**
 * Who somebody is, what they may do, what is hidden from them, and what is put down of what they did. How they are known is {@code
 * signon}'s.
 *
 * <p>A {@link io.onetail.access.Policy} is an immutable snapshot of roles and masks; {@code config} reads it again when the configuration
 * changes, and {@code viewer} then looks at every open view. {@link io.onetail.access.Rights} are asked for anew each time, on whatever thread
 * acts; they cost a few globs. They are the {@link io.onetail.catalog.Visibility} that the catalog is looked at with, so what is not allowed is
 * answered by the same code as what is not there. Nothing here runs by itself, blocks, or owns anything; an {@link io.onetail.access.AuditLog} hands events to
 * a store that must not block.
 *
 * <p>Decided against:
 *
 * <ul>
 *   <li>rules that deny, and an order of rules: what a person may do would follow from rules that are not in sight; {@code not}
 *       belongs to one rule, and is dropped with it if there is a mistake in it;
 *   <li>rights kept in the session: one that is withdrawn would last as long;
 *   <li>an answer of its own for what is not allowed: it would say that there is something;
 *   <li>leaving out a mask with a mistake in it: what it was to hide would be shown.
 * </ul>
 */
@NullMarked
package io.onetail.access;

import org.jspecify.annotations.NullMarked;

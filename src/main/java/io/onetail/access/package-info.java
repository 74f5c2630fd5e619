/**
 * Who somebody is. What they may do follows from it; how it is found out is {@code access.signon}'s.
 *
 * <p>Nothing here runs by itself or owns anything.
 */
@NullMarked
package io.onetail.access;

import org.jspecify.annotations.NullMarked;

/**
 * Hides parts of lines: patterns, and masks that combine several of them. Nothing here has a thread or keeps anything
 * open; code that reads for a person without the right to see everything calls a {@link io.onetail.mask.Mask}.
 *
 * <p>Each hidden byte is overwritten by a {@code *}, so positions stay correct. A line is examined as a whole, whatever
 * pieces it arrives in; where its beginning or end is not available, the whole piece is hidden. So a mask depends on
 * the log only, not on the reader: people who read different pieces can't combine them into something that none of them
 * may see. Only private keys extend over several lines, so for each line it must be known how many bytes earlier one
 * has begun.
 *
 * <p>Patterns are matched on UTF-8. A line in another charset is converted, and the place of each character is
 * remembered; where ASCII bytes stand for themselves, lines that can't match are excluded by their bytes. Malformed
 * bytes separate words and can't conceal what follows. A line with escapes of URLs, JSON or HTML is matched as written
 * and decoded. A line with control sequences (colours, links) is matched as written and as people see it, since a
 * colour in the middle of a word does not make the word unreadable. A sequence within a hidden span is overwritten too.
 *
 * <p>Decided against: {@code java.util.regex} (a pattern could take exponential time; RE2/J takes time linear in the
 * line); a short placeholder instead of stars (positions would be wrong, and a viewer that continues elsewhere would
 * lose bytes or see them twice); masking in the browser (what arrives there can be read).
 */
@NullMarked
package io.onetail.mask;

import org.jspecify.annotations.NullMarked;

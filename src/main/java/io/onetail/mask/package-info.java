/**
 * Hides parts of lines: patterns, and masks made of several of them. Nothing here has a thread or keeps anything open; whoever reads for
 * somebody from whom something is hidden calls a {@link io.onetail.mask.Mask}.
 *
 * <p>What is hidden is overwritten by as many {@code *} as it has bytes, so every position stays true. A line is looked at as a whole, whatever
 * pieces it comes in; where its begin or end can't be had, its part is hidden as a whole. A mask so is a function of the log: two
 * people who read different pieces can't put together what none of them was shown. Only private keys go over several lines: of what stands before a
 * line it must be known how long one has gone on there.
 *
 * <p>Patterns are matched on UTF-8. A line in another charset is translated, with the place of each character kept; where a charset's text and
 * its bytes may be taken for each other, lines that can't match are sorted out on the bytes. What is malformed separates like a space
 * and can't swallow what follows it. A line with escapes of addresses, JSON or HTML is matched as it is written and as those read it. A line with control sequences (colours, links) is matched twice, as it is written and as people see it: a
 * colour in the middle of a word hides that word from nobody, and a sequence hides nothing from a mask. One that stands within what is hidden is
 * overwritten too.
 *
 * <p>Decided against: {@code java.util.regex} (a pattern could take exponential time; RE2/J takes time linear in the line); a short
 * placeholder instead of stars (positions would lie, and a viewer that goes on elsewhere would lose bytes or see them twice); masking
 * in the browser (what arrives there is seen).
 */
@NullMarked
package io.onetail.mask;

import org.jspecify.annotations.NullMarked;

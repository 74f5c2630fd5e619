package io.onetail.mask;

/** Finds what a pattern hides. Safe for any thread. */
interface SpanFinder {
    /**
     * The first index from {@code from} on whose line must be examined, or -1. For bytes in which ASCII stands for
     * itself and other characters may contain any bytes; so it may report too many lines, but never too few.
     */
    int candidate(byte[] bytes, int from, int to);

    /** Adds the spans of the line that must be hidden. */
    void find(DecodedLine line, SpanList spanList);
}

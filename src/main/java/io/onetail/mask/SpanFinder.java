package io.onetail.mask;

/** Finds what a pattern hides. Safe for any thread. */
interface SpanFinder {
    /**
     * The first place at or after {@code from} whose line must be looked at, or -1. On bytes in which ASCII stands for itself and other
     * characters may hold any bytes, so it may point to too many lines, never to too few.
     */
    int candidate(byte[] bytes, int from, int to);

    /** Adds what is to be hidden in the line. */
    void find(DecodedLine line, SpanList spanList);
}

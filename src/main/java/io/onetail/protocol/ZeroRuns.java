package io.onetail.protocol;

/**
 * Finds long runs of zero bytes. They appear when a file is truncated under a writer that continues at its old offset
 * ({@code copytruncate} and a writer without O_APPEND), and where space was reserved but never written. They are not
 * part of the log. Stateless.
 */
public final class ZeroRuns {
    /** Minimum length of a run in bytes; shorter ones belong to a line. */
    public static final int LEAST = 512;

    private ZeroRuns() {}

    /**
     * The beginning of the first run of at least {@link #LEAST} bytes, or {@code to}. Examines few bytes where there is
     * none.
     */
    public static int begin(byte[] bytes, int from, int to) {
        for (int sample = from + LEAST - 1; sample < to; sample += LEAST) {
            if (bytes[sample] == 0) {
                int begin = runBegin(bytes, from, sample);
                if (end(bytes, sample, to) - begin >= LEAST) {
                    return begin;
                }
            }
        }
        return to;
    }

    /** The end of the zero bytes that begin at an index; the index itself if there are none. */
    public static int end(byte[] bytes, int place, int to) {
        int end = place;
        while (end < to && bytes[end] == 0) {
            end++;
        }
        return end;
    }

    /** The beginning of the zero bytes that end at an index; the index itself if there are none. */
    public static int runBegin(byte[] bytes, int from, int place) {
        int begin = place;
        while (begin > from && bytes[begin - 1] == 0) {
            begin--;
        }
        return begin;
    }
}

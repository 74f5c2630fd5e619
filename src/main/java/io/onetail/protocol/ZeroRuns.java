package io.onetail.protocol;

/**
 * Finds long runs of zero bytes: what a writer leaves who goes on at its old place in a file that was cut to nothing ({@code copytruncate} under
 * a writer without O_APPEND), and what was reserved and never written. Nothing of the log is in them. Stateless.
 */
public final class ZeroRuns {
    /** Shorter runs are text: a stray zero byte, or a few, belong to a line. Bytes. */
    public static final int LEAST = 512;

    private ZeroRuns() {}

    /** Where a run of at least {@link #LEAST} bytes begins, or {@code to}. Looks at few bytes where there is none. */
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

    /** Where the run of zero bytes ends that a place is in; the place itself if it is in none. */
    public static int end(byte[] bytes, int place, int to) {
        int end = place;
        while (end < to && bytes[end] == 0) {
            end++;
        }
        return end;
    }

    /** Where the run of zero bytes begins that ends at a place; the place itself if there is none. */
    public static int runBegin(byte[] bytes, int from, int place) {
        int begin = place;
        while (begin > from && bytes[begin - 1] == 0) {
            begin--;
        }
        return begin;
    }
}

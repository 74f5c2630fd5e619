package io.onetail.bench;

import java.util.Arrays;

/** Latencies in nanoseconds, kept as microseconds. Not safe for several threads. */
final class Samples {
    private int[] micros = new int[1 << 14];
    private int count;

    void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, count * 2);
        }
        micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** A percentile in milliseconds; NaN if there are none. */
    double percentile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        Arrays.sort(micros, 0, count);
        return micros[Math.min(count - 1, (int) (count * share))] / 1000.0;
    }
}

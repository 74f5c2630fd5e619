package io.onetail.mask;

import java.util.Arrays;

/** Spans of an array. For one thread. */
final class SpanList {
    private int[] places = new int[16];
    private int size;

    void add(int from, int to) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        places[size++] = from;
        places[size++] = to;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Receives a span. */
    interface SpanConsumer {
        void take(int from, int to);
    }

    void forEach(SpanConsumer spanConsumer) {
        for (int i = 0; i < size; i += 2) {
            spanConsumer.take(places[i], places[i + 1]);
        }
    }

    void overwrite(byte[] bytes) {
        forEach((from, to) -> Arrays.fill(bytes, from, to, Mask.STAR));
    }
}

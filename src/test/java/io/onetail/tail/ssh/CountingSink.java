package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import io.onetail.tail.Transport.Sink;
import org.jspecify.annotations.Nullable;

/** Hands bytes on and keeps nothing. */
record CountingSink(Taker taker) implements Sink {
    interface Taker {
        void take(byte[] buffer, int offset, int length);
    }

    @Override
    public void bytes(byte[] buffer, int offset, int length) {
        taker.take(buffer, offset, length);
    }

    @Override
    public void truncated() {}

    @Override
    public void same() {}

    @Override
    public void moved(long size) {}

    @Override
    public void replaced() {}

    @Override
    public void ended(@Nullable LogException cause) {}
}

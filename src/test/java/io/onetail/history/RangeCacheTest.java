package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.history.RangeCache.RangeKey;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RangeCacheTest {
    private static final RangeKey RANGE =
            new RangeKey(new LogId("web-1", "/var/log/app.log"), FileId.parse("1:2/3/4"), 0, 10);

    private final RangeCache cache = new RangeCache();

    @Test
    void aReadThatCouldNotBeStartedIsStartedAgainByTheNext() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> cache.get(RANGE, () -> true, stillNeeded -> {
                    throw new IllegalStateException("no thread");
                }));

        byte[] bytes = {1};
        assertArrayEquals(
                bytes,
                cache.get(RANGE, () -> true, stillNeeded -> CompletableFuture.completedFuture(bytes))
                        .getNow(null));
    }
}

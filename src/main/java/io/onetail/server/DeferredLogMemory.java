package io.onetail.server;

import io.onetail.protocol.LogId;
import io.onetail.tail.JournalOperation;
import io.onetail.tail.LogTip;
import io.onetail.tail.TailContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the registry of channels, which remembers where logs were but is made after the tails that ask it;
 * until then nothing is remembered. Safe for any thread.
 */
final class DeferredLogMemory implements TailContext.LogMemory {
    private volatile TailContext.@Nullable LogMemory registry;

    /** Sets the registry. */
    void use(TailContext.LogMemory made) {
        registry = made;
    }

    @Override
    public @Nullable LogTip last(LogId log) {
        TailContext.LogMemory made = registry;
        return made == null ? null : made.last(log);
    }

    @Override
    public boolean isAwaited(LogId log) {
        TailContext.LogMemory made = registry;
        return made != null && made.isAwaited(log);
    }

    @Override
    public void hindered(LogId log, JournalOperation operation, @Nullable String reason) {
        TailContext.LogMemory made = registry;
        if (made != null) {
            made.hindered(log, operation, reason);
        }
    }

    @Override
    public Duration untilSettled() {
        TailContext.LogMemory made = registry;
        return made == null ? Duration.ofSeconds(1) : made.untilSettled();
    }
}

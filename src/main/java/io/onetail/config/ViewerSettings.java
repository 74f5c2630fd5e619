package io.onetail.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How viewers are served. Immutable.
 *
 * @param workers number of threads that read and send for all viewers
 * @param maxViews maximum number of views on one connection
 * @param sendTimeout how long one send may take before the connection counts as dead
 * @param unattended how long a view runs without a sign of a person at the page, or null for no limit
 */
public record ViewerSettings(
        int workers,
        int maxViews,
        Duration sendTimeout,
        @Nullable Duration unattended) {
    public ViewerSettings {
        if (workers < 1 || maxViews < 1 || sendTimeout.toMillis() < 100) {
            throw new IllegalArgumentException("workers and maxViews must be at least 1, sendTimeout at least 100ms");
        }
    }
}

package io.onetail.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How viewers are served.
 *
 * @param workers threads that read and send for all viewers
 * @param maxViews most views on one connection
 * @param sendTimeout how long one send may take before the connection counts as dead
 * @param unattended how long a view runs without a sign of its user, or null for ever
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

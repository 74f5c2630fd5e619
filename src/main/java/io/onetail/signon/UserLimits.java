package io.onetail.signon;

/**
 * Limits for one person, in all browsers together, on one server. Immutable.
 *
 * @param connections open WebSockets
 * @param views open views; twice as many may be opened at once
 * @param reads concurrent downloads and searches
 * @param sessions sessions; when there is one more, the session idle longest ends
 * @param requestsPerSecond requests except those for the page's files, of which ten times as many may arrive at once;
 *     also the number of views that may be opened in a second
 */
public record UserLimits(int connections, int views, int reads, int sessions, int requestsPerSecond) {
    /** The defaults of the configuration. */
    public static final UserLimits DEFAULT = new UserLimits(50, 500, 3, 20, 20);
}

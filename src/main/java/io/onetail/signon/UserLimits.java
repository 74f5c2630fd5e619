package io.onetail.signon;

/**
 * What one person may have at a time, in all browsers together, on one server.
 *
 * @param connections open WebSockets
 * @param views open views; twice as many may be opened at once
 * @param reads downloads and searches under way
 * @param sessions sign-ins that count; with one more the one that was not used for the longest time ends
 * @param requestsPerSecond requests but for the page's own files; ten times as many may come at once; as many views a second may be opened
 */
public record UserLimits(int connections, int views, int reads, int sessions, int requestsPerSecond) {
    public static final UserLimits DEFAULT = new UserLimits(50, 500, 3, 20, 20);
}

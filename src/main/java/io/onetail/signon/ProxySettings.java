package io.onetail.signon;

import io.onetail.catalog.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxy that says who people are.
 *
 * @param addresses where it may come from
 * @param secret which it sends along, so that nobody else on these addresses can speak for it
 * @param secretHeader the header that carries the secret
 * @param userHeader the header with the person's name
 * @param nameHeader the header with the name to show; none need be sent
 * @param groupsHeader the header with the groups; none need be sent
 * @param separator what stands between two groups
 * @param logout where the page leads to after signing out, relative to the page or absolute; null if there is nothing to sign out of
 * @param recheck how long a WebSocket stays open before the proxy is asked again
 */
public record ProxySettings(
        List<AddressRange> addresses,
        Secret secret,
        String secretHeader,
        String userHeader,
        String nameHeader,
        String groupsHeader,
        String separator,
        @Nullable String logout,
        Duration recheck) {
    public ProxySettings {
        addresses = List.copyOf(addresses);
    }
}

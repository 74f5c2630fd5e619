package io.onetail.signon;

import io.onetail.catalog.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxy that signs people in. Immutable.
 *
 * @param addresses addresses that the proxy may have
 * @param secret a secret that it sends with each request, so that no other program at these addresses can speak for it
 * @param secretHeader the header that carries the secret
 * @param userHeader the header with the person's name
 * @param nameHeader the header with the name to show, optional in requests
 * @param groupsHeader the header with the groups, optional in requests
 * @param separator the text between two groups
 * @param logout the URL at which to sign out of the proxy, absolute or relative to the page; null if there is none
 * @param recheck how long a WebSocket stays open before it must pass the proxy again
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

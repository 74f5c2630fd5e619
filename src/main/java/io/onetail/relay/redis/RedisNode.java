package io.onetail.relay.redis;

/** The address of a Redis server or a Sentinel: a name or IP address, and a port. */
public record RedisNode(String host, int port) {
    public RedisNode {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("a Redis address is host:port, got '" + host + "' and port " + port);
        }
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [IPv6]:port}; without a port it is 6379.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static RedisNode parse(String text) {
        String trimmed = text.trim();
        int bracket = trimmed.lastIndexOf(']');
        int colon = trimmed.lastIndexOf(':');
        boolean bareIpv6 = bracket < 0 && colon >= 0 && trimmed.indexOf(':') != colon;
        boolean port = colon > bracket && !bareIpv6;
        String host = port ? trimmed.substring(0, colon) : trimmed;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new RedisNode(host, port ? Integer.parseInt(trimmed.substring(colon + 1)) : 6379);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a Redis address is host:port, got '" + text + "'", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

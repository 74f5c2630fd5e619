package io.onetail.relay.redis;

import java.util.Collection;
import java.util.List;

/** One server. */
record SingleRoute(RedisNode only) implements NodeRoute {
    @Override
    public RedisNode node(int slot, Deadline deadline) {
        return only;
    }

    @Override
    public void doubt(RedisNode node) {}

    @Override
    public boolean serves(RedisNode node) {
        return true;
    }

    @Override
    public Collection<RedisNode> known() {
        return List.of(only);
    }
}

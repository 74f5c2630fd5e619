package io.onetail.relay.redis;

import java.util.Collection;
import java.util.List;

/** One server. */
record SingleRoute(Node only) implements Route {
    @Override
    public Node node(int slot, Deadline deadline) {
        return only;
    }

    @Override
    public void doubt(Node node) {}

    @Override
    public boolean serves(Node node) {
        return true;
    }

    @Override
    public Collection<Node> known() {
        return List.of(only);
    }
}

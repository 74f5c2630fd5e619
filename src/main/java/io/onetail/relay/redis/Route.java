package io.onetail.relay.redis;

import java.util.Collection;

/** Knows which node to ask. Any thread; calls may ask other nodes and then block until the deadline. */
interface Route extends AutoCloseable {
    /** The node that holds a slot; without a Cluster the same for all. */
    Node node(int slot, Deadline deadline);

    /** Something was wrong there (no answer, not a master, slot moved): look again before the next use. */
    void doubt(Node node);

    /** Whether a connection must make sure that it found a master. */
    default boolean mastersOnly() {
        return false;
    }

    /** What to call Redis in a message when no single node is meant. */
    Collection<Node> known();

    @Override
    default void close() {}
}

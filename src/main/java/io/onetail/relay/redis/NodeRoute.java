package io.onetail.relay.redis;

import java.util.Collection;

/** Knows which node to ask. Safe for any thread; calls may ask other nodes and then block until the deadline. */
interface NodeRoute extends AutoCloseable {
    /**
     * The node that holds a slot; without a Cluster the same for all.
     *
     * @throws NoMasterException if there is none, or no node that knows it answers
     */
    RedisNode node(int slot, Deadline deadline);

    /** Something is wrong with the node (no reply, not a master): ask for the route again before the next use. */
    void doubt(RedisNode node);

    /** A node said that another holds the slot. */
    default void moved(int slot, RedisNode target) {}

    /** Whether a new connection must check that the node is a master. */
    default boolean mastersOnly() {
        return false;
    }

    /** Whether commands may still go there, as far as is known. */
    boolean serves(RedisNode node);

    /** What to call Redis in a message when no single node is meant. */
    Collection<RedisNode> known();

    @Override
    default void close() {}
}

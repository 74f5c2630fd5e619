package io.onetail.relay.redis;

import io.onetail.relay.redis.FailureMessages.FailureReason;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What happened on the connection to a shard, on its way to the subscriber's thread. */
sealed interface ShardEvent {
    /** On which connection; null if on none. */
    @Nullable
    Shard shard();

    /** The connection works: Redis has accepted a subscription. */
    record ShardConnected(Shard shard) implements ShardEvent {}

    record SubscriptionConfirmed(Shard shard, ByteBuffer channel) implements ShardEvent {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ShardMessage(Shard shard, ByteBuffer channel, byte[] bytes) implements ShardEvent {}

    /** The channel is not subscribed to there any more. */
    record SubscriptionDropped(Shard shard, ByteBuffer channel) implements ShardEvent {}

    /**
     * The connection has ended.
     *
     * @param wants what it was for
     * @param reason null if we ended it
     */
    record ShardEnded(
            Shard shard,
            Collection<LogSubscription> wants,
            @Nullable FailureReason reason) implements ShardEvent {}

    /** Nobody knows which node holds these. */
    record RouteLost(Collection<LogSubscription> wants, FailureReason reason) implements ShardEvent {
        @Override
        public @Nullable Shard shard() {
            return null;
        }
    }
}

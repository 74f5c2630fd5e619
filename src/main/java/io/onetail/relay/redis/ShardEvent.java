package io.onetail.relay.redis;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What happened on the connection to a shard, on its way to the subscriber's thread. */
sealed interface ShardEvent {
    Shard shard();

    /** The connection is there. */
    record Connected(Shard shard) implements ShardEvent {}

    record Confirmed(Shard shard, ByteBuffer channel) implements ShardEvent {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(Shard shard, ByteBuffer channel, byte[] bytes) implements ShardEvent {}

    /** The channel is not subscribed to there any more. */
    record Dropped(Shard shard, ByteBuffer channel) implements ShardEvent {}

    /** The connection is gone; the reason is null if it was given up by us. */
    record Ended(Shard shard, @Nullable String reason) implements ShardEvent {}
}

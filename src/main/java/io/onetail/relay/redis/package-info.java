/**
 * Redis: the journal of all logs, and the server's one subscriber. The only importer of the Redis client.
 *
 * <p>Threads: {@link io.onetail.relay.redis.RedisJournal} works in its caller's thread. {@link
 * io.onetail.relay.redis.RedisSubscriber} has one thread of its caller in {@code run}, which calls the listener; the timer that both are
 * given writes its subscriptions and PINGs, and cuts connections that are past their deadline. In a Cluster, each shard's
 * connection is read by a task of the given executor. Both own their connections and close them; timer and executor are the
 * caller's.
 *
 * <p>Keys of a log, all in one slot of a Cluster: {@code logs:{host:source}} is the channel, {@code :stream} the newest entries under the
 * positions of their ends, {@code :head} where the log ends and what is known of it, {@code :lease} who tails it.
 *
 * <p>Decided against: <ul>
 * <li>Jedis' ready-made clients and pools: they retry what must not be repeated, register MBeans, start threads that outlive a
 * redeployment, and have no time limit for a whole call;
 * <li>{@code JedisPubSub}: see {@link io.onetail.relay.redis.PubSubConnection};
 * <li>a control channel that is subscribed for ever, which {@code JedisPubSub} would need: without viewers no channel is left;
 * <li>one script call for each entry: another owner could come between two of them;
 * <li>ordinary publish/subscribe in a Cluster, over one connection: each message would go to every node.
 * </ul>
 */
@NullMarked
package io.onetail.relay.redis;

import org.jspecify.annotations.NullMarked;

/**
 * Redis: the journal of all logs, and the server's one subscriber. The only importer of the Redis client.
 *
 * <p>Threads: {@link io.onetail.relay.redis.RedisJournal} works in its caller's thread. {@link
 * io.onetail.relay.redis.RedisSubscriber} has one thread of its caller in {@code run}, which calls the listener. The timer that both are
 * given writes the subscriptions and PINGs, and cuts connections that are past their deadline. In a Cluster, each shard's connection is
 * read by a task of the given executor. Journal and subscriber own their connections and close them; timer and executor are the caller's.
 *
 * <p>Keys of a log, all in one slot of a Cluster: {@code logs:{host:source}} is the channel, {@code :stream} the newest entries under the
 * positions of their ends, {@code :head} where the log ends and what is known of it, {@code :lease} who tails it.
 *
 * <p>A call is a {@link io.onetail.relay.redis.RedisCall}, its outcome a {@link io.onetail.relay.redis.CallResult}. Jedis writes commands,
 * reads replies and makes typed values of them; which node, when, and for how long is decided here.
 *
 * <p>Decided against: <ul>
 * <li>Jedis' clients and pools, which have no time limit for a whole call, and {@code JedisPubSub}, which ends when nothing is subscribed;
 * {@code JedisObstaclesTest} and {@code JedisObstaclesIT} show each reason, {@code decisions.md} lists them;
 * <li>a control channel that is always subscribed to, which {@code JedisPubSub} would need: without viewers no channel is left;
 * <li>one script call for each entry: another owner could come between two of them;
 * <li>ordinary publish/subscribe in a Cluster, over one connection: each message would go to every node.
 * </ul>
 */
@NullMarked
package io.onetail.relay.redis;

import org.jspecify.annotations.NullMarked;

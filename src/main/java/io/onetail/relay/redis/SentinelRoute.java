package io.onetail.relay.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * The master that the Sentinels name. They are asked again at least every second, because a master that was voted out while it was cut
 * off from them may still answer us, and at once when the master is in doubt. While no Sentinel answers, the last one named stays.
 */
final class SentinelRoute implements NodeRoute {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final CommandArguments question;
    private final TopologyQuery topologyQuery;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable SentinelMaster sentinelMaster;

    SentinelRoute(RedisSettings settings, WriteTimeouts writeTimeouts) {
        this.settings = settings;
        this.question = new CommandArguments(Command.SENTINEL)
                .add("GET-MASTER-ADDR-BY-NAME")
                .add(String.valueOf(settings.master()));
        this.topologyQuery = new TopologyQuery(settings, settings.sentinelLogin(), writeTimeouts);
    }

    /** @param doubted the last use of it failed */
    private record SentinelMaster(RedisNode node, Deadline fresh, boolean doubted) {}

    @Override
    public RedisNode node(int slot, Deadline deadline) {
        SentinelMaster known = sentinelMaster;
        if (known != null && !known.doubted && !known.fresh.over()) {
            return known.node;
        }
        if (!asking.tryLock()) { // another thread asks
            if (known != null && !known.doubted) {
                return known.node;
            }
            asking.lock(); // for as long as it takes to ask all of them
        }
        try {
            known = sentinelMaster;
            if (known != null && !known.doubted && !known.fresh.over()) {
                return known.node;
            }
            RedisNode node = topologyQuery.ask(
                    settings.nodes(), this::master, "knows no master named '" + settings.master() + "'", deadline);
            sentinelMaster = new SentinelMaster(node, Deadline.in(FRESH), false);
            return node;
        } catch (NoMasterException e) {
            if (known != null && !known.doubted) {
                sentinelMaster = new SentinelMaster(known.node, Deadline.in(FRESH), false);
                return known.node;
            }
            throw e;
        } finally {
            asking.unlock();
        }
    }

    private @Nullable RedisNode master(RedisConnection sentinel) {
        List<String> address = sentinel.ask(question, BuilderFactory.STRING_LIST);
        return address == null ? null : new RedisNode(address.get(0), Integer.parseInt(address.get(1)));
    }

    @Override
    public void doubt(RedisNode node) {
        SentinelMaster known = sentinelMaster;
        if (known != null && known.node.equals(node)) {
            sentinelMaster = new SentinelMaster(node, known.fresh, true);
        }
    }

    @Override
    public boolean mastersOnly() {
        return true;
    }

    @Override
    public boolean serves(RedisNode node) {
        SentinelMaster known = sentinelMaster;
        return known == null || known.node.equals(node);
    }

    @Override
    public Collection<RedisNode> known() {
        return settings.nodes();
    }

    @Override
    public void close() {
        topologyQuery.close();
    }
}

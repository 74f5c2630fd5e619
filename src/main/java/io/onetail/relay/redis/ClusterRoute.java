package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;

/** The masters of a Cluster, by slot. Asked for when first needed, and again after one was in doubt. */
final class ClusterRoute implements NodeRoute {
    /** The least time between two questions to the Cluster, whatever is in doubt: a failover takes seconds. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RedisSettings settings;
    private final TopologyQuery topologyQuery;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable SlotTable slotTable;
    private volatile boolean doubted;

    ClusterRoute(RedisSettings settings, WriteTimeouts writeTimeouts) {
        this.settings = settings;
        this.topologyQuery = new TopologyQuery(settings, settings.login(), writeTimeouts);
    }

    /**
     * @param masters by slot; replaced as a whole, never changed
     * @param nodes masters and replicas
     * @param again from when it may be asked for again
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record SlotTable(@Nullable RedisNode[] masters, Set<RedisNode> nodes, Deadline again) {}

    @Override
    public RedisNode node(int slot, Deadline deadline) {
        SlotTable known = slotTable;
        if (known == null || (doubted && known.again.over())) {
            known = refreshed(deadline);
        }
        RedisNode node = known.masters[slot];
        if (node == null) {
            doubted = true;
            throw new NoMasterException("no node of the Cluster holds slot " + slot, null);
        }
        return node;
    }

    private SlotTable refreshed(Deadline deadline) {
        asking.lock(); // for as long as it takes to ask all of them
        try {
            SlotTable known = slotTable;
            if (known != null && !(doubted && known.again.over())) {
                return known; // another thread has asked
            }
            Set<RedisNode> nodes = new LinkedHashSet<>();
            if (known != null) {
                List<RedisNode> others = new ArrayList<>(known.nodes);
                Collections.shuffle(others);
                nodes.addAll(others);
            }
            nodes.addAll(settings.nodes());
            doubted = false;
            try {
                SlotTable fresh = topologyQuery.ask(nodes, ClusterRoute::read, "knows of no slots", deadline);
                slotTable = fresh;
                return fresh;
            } catch (NoMasterException e) {
                doubted = true;
                if (known == null) {
                    throw e;
                }
                slotTable = new SlotTable(known.masters, known.nodes, Deadline.in(PAUSE));
                return known;
            }
        } finally {
            asking.unlock();
        }
    }

    private static @Nullable SlotTable read(RedisConnection redisConnection) {
        List<Object> ranges =
                redisConnection.ask(new CommandArguments(Command.CLUSTER).add("SLOTS"), BuilderFactory.RAW_OBJECT_LIST);
        if (ranges.isEmpty()) {
            return null;
        }
        @Nullable RedisNode[] masters = new @Nullable RedisNode[Protocol.CLUSTER_HASHSLOTS];
        Set<RedisNode> nodes = new LinkedHashSet<>();
        for (Object item : ranges) {
            List<?> range = (List<?>) item;
            for (int i = 2; i < range.size(); i++) {
                List<?> address = (List<?>) range.get(i);
                RedisNode node = node((byte[]) address.get(0), (Long) address.get(1), redisConnection);
                nodes.add(node);
                if (i == 2) {
                    for (int slot = number(range.get(0)); slot <= number(range.get(1)); slot++) {
                        masters[slot] = node;
                    }
                }
            }
        }
        return new SlotTable(masters, Set.copyOf(nodes), Deadline.in(PAUSE));
    }

    private static int number(Object value) {
        return ((Long) value).intValue();
    }

    /** A node that does not know its own address means: the one you asked. */
    private static RedisNode node(byte @Nullable [] host, long port, RedisConnection asked) {
        String name = host == null ? "" : new String(host, UTF_8);
        return new RedisNode(name.isEmpty() || name.equals("?") ? asked.node().host() : name, Math.toIntExact(port));
    }

    @Override
    public void doubt(RedisNode node) {
        doubted = true;
    }

    @Override
    public void moved(int slot, RedisNode target) {
        asking.lock();
        try {
            SlotTable known = slotTable;
            if (known != null) {
                @Nullable RedisNode[] masters = known.masters.clone();
                masters[slot] = target;
                Set<RedisNode> nodes = new LinkedHashSet<>(known.nodes);
                nodes.add(target);
                slotTable = new SlotTable(masters, Set.copyOf(nodes), Deadline.in(PAUSE));
            }
            doubted = true;
        } finally {
            asking.unlock();
        }
    }

    @Override
    public boolean serves(RedisNode node) {
        SlotTable known = slotTable;
        return known == null || known.nodes.contains(node);
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

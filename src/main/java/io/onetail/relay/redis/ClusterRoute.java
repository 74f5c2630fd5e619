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
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;

/** The masters of a Cluster, by slot. Asked for when first needed, and again after something was in doubt. */
final class ClusterRoute implements Route {
    /** Between two looks at the Cluster, whatever is in doubt: a fail-over takes seconds. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RedisSettings settings;
    private final Scouts scouts;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Slots slots;
    private volatile boolean doubted;

    ClusterRoute(RedisSettings settings, Lines lines) {
        this.settings = settings;
        this.scouts = new Scouts(settings, settings.login(), lines);
    }

    /**
     * @param masters by slot; replaced as a whole, never changed
     * @param nodes masters and replicas
     * @param again when it may be asked for again
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Slots(@Nullable Node[] masters, Set<Node> nodes, Deadline again) {}

    @Override
    public Node node(int slot, Deadline deadline) {
        Slots known = slots;
        if (known == null || (doubted && known.again.over())) {
            known = refreshed(deadline);
        }
        Node node = known.masters[slot];
        if (node == null) {
            doubted = true;
            throw new NoMasterException("no node of the Cluster holds slot " + slot, null);
        }
        return node;
    }

    private Slots refreshed(Deadline deadline) {
        asking.lock(); // for as long as it takes to ask all of them
        try {
            Slots known = slots;
            if (known != null && !(doubted && known.again.over())) {
                return known; // another thread did
            }
            Set<Node> nodes = new LinkedHashSet<>();
            if (known != null) {
                List<Node> others = new ArrayList<>(known.nodes);
                Collections.shuffle(others);
                nodes.addAll(others);
            }
            nodes.addAll(settings.nodes());
            doubted = false;
            try {
                Slots fresh = scouts.ask(nodes, ClusterRoute::read, "knows of no slots", deadline);
                slots = fresh;
                return fresh;
            } catch (NoMasterException e) {
                doubted = true;
                if (known == null) {
                    throw e;
                }
                slots = new Slots(known.masters, known.nodes, Deadline.in(PAUSE));
                return known;
            }
        } finally {
            asking.unlock();
        }
    }

    private static @Nullable Slots read(Link link) {
        List<?> ranges = (List<?>) link.ask(new CommandArguments(Command.CLUSTER).add("SLOTS"));
        if (ranges.isEmpty()) {
            return null;
        }
        @Nullable Node[] masters = new @Nullable Node[Protocol.CLUSTER_HASHSLOTS];
        Set<Node> nodes = new LinkedHashSet<>();
        for (Object item : ranges) {
            List<?> range = (List<?>) item;
            for (int i = 2; i < range.size(); i++) {
                List<?> address = (List<?>) range.get(i);
                Node node = node((byte[]) address.get(0), (Long) address.get(1), link);
                nodes.add(node);
                if (i == 2) {
                    for (int slot = number(range.get(0)); slot <= number(range.get(1)); slot++) {
                        masters[slot] = node;
                    }
                }
            }
        }
        return new Slots(masters, Set.copyOf(nodes), Deadline.in(PAUSE));
    }

    private static int number(Object value) {
        return ((Long) value).intValue();
    }

    /** A node that does not know its own address means: the one you asked. */
    private static Node node(byte @Nullable [] host, long port, Link asked) {
        String name = host == null ? "" : new String(host, UTF_8);
        return new Node(name.isEmpty() || name.equals("?") ? asked.node().host() : name, Math.toIntExact(port));
    }

    @Override
    public void doubt(Node node) {
        doubted = true;
    }

    @Override
    public void moved(int slot, Node target) {
        asking.lock();
        try {
            Slots known = slots;
            if (known != null) {
                @Nullable Node[] masters = known.masters.clone();
                masters[slot] = target;
                Set<Node> nodes = new LinkedHashSet<>(known.nodes);
                nodes.add(target);
                slots = new Slots(masters, Set.copyOf(nodes), Deadline.in(PAUSE));
            }
            doubted = true;
        } finally {
            asking.unlock();
        }
    }

    @Override
    public boolean serves(Node node) {
        Slots known = slots;
        return known == null || known.nodes.contains(node);
    }

    @Override
    public Collection<Node> known() {
        return settings.nodes();
    }

    @Override
    public void close() {
        scouts.close();
    }
}

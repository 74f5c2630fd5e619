package io.onetail.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * People who have used this server recently, with their groups, so that an administrator can ask about somebody without
 * knowing their groups. Bounded: the person who has been away longest is forgotten first. Kept in memory only. Safe for
 * any thread.
 */
public final class RecentPeople {
    private static final int MOST = 2_000;

    private final Clock clock;

    @GuardedBy("this")
    private final Map<String, SeenPerson> byName = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A person and when they were last seen.
     *
     * @param at time of their last request
     */
    public record SeenPerson(Person person, Instant at) {}

    /** @param clock the time of requests */
    public RecentPeople(Clock clock) {
        this.clock = clock;
    }

    /** Notes that a person is here, and replaces what was known about them. */
    public synchronized void seen(Person person) {
        byName.put(person.name(), new SeenPerson(person, clock.instant()));
        if (byName.size() > MOST) {
            Iterator<String> names = byName.keySet().iterator();
            names.next();
            names.remove();
        }
    }

    /** What was last known about a person, or null. */
    public synchronized @Nullable SeenPerson find(String name) {
        return byName.get(name);
    }
}

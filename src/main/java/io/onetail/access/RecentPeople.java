package io.onetail.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has been here lately, as they were then; so an administrator can ask about somebody without knowing their groups. The ones who have not
 * been here for longest are forgotten first, and all when the application ends. Safe for any thread.
 */
public final class RecentPeople {
    private static final int MOST = 2_000;

    private final Clock clock;

    @GuardedBy("this")
    private final Map<String, SeenPerson> byName = new LinkedHashMap<>(16, 0.75f, true);

    /** @param at when they were here last */
    public record SeenPerson(Person person, Instant at) {}

    public RecentPeople(Clock clock) {
        this.clock = clock;
    }

    /** They are here; replaces what was known of them. */
    public synchronized void seen(Person person) {
        byName.put(person.name(), new SeenPerson(person, clock.instant()));
        if (byName.size() > MOST) {
            Iterator<String> names = byName.keySet().iterator();
            names.next();
            names.remove();
        }
    }

    /** The last that is known of somebody, or null. */
    public synchronized @Nullable SeenPerson find(String name) {
        return byName.get(name);
    }
}

package io.onetail.access;

import java.util.Set;

/**
 * Somebody who has been recognised, as they were at that moment. Immutable.
 *
 * @param name by which audit and configuration know them; never empty
 * @param shownName what the page calls them; the name if nothing better is known
 * @param groups as the identity provider, the proxy or the application server gave them; rights follow from these
 */
public record Person(String name, String shownName, Set<String> groups) {
    /** Copies the groups. */
    public Person {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a person has a name that is not blank");
        }
        groups = Set.copyOf(groups);
    }
}

package io.onetail.access;

import io.onetail.protocol.SafeText;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Somebody who has been recognised, as they were at that moment. Immutable.
 *
 * @param name by which audit and configuration know them; {@link #isName}
 * @param shownName what the page calls them; the name if nothing better is known
 * @param groups names, as the identity provider, the proxy or the application server gave them; rights follow from these
 */
public record Person(String name, String shownName, Set<String> groups) {
    /** Leaves out groups whose names are none, and makes visible what is hidden in the shown name. */
    public Person {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'" + SafeText.shown(name) + "' is no name: it is blank or has characters" + " that nobody sees");
        }
        shownName = SafeText.escaped(shownName);
        groups = groups.stream().filter(Person::isName).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it is not blank, and all of it can be seen: nothing ends a line, moves a cursor, turns the direction of writing or is invisible. */
    public static boolean isName(String text) {
        return !text.isBlank() && SafeText.escaped(text).equals(text);
    }
}

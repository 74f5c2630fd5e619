package io.onetail.access;

import io.onetail.protocol.SafeText;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Somebody who has signed in, with the groups that they had at that moment. Immutable.
 *
 * @param name identifies the person in the audit and the configuration; see {@link #isName}
 * @param shownName what the page calls the person; the name if nothing better is known
 * @param groups names of groups, as the identity provider, the proxy or the application server gives them; rights
 *     follow from them
 */
public record Person(String name, String shownName, Set<String> groups) {
    /**
     * Drops groups whose names are not valid, and escapes invisible characters in the shown name.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public Person {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'" + SafeText.shown(name) + "' is not a valid name: it is blank or has invisible characters");
        }
        shownName = SafeText.escaped(shownName);
        groups = groups.stream().filter(Person::isName).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a text is a valid name: not blank, and without characters that are invisible, end a line, move a cursor
     * or change the direction of writing.
     */
    public static boolean isName(String text) {
        return !text.isBlank() && SafeText.escaped(text).equals(text);
    }
}

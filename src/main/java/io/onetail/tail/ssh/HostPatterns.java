package io.onetail.tail.ssh;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The host patterns of a line of a known-hosts file, as sshd(8) describes them: with {@code *} and {@code ?}, separated by commas, and with
 * {@code !} before those to which the line does not apply. (JSch does not know {@code !}.) Stateless.
 */
final class HostPatterns {
    private HostPatterns() {}

    /**
     * Whether the line applies to a host that may have several names. If any of them is excluded, it does not.
     *
     * @param patterns as they are in the file, not hashed
     */
    static boolean match(String patterns, String... names) {
        boolean found = false;
        for (String pattern : patterns.split(",", -1)) {
            boolean not = pattern.startsWith("!");
            String text = not ? pattern.substring(1) : pattern;
            if (Stream.of(names).anyMatch(name -> wild(text, name.toLowerCase(Locale.ROOT)))) {
                if (not) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean wild(String pattern, String host) {
        StringBuilder regex = new StringBuilder();
        pattern.strip()
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.matches(regex.toString(), host);
    }
}

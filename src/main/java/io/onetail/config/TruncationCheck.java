package io.onetail.config;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Detects that a configuration file may have been truncated while it was saved. A truncated file lacks its end, so a
 * file with both marks is certainly whole. It is almost certainly whole if it ends with the same line as before, or has
 * all previous settings and ends with a complete line. Decided against: a mark at the end only, because a truncated
 * file would not show that a mark is missing.
 */
final class TruncationCheck {
    /** The first line of a file whose last line must be {@link #END}. */
    static final String BEGIN = "# begin";

    static final String END = "# end";

    /**
     * Why a file may be truncated.
     *
     * @param reason the end of a sentence, without its full stop
     * @param certain whether it is certainly truncated, so that waiting does not help
     */
    record TruncationDoubt(String reason, boolean certain) {}

    private TruncationCheck() {}

    /**
     * @param before the previous text, or null for none; then only a missing mark shows a truncation
     * @param now the new text, without a byte order mark
     * @param keys keys of the settings in the new text
     */
    static @Nullable TruncationDoubt of(@Nullable String before, String now, Set<String> keys) {
        List<String> lines = lines(now);
        if (marked(lines)) {
            return lines.get(lines.size() - 1).equals(END)
                    ? null
                    : new TruncationDoubt(
                            "it begins with '" + BEGIN + "', but its last line is not '" + END + "'", true);
        }
        if (before == null) {
            return null;
        }
        List<String> old = lines(before);
        if (marked(old) && (BEGIN + "\n").startsWith(now)) {
            return new TruncationDoubt("its first line, '" + BEGIN + "', is incomplete", true);
        }
        if (old.isEmpty()) {
            return whole(now) ? null : new TruncationDoubt("its last line does not end with a line feed", false);
        }
        if (lines.isEmpty()) {
            return new TruncationDoubt("it is empty", false);
        }
        String last = old.get(old.size() - 1);
        boolean sameEnd = lines.get(lines.size() - 1).equals(last) && lines.indexOf(last) == lines.size() - 1;
        if (!whole(now)) {
            return sameEnd && !whole(before)
                    ? null
                    : new TruncationDoubt("its last line does not end with a line feed", false);
        }
        if (sameEnd) {
            return null;
        }
        Set<String> gone = new TreeSet<>(keys(before));
        gone.removeAll(keys);
        return gone.isEmpty()
                ? null
                : new TruncationDoubt(
                        "its last line is different and " + gone.iterator().next() + " is missing", false);
    }

    private static boolean marked(List<String> lines) {
        return !lines.isEmpty() && lines.get(0).equals(BEGIN);
    }

    /**
     * Whether the text ends with a line feed that ends a setting, that is, not after a backslash, which continues the
     * line.
     */
    private static boolean whole(String text) {
        String end = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text.replaceFirst("\n$", "");
        int backslashes = end.length() - end.replaceFirst("\\\\+$", "").length();
        return end.length() < text.length() && backslashes % 2 == 0;
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static Set<String> keys(String text) {
        Properties properties = new Properties();
        ConfigFile.load(properties, text);
        return properties.stringPropertyNames();
    }
}

package io.onetail.config;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a configuration file may have been cut while it was saved. What is cut lacks its end. So a file is whole for certain if it has
 * both marks; as good as certain if it ends with the same line as before, or holds each setting of before and ends with a whole line.
 * Decided against: one mark at the end alone, of which a file that is cut does not tell that it should be there.
 */
final class TruncationCheck {
    /** The first line of a file that must end with {@link #END}. */
    static final String BEGIN = "# begin";

    static final String END = "# end";

    /**
     * Why a file may be cut.
     *
     * @param reason the end of a sentence
     * @param certain whether it is cut for certain, so that waiting does not help
     */
    record TruncationDoubt(String reason, boolean certain) {}

    private TruncationCheck() {}

    /**
     * @param before the text that was read before, or null for none: then only a missing mark tells
     * @param now the text, without a byte order mark
     * @param keys of the settings that the text holds
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
            return new TruncationDoubt("not even its first line, '" + BEGIN + "', is there", true);
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
                        "its last line is another one and " + gone.iterator().next() + " is gone", false);
    }

    private static boolean marked(List<String> lines) {
        return !lines.isEmpty() && lines.get(0).equals(BEGIN);
    }

    /** Whether it ends with a line feed that ends a setting: not after a backslash, which takes the next line along. */
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

package io.onetail.catalog;

import java.util.regex.Pattern;

/** How text from outside is checked and shown. */
public final class Words {
    private static final int LONGEST = 200;
    private static final Pattern CLASS = Pattern.compile("\\b(?:\\w+\\.)+[A-Z]\\w*(?:Exception|Error): ?");

    private Words() {}

    /** Whether it holds neither a control character nor half of a surrogate pair. */
    static boolean printable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** What an exception says, without the names of classes that libraries put before it. */
    public static String plain(String message) {
        return CLASS.matcher(message).replaceAll("");
    }

    /** The text for a message or a line of the server's log: {@link #escaped}, cut when it is very long. */
    public static String shown(String text) {
        return text.codePointCount(0, text.length()) > LONGEST
                ? escaped(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…"
                : escaped(text);
    }

    /**
     * The text with {@code \\u000a} for whatever could end its line, move a terminal's cursor or turn the direction of writing. JSON stays the
     * same JSON.
     */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (harmless(c)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(String.format("\\u%04x", c));
            }
        });
        return escaped.toString();
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c < 0x202a || (c > 0x202e && c < 0x2066) || c > 0x2069;
            default -> true;
        };
    }
}

package io.onetail.protocol;

import java.util.regex.Pattern;

/** Checks text from outside, and makes it safe to show. Stateless. */
public final class SafeText {
    private static final int LONGEST = 200;
    private static final Pattern CLASS = Pattern.compile("\\b(?:\\w+\\.)+[A-Z]\\w*(?:Exception|Error): ?");

    private SafeText() {}

    /** Whether a text has neither a control character nor half of a surrogate pair. */
    public static boolean printable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** The message of an exception without the class names that libraries prepend. */
    public static String plain(String message) {
        return CLASS.matcher(message).replaceAll("");
    }

    /** A text for a message or a line of the server's log: {@link #escaped}, and shortened if it is very long. */
    public static String shown(String text) {
        return text.codePointCount(0, text.length()) > LONGEST
                ? escaped(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…"
                : escaped(text);
    }

    /**
     * Escapes, as in {@code \\u000a}, all characters that could end a line, move a terminal's cursor or change the
     * direction of writing, or that are invisible, so that different texts look different. The meaning of JSON does not
     * change.
     */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isSeen(c)) {
                escaped.appendCodePoint(c);
            } else {
                for (char part : Character.toChars(c)) {
                    escaped.append(String.format("\\u%04x", (int) part));
                }
            }
        });
        return escaped.toString();
    }

    /** Whether a character is visible in its place and has no other effect. */
    public static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT -> false;
            default -> !isIgnorable(c);
        };
    }

    /** Unicode's Default_Ignorable_Code_Point except category Cf: fillers, joiners, variation selectors. */
    private static boolean isIgnorable(int c) {
        return c == 0x034f
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x2065
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfff8)
                || (c >= 0xe0000 && c <= 0xe0fff);
    }
}

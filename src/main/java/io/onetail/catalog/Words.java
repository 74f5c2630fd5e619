package io.onetail.catalog;

/** How text from outside is checked and shown. */
final class Words {
    private static final int LONGEST = 200;

    private Words() {}

    /** Whether it holds neither a control character nor half of a surrogate pair. */
    static boolean printable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** The text for a message: control characters as {@code \\u000a}, cut when it is very long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.length() > LONGEST ? shown + "…" : shown.toString();
    }
}

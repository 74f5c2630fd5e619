package io.onetail.api;

import io.onetail.protocol.SafeText;
import java.nio.charset.StandardCharsets;

/** The name that a browser gives to a downloaded file: RFC 6266, with RFC 8187 for what is not ASCII. Stateless. */
final class ContentDisposition {
    private static final int LONGEST = 120;
    private static final String FORBIDDEN = "\\/:*?\"<>|%";
    private static final String PLAIN = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /** The value of {@code Content-Disposition} for a log's file. The name begins with that of the host. */
    static String disposition(String host, String path) {
        String name = name(host + "-" + path.substring(path.lastIndexOf('/') + 1));
        StringBuilder ascii = new StringBuilder();
        name.codePoints().forEach(c -> ascii.appendCodePoint(c < 0x7f ? c : '_'));
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded(name);
    }

    /** Replaces every character that some file system, shell or list of files would misread. */
    private static String name(String text) {
        StringBuilder name = new StringBuilder();
        // of a long name the end is kept, since it says what kind of file it is
        int skip = Math.max(0, text.codePointCount(0, text.length()) - LONGEST);
        text.codePoints().skip(skip).forEach(c -> name.appendCodePoint(isSafe(c) ? c : '_'));
        return name.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> FORBIDDEN.indexOf(c) < 0 && SafeText.isSeen(c);
        };
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }
}

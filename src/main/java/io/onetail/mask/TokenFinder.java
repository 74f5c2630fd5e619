package io.onetail.mask;

import java.util.ArrayList;
import java.util.List;

/** What is set to something after a name that says it is secret: {@code password=x}, {@code "api_key": "x"}. */
final class TokenFinder implements Finder {
    static final List<String> NAMES = names();

    private static final Words WORDS = new Words(NAMES);
    private static final String ENDS = "\"'&,;";

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of(
                "password",
                "passwd",
                "passphrase",
                "passcode",
                "pwd",
                "secret",
                "token",
                "credential",
                "credentials",
                "authorization"));
        for (String two : List.of("api key", "access key", "private key", "session id")) {
            for (String between : List.of("", "_", "-", ".")) {
                names.add(two.replace(" ", between));
            }
        }
        return names;
    }

    @Override
    public int candidate(byte[] bytes, int from, int to) {
        return WORDS.find(bytes, from, to);
    }

    @Override
    public void find(Line line, Spans spans) {
        byte[] text = line.text();
        int at = 0;
        while (at >= 0 && at < text.length) {
            at = WORDS.find(text, at, text.length);
            if (at >= 0) {
                int value = valueBegin(text, at + WORDS.lengthAt(text, at, text.length));
                at = value < 0 ? at + 1 : value(line, value, spans);
            }
        }
    }

    /** Where the value begins, or -1 if the name is not set to something. */
    private static int valueBegin(byte[] text, int nameEnd) {
        int i = nameEnd;
        if (i < text.length && isQuote(text[i])) {
            i++;
        }
        i = blanksEnd(text, i);
        if (i == text.length || (text[i] != ':' && text[i] != '=')) {
            return -1;
        }
        return blanksEnd(text, i + 1);
    }

    /** Hides the value; returns where it ends. */
    private static int value(Line line, int begin, Spans spans) {
        byte[] text = line.text();
        int i = begin;
        if (i < text.length && isQuote(text[i])) {
            byte quote = text[i++];
            int from = i;
            while (i < text.length && text[i] != quote) {
                i += text[i] == '\\' && i + 1 < text.length ? 2 : 1;
            }
            line.hide(from, i, spans);
            return i;
        }
        while (i < text.length && !isBlank(text[i]) && ENDS.indexOf(text[i]) < 0) {
            i++;
        }
        line.hide(begin, i, spans);
        return i;
    }

    private static int blanksEnd(byte[] text, int begin) {
        int i = begin;
        while (i < text.length && isBlank(text[i])) {
            i++;
        }
        return i;
    }

    private static boolean isQuote(byte b) {
        return b == '"' || b == '\'';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}

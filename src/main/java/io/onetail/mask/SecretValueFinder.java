package io.onetail.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds values whose name says that they are secret: {@code password=x}, {@code "api_key": "x"}, also in JSON text that is itself a value
 * of JSON. A quoted value ends at its closing quote. An unquoted one ends at a blank or a quote, or at one of {@code & , ;} if it is
 * followed by a blank, a quote, {@code name=} or the end of the line. A list or an object, {@code ["x"]} or {@code {"value":"x"}}, is
 * hidden as a whole, and so is a value that only begins like one, {@code {noop}x}. The value of authorization extends over blanks. Also
 * found are the argument of an option, {@code --password x}, the content of an element, {@code <password>x</password>}, and the value of a
 * pair, {@code "name":"password","value":"x"}. Stateless.
 */
final class SecretValueFinder implements SpanFinder {
    static final List<String> NAMES = names();

    private static final KeywordScanner WORDS = new KeywordScanner(NAMES);
    private static final KeywordScanner AUTHORIZATION = new KeywordScanner(List.of("authorization"));
    private static final KeywordScanner VALUE = new KeywordScanner(List.of("value"));
    private static final String SEPARATORS = "&,;";
    /** Close what surrounds a value. */
    private static final String CLOSERS = "}])>";
    /** Prefixes of literals, as in Python. */
    private static final String LITERALS = "bBuUrRfF";
    /** Longest prefix of a name, and longest attributes of an element. */
    private static final int LONGEST_PREFIX = 100;

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
    public void find(DecodedLine line, SpanList spanList) {
        byte[] text = line.text();
        int at = 0;
        while (at >= 0 && at < text.length) {
            at = WORDS.find(text, at, text.length);
            if (at >= 0) {
                at = find(line, at, at + WORDS.lengthAt(text, at, text.length), spanList);
            }
        }
    }

    /** Hides the value of a name; returns the index at which to continue. */
    private static int find(DecodedLine line, int name, int nameEnd, SpanList spanList) {
        byte[] text = line.text();
        int begin = valueBegin(text, nameEnd);
        if (begin < 0 && isOption(text, name)) {
            begin = argumentBegin(text, nameEnd);
        }
        if (begin < 0) {
            begin = pairBegin(text, nameEnd);
        }
        if (begin >= 0) {
            return value(line, begin, AUTHORIZATION.lengthAt(text, name, text.length) > 0, spanList);
        }
        return isElement(text, name) ? element(line, name, nameEnd, spanList) : name + 1;
    }

    /** Where the value begins, or -1 if the name is not followed by one. */
    private static int valueBegin(byte[] text, int nameEnd) {
        int i = backslashesEnd(text, nameEnd);
        if (i < text.length && isQuote(text[i])) {
            i++;
        }
        i = blanksEnd(text, i);
        if (i < text.length && text[i] == ']') { // as in parameters['password']
            i = blanksEnd(text, i + 1);
        }
        if (i == text.length || (text[i] != ':' && text[i] != '=')) {
            return -1;
        }
        while (i < text.length && (text[i] == ':' || text[i] == '=' || text[i] == '>')) { // also := and =>
            i++;
        }
        return blanksEnd(text, i);
    }

    /** Where the value of a pair such as {@code "name":"password","value":"x"} begins; -1 if there is no such pair. */
    private static int pairBegin(byte[] text, int nameEnd) {
        int end = backslashesEnd(text, nameEnd);
        end = end < text.length && isQuote(text[end]) ? end + 1 : nameEnd;
        int i = end;
        while (i < text.length && (isBlank(text[i]) || text[i] == ',')) {
            i++;
        }
        int quote = backslashesEnd(text, i);
        int word = quote < text.length && isQuote(text[quote]) ? quote + 1 : i;
        int length = i > end && word + 1 < text.length ? VALUE.lengthAt(text, word, text.length) : 0;
        return length > 0 ? valueBegin(text, word + length) : -1;
    }

    /** Whether the name is the end of an option. */
    private static boolean isOption(byte[] text, int name) {
        int i = name;
        while (i > 0 && name - i < LONGEST_PREFIX && isName(text[i - 1])) {
            i--;
        }
        return i < name && text[i] == '-';
    }

    /** Whether the name, with an optional prefix, is that of an element. */
    private static boolean isElement(byte[] text, int name) {
        int begin = elementBegin(text, name);
        return begin > 0 && text[begin - 1] == '<';
    }

    private static int elementBegin(byte[] text, int name) {
        int i = name;
        while (i > 0 && name - i < LONGEST_PREFIX && (isName(text[i - 1]) || text[i - 1] == ':')) {
            i--;
        }
        return i;
    }

    /** Where the separate argument of an option begins, as in {@code --password x} or {@code ["--password", "x"]}; -1 if there is none. */
    private static int argumentBegin(byte[] text, int nameEnd) {
        int quote = backslashesEnd(text, nameEnd);
        int end = quote < text.length && isQuote(text[quote]) ? quote + 1 : nameEnd;
        int i = end;
        while (i < text.length && (isBlank(text[i]) || text[i] == ',')) {
            i++;
        }
        boolean option = i + 1 < text.length && text[i] == '-' && text[i + 1] == '-';
        return i == end || i == text.length || option ? -1 : i;
    }

    /** Hides the content of an XML element; returns the index at which to continue. */
    private static int element(DecodedLine line, int name, int nameEnd, SpanList spanList) {
        byte[] text = line.text();
        int begin = nameEnd;
        while (begin < text.length && begin - nameEnd < LONGEST_PREFIX && text[begin] != '>' && text[begin] != '<') {
            begin++;
        }
        boolean opens = begin < text.length
                && text[begin] == '>'
                && text[begin - 1] != '/'
                && (begin == nameEnd || isBlank(text[nameEnd]));
        if (!opens) {
            return nameEnd;
        }
        begin++;
        int end = begin;
        boolean verbatim = begin + 1 < text.length && text[begin] == '<' && text[begin + 1] == '!'; // <![CDATA[
        while (end < text.length && (verbatim ? text[end] != '>' || text[end - 1] != ']' : text[end] != '<')) {
            end++;
        }
        if (end == begin && end + 1 < text.length && text[end + 1] != '/') { // another element
            end = closing(text, elementBegin(text, name), nameEnd, end);
        }
        line.hide(begin, end, spanList);
        return end;
    }

    /** Where the end tag of an element begins, or the end of the line. */
    private static int closing(byte[] text, int name, int nameEnd, int from) {
        for (int i = from; i + 2 + nameEnd - name <= text.length; i++) {
            int word = i + 2;
            if (text[i] == '<'
                    && text[i + 1] == '/'
                    && Arrays.equals(text, word, word + nameEnd - name, text, name, nameEnd)) {
                return i;
            }
        }
        return text.length;
    }

    /** Hides the value; returns where it ends. */
    private static int value(DecodedLine line, int begin, boolean wide, SpanList spanList) {
        byte[] text = line.text();
        int quote = backslashesEnd(text, begin);
        int end;
        if (quote < text.length && isQuote(text[quote])) {
            end = quotedEnd(text, quote, quote - begin);
            line.hide(quote + 1, end, spanList);
        } else if (quote < text.length && (text[quote] == '{' || text[quote] == '[')) {
            int close = bracketEnd(text, quote);
            end = behindBracket(text, close, wide);
            line.hide(end > close ? begin : quote + 1, end, spanList);
        } else {
            end = wide ? wideEnd(text, begin) : literalEnd(text, begin);
            line.hide(begin, end, spanList);
        }
        return end;
    }

    /** The index of the bracket that closes a list or an object, or the end of the line; brackets within quotes don't count. */
    private static int bracketEnd(byte[] text, int open) {
        int depth = 0;
        int backslashes = 0;
        int i = open;
        while (i < text.length) {
            byte b = text[i];
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                if (--depth == 0) {
                    return i;
                }
            } else if (isQuote(b)) {
                i = quotedEnd(text, i, backslashes) + backslashes; // at the closing quote
            }
            backslashes = b == '\\' ? backslashes + 1 : 0;
            i++;
        }
        return text.length;
    }

    /** Where a value that continues after a closing bracket ends, as in {@code {noop}x}; the bracket's index if it does not continue. */
    private static int behindBracket(byte[] text, int close, boolean wide) {
        int behind = Math.min(text.length, close + 1);
        int i = wide ? blanksEnd(text, behind) : behind;
        boolean nested = false;
        while (i < text.length && CLOSERS.indexOf(text[i]) >= 0) {
            nested = true;
            i++;
        }
        int quote = backslashesEnd(text, i);
        boolean ends = plainEnd(text, i) == i
                || (quote < text.length && isQuote(text[quote]))
                || (nested && (text[i] == '<' || text[i] == '\\'));
        return ends ? close : wide ? wideEnd(text, behind) : plainEnd(text, i);
    }

    /** Where an unquoted value ends, or one that a language writes as {@code b'x'} or {@code Secret("x")}. */
    private static int literalEnd(byte[] text, int begin) {
        int end = plainEnd(text, begin);
        int quote = backslashesEnd(text, end);
        if (quote == text.length || !isQuote(text[quote]) || end == begin) {
            return end;
        }
        byte before = text[end - 1];
        boolean literal = before == '(' || (end - begin == 1 && LITERALS.indexOf(before) >= 0);
        return literal ? quotedEnd(text, quote, quote - end) : end;
    }

    /**
     * Where a quoted value ends.
     *
     * @param level number of backslashes before the opening quote: 0, or 1 in nested text, or 3 in text nested twice
     */
    private static int quotedEnd(byte[] text, int quote, int level) {
        int backslashes = 0;
        for (int i = quote + 1; i < text.length; i++) {
            boolean ends = text[i] == text[quote] && backslashes % (2 * level + 2) != 2 * level + 1;
            if (ends && i > quote + 1 && text[i] == '\'' && i + 1 < text.length && text[i + 1] == '\'') {
                i++; // SQL doubles a quote within text
            } else if (ends) {
                return i - Math.min(backslashes, level);
            }
            backslashes = text[i] == '\\' ? backslashes + 1 : 0;
        }
        return text.length;
    }

    private static int plainEnd(byte[] text, int begin) {
        int i = begin;
        while (i < text.length && !isBlank(text[i]) && !isQuote(text[i]) && !separates(text, i)) {
            i++;
        }
        return i;
    }

    /** Whether the separator at an index ends a value. */
    private static boolean separates(byte[] text, int at) {
        if (SEPARATORS.indexOf(text[at]) < 0) {
            return false;
        }
        int i = backslashesEnd(text, at + 1);
        if (i == text.length || isBlank(text[i]) || isQuote(text[i])) {
            return true;
        }
        int name = i;
        while (i < text.length && isName(text[i])) {
            i++;
        }
        return i > name && !isDigit(text[name]) && i < text.length && text[i] == '=';
    }

    /** The end of the line, or of the quoted text around the value. A quote after {@code =} begins a quoted part, as in {@code Digest}. */
    private static int wideEnd(byte[] text, int begin) {
        byte open = 0;
        byte before = 0; // the last byte that is not a backslash
        for (int i = begin; i < text.length; i++) {
            byte b = text[i];
            if (isQuote(b)) {
                if (open == 0 && before != '=') {
                    return i;
                }
                open = open == 0 ? b : open == b ? 0 : open;
            }
            before = b == '\\' ? before : b;
        }
        return text.length;
    }

    private static int backslashesEnd(byte[] text, int begin) {
        int i = begin;
        while (i < text.length && text[i] == '\\') {
            i++;
        }
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

    private static boolean isName(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b) || b == '_' || b == '-' || b == '.';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}

package io.onetail.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is set to something after a name that says it is secret: {@code password=x}, {@code "api_key": "x"}, also inside a JSON text that is itself
 * a value of JSON. A value with quotes ends at its quote. One without ends at a blank or a quote, and at one of {@code & , ;} behind which
 * something else begins: a blank, a quote, {@code name=} or the end of the line. A list or an object, {@code ["x"]} or {@code {"value":"x"}}, is hidden as a
 * whole, and so is what only begins like one, {@code {noop}x}. What authorization is set to goes on over blanks. Also what follows an option,
 * {@code --password x}, what an element holds, {@code <password>x</password>}, and the value of a pair, {@code "name":"password","value":"x"}.
 */
final class SecretValueFinder implements SpanFinder {
    static final List<String> NAMES = names();

    private static final KeywordScanner WORDS = new KeywordScanner(NAMES);
    private static final KeywordScanner AUTHORIZATION = new KeywordScanner(List.of("authorization"));
    private static final KeywordScanner VALUE = new KeywordScanner(List.of("value"));
    private static final String SEPARATORS = "&,;";
    /** End what stands around a value. */
    private static final String CLOSERS = "}])>";
    /** Letters before the quotes of Python and others. */
    private static final String LITERALS = "bBuUrRfF";
    /** Of a name, and of attributes behind one. */
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

    /** Hides what a name is set to, and returns where to go on. */
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

    /** Where the value begins, or -1 if the name is not set to something. */
    private static int valueBegin(byte[] text, int nameEnd) {
        int i = backslashesEnd(text, nameEnd);
        if (i < text.length && isQuote(text[i])) {
            i++;
        }
        i = blanksEnd(text, i);
        if (i < text.length && text[i] == ']') { // of parameters['password']
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

    /** Where the value begins of a pair such as {@code "name":"password","value":"x"}, whose key the name is; -1 if it is not. */
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

    /** Whether the word that the name ends begins like an option. */
    private static boolean isOption(byte[] text, int name) {
        int i = name;
        while (i > 0 && name - i < LONGEST_PREFIX && isName(text[i - 1])) {
            i--;
        }
        return i < name && text[i] == '-';
    }

    /** Whether the name is that of an element, perhaps with something before it. */
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

    /** Where an option's value begins that stands for itself, as in {@code --password x} or {@code ["--password", "x"]}; -1 if there is none. */
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

    /** Hides what an element of XML holds; returns where to go on. */
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

    /** Where the end tag of an element begins, or the line's end. */
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

    /** Where a list or an object ends, at its bracket, or the line without it; brackets within quotes don't count. */
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
                i = quotedEnd(text, i, backslashes) + backslashes; // of its closing quote
            }
            backslashes = b == '\\' ? backslashes + 1 : 0;
            i++;
        }
        return text.length;
    }

    /** Where a value ends that goes on behind a closing bracket, as {@code {noop}x} does; the bracket's place if none does. */
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

    /** Where a value ends without quotes, or one that a language writes as {@code b'x'} or {@code Secret("x")}. */
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
     * Where a value ends that begins behind a quote.
     *
     * @param level number of backslashes before the quote: 0, or 1 in a text within a text, 3 in one within that
     */
    private static int quotedEnd(byte[] text, int quote, int level) {
        int backslashes = 0;
        for (int i = quote + 1; i < text.length; i++) {
            boolean ends = text[i] == text[quote] && backslashes % (2 * level + 2) != 2 * level + 1;
            if (ends && i > quote + 1 && text[i] == '\'' && i + 1 < text.length && text[i + 1] == '\'') {
                i++; // of SQL, which doubles a quote within a text
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

    /** Whether something else begins behind a separator. */
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

    /** The end of the line, or a quote; one behind {@code =} begins a part with blanks in it, as {@code Digest} has them. */
    private static int wideEnd(byte[] text, int begin) {
        byte open = 0;
        byte before = 0; // which is no backslash
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

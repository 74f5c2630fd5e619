package io.onetail.catalog;

import io.onetail.protocol.SafeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles a glob's text into a program, and finds its fixed directory. Used once by one thread. */
final class GlobParser {
    private static final int LONGEST = 1000;

    /** As given, for messages. */
    private final String given;

    private final String text;
    private final GlobProgram program = new GlobProgram();
    /** Characters of the fixed beginning, up to the first wildcard. */
    private final StringBuilder fixed = new StringBuilder();

    private boolean wild;
    private int at;
    private int depth;

    private GlobParser(String text) {
        this.given = text;
        // Each "**" stands for any number of directories, so several in a row mean the same as one.
        this.text = text.replaceAll("(/\\*\\*)+(?=/|$)", "/**");
    }

    static GlobParser parse(String text) {
        GlobParser parser = new GlobParser(text);
        parser.check();
        while (parser.at < parser.text.length()) {
            parser.next();
        }
        return parser;
    }

    GlobProgram program() {
        return program;
    }

    @Nullable
    String path() {
        return wild ? null : fixed.toString();
    }

    String directory() {
        return fixed.substring(0, Math.max(1, fixed.lastIndexOf("/")));
    }

    private void check() {
        if (!text.startsWith("/")) {
            throw bad("it must begin with '/'");
        }
        if (given.length() > LONGEST) {
            throw new IllegalArgumentException("A glob of " + given.length() + " characters is too long, at most "
                    + LONGEST + " are allowed: '" + SafeText.shown(given) + "'.");
        }
        if (!SafeText.printable(text)) {
            throw bad("it has a control character");
        }
        for (String segment : text.substring(1).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw bad("an empty segment, '.' or '..' never matches, because paths are compared normalised");
            }
            String wildcards = segment.replaceAll("\\\\.", ""); // without what is escaped
            if (wildcards.contains("**") && !segment.equals("**")) {
                throw bad("'**' must stand alone between slashes");
            }
        }
    }

    private void next() {
        if (depth == 0 && text.startsWith("/**/", at)) {
            // "/" then any number of "name/", so that "/a/**/b" also matches "/a/b"
            literal('/');
            wild = true;
            int again = program.fork();
            program.take(GlobParser::inName);
            int within = program.here();
            int leave = program.fork();
            program.take(GlobParser::inName);
            program.jump(within);
            program.patch(leave, program.here());
            program.take(c -> c == '/');
            program.jump(again);
            program.patch(again, program.here());
            at += 4;
            return;
        }
        if (depth == 0 && text.substring(at).equals("/**")) {
            literal('/');
            wild = true;
            program.take(c -> true);
            int leave = program.fork();
            program.take(c -> true);
            program.jump(leave);
            program.patch(leave, program.here());
            at += 3;
            return;
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        switch (c) {
            case '*' -> {
                wild = true;
                int leave = program.fork();
                program.take(GlobParser::inName);
                program.jump(leave);
                program.patch(leave, program.here());
            }
            case '?' -> {
                wild = true;
                program.take(GlobParser::inName);
            }
            case '[' -> set();
            case '{' -> choice();
            case '\\' -> literal(escaped());
            default -> literal(c);
        }
    }

    private void literal(int c) {
        if (c == '/' && depth > 0) {
            throw bad("'/' is not allowed between '{' and '}'");
        }
        if (!wild) {
            fixed.appendCodePoint(c);
        }
        program.take(found -> found == c);
    }

    private int escaped() {
        if (at == text.length()) {
            throw bad("it ends with a backslash; write '\\\\' for one");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private void choice() {
        wild = true;
        if (++depth > 10) {
            throw bad("'{' is nested more than 10 deep");
        }
        List<Integer> ends = new ArrayList<>();
        int branch = program.fork();
        while (true) {
            if (at == text.length()) {
                throw bad("'{' has no '}'");
            }
            char c = text.charAt(at);
            if (c == ',') {
                at++;
                ends.add(program.jump(0));
                program.patch(branch, program.here());
                branch = program.fork();
            } else if (c == '}') {
                at++;
                // the last branch's fork leads nowhere else
                program.patch(branch, branch + 1);
                ends.forEach(end -> program.redirect(end, program.here()));
                depth--;
                return;
            } else {
                next();
            }
        }
    }

    private void set() {
        wild = true;
        boolean not = at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '^');
        if (not) {
            at++;
        }
        List<int[]> ranges = new ArrayList<>();
        boolean first = true;
        while (true) {
            if (at == text.length()) {
                throw bad("'[' has no ']'");
            }
            if (text.charAt(at) == ']' && !first) {
                at++;
                break;
            }
            int low = escapedIn();
            first = false;
            int high = low;
            if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                at++;
                high = escapedIn();
            }
            if (low == '/' || high == '/') {
                throw bad("'/' is not allowed between '[' and ']'");
            }
            if (low > high) {
                throw bad("the range '" + Character.toString(low) + "-" + Character.toString(high) + "' is backwards");
            }
            ranges.add(new int[] {low, high});
        }
        program.take(c -> c != '/' && not != ranges.stream().anyMatch(r -> r[0] <= c && c <= r[1]));
    }

    private static boolean inName(int c) {
        return c != '/';
    }

    private int escapedIn() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c == '\\' ? escaped() : c;
    }

    private IllegalArgumentException bad(String why) {
        return new IllegalArgumentException("'" + SafeText.shown(given) + "' is not a glob: " + why + ".");
    }
}

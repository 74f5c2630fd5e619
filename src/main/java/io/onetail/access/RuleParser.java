package io.onetail.access;

import io.onetail.access.LogSelector.ConditionKind;
import io.onetail.access.LogSelector.SelectorCondition;
import io.onetail.access.LogSelector.SelectorPattern;
import io.onetail.catalog.Glob;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one rule: the actions it allows, then conditions, as in {@code view, search host web-*, db-1 not label env=prod
 * source /var/log/**}. A comma means "or"; conditions are combined by "and". Anything that is not understood makes the
 * whole rule a mistake, so that no rule allows more than was meant. Used once by one thread.
 */
final class RuleParser {
    private static final String EVERYTHING = "everything";
    private static final Set<String> KEYWORDS = Set.of("host", "label", "source", "not");
    private static final String EXPECTED = "expected 'host', 'label' or 'source', or one of these after 'not'";

    private final String text;
    private final List<String> words; // with "," as a word of its own
    private int at;

    RuleParser(String text) {
        this.text = String.join(" ", split(text)).replace(" ,", ",");
        this.words = split(text);
    }

    /** @throws IllegalArgumentException with the end of a sentence, such as "'hots' was found, expected …" */
    AccessRule rule() {
        Set<Action> actions = actions();
        LogSelector selector = selector();
        end();
        if (actions.contains(Action.ADMINISTER) && !selector.equals(LogSelector.ANY)) {
            throw bad("'administer' does not refer to single logs, expected it in a rule of its own"
                    + " without conditions");
        }
        return new AccessRule(text, actions, selector);
    }

    private Set<Action> actions() {
        if (EVERYTHING.equals(peek())) {
            at++;
            if (peek() != null) {
                throw bad("'" + peek() + "' was found after '" + EVERYTHING
                        + "', expected nothing; for a rule with conditions, list the actions");
            }
            return EnumSet.allOf(Action.class);
        }
        Set<Action> actions = EnumSet.noneOf(Action.class);
        do {
            String word = next("an action");
            actions.add(Action.named(word)
                    .orElseThrow(() -> bad("'" + word + "' was found, expected actions separated by commas ("
                            + Action.words() + "), or '" + EVERYTHING + "' alone")));
        } while (comma());
        return actions;
    }

    /** Reads conditions up to the end, or to the first word that does not begin one. */
    LogSelector selector() {
        int begin = at;
        List<SelectorCondition> conditions = new ArrayList<>();
        while (peek() != null && KEYWORDS.contains(peek())) {
            conditions.add(condition());
        }
        return conditions.isEmpty()
                ? LogSelector.ANY
                : new LogSelector(String.join(" ", words.subList(begin, at)).replace(" ,", ","), conditions);
    }

    void end() {
        String word = peek();
        if (word != null) {
            throw bad(
                    "'" + word + "' was found, " + (at == 0 ? EXPECTED : "expected a comma, " + EXPECTED.substring(9)));
        }
    }

    private SelectorCondition condition() {
        boolean not = "not".equals(peek());
        if (not) {
            at++;
        }
        String word = next("'host', 'label' or 'source'");
        ConditionKind kind = switch (word) {
            case "host" -> ConditionKind.HOST;
            case "label" -> ConditionKind.LABEL;
            case "source" -> ConditionKind.SOURCE;
            default -> throw bad("'" + word + "' was found after 'not', expected 'host', 'label' or 'source'");
        };
        List<SelectorPattern> patterns = new ArrayList<>();
        do {
            patterns.add(pattern(kind, next("a pattern after '" + word + "'")));
        } while (comma());
        return new SelectorCondition(kind, not, patterns);
    }

    private SelectorPattern pattern(ConditionKind kind, String word) {
        if (KEYWORDS.contains(word) || word.equals(",")) {
            throw bad("'" + word + "' was found, expected a pattern");
        }
        return switch (kind) {
            case HOST -> new SelectorPattern(null, name(word), false);
            case LABEL -> label(word);
            case SOURCE ->
                word.startsWith("/")
                        ? new SelectorPattern(null, glob(word, word), true)
                        : new SelectorPattern(null, name(word), false);
        };
    }

    private SelectorPattern label(String word) {
        int equals = word.indexOf('=');
        if (equals == 0 || equals == word.length() - 1) {
            throw bad("'" + word + "' was found after 'label', expected NAME=PATTERN, or NAME for any value");
        }
        return equals < 0
                ? new SelectorPattern(word, null, false)
                : new SelectorPattern(
                        word.substring(0, equals), name(LogSelector.flat(word.substring(equals + 1))), false);
    }

    /** The glob for a name; null for {@code *}, which also matches any source. */
    private @Nullable Glob name(String word) {
        if (word.equals("*")) {
            return null;
        }
        if (word.indexOf('/') >= 0) {
            throw bad("'" + word + "' was found, expected a name without '/', or a path that begins with it");
        }
        return glob("/" + word, word);
    }

    private Glob glob(String glob, String word) {
        try {
            return Glob.of(glob);
        } catch (IllegalArgumentException e) {
            throw bad("'" + word + "' was found, expected a name or path with *, ?, [a-z], {a,b}"
                    + " or, between slashes, ** (" + e.getMessage() + ")");
        }
    }

    private boolean comma() {
        boolean found = ",".equals(peek());
        at += found ? 1 : 0;
        return found;
    }

    private @Nullable String peek() {
        return at < words.size() ? words.get(at) : null;
    }

    private String next(String expected) {
        if (at == words.size()) {
            throw bad("it ends too early, expected " + expected);
        }
        return words.get(at++);
    }

    private static IllegalArgumentException bad(String why) {
        return new IllegalArgumentException(why);
    }

    /** Splits at semicolons, except after a backslash. */
    static List<String> rules(String text) {
        List<String> rules = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ';') {
                rules.add(text.substring(start, i).strip());
                start = i + 1;
            } else if (text.charAt(i) == '\\') {
                i = Math.min(i + 1, text.length() - 1);
            }
        }
        rules.removeIf(String::isEmpty);
        return rules;
    }

    /** Splits into words, and commas that are not inside braces or after a backslash. */
    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c);
            if (depth == 0 && (space || c == ',')) {
                add(words, word);
                if (c == ',') {
                    words.add(",");
                }
                continue;
            }
            depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
            word.append(c);
            if (c == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            }
        }
        add(words, word);
        return words;
    }

    private static void add(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}

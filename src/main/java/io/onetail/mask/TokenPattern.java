package io.onetail.mask;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** The built-in pattern for passwords, tokens and keys. */
final class TokenPattern {
    private static final List<String> WORDS = new ArrayList<>(SecretValueFinder.NAMES);

    static {
        WORDS.add("private");
    }

    static final SpanFinder FINDER = of(
            new SecretValueFinder(),
            PrivateKeyFinder.IN_LINE,
            regex("(?i)\\b(?:bearer|basic|digest)\\s+([A-Za-z0-9._~+/=-]{8,})", "bearer", "basic", "digest"),
            // JSON Web Tokens, and tokens of well-known services
            regex("\\beyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*)?", "eyj"),
            regex("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b", "akia", "asia"),
            regex("\\bgh[pousr]_[A-Za-z0-9]{10,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
            regex("\\b(?:github_pat_|glpat-)[A-Za-z0-9_-]{10,}", "github_pat_", "glpat-"),
            regex("\\b(?:xox[abeoprs]-|sk_live_|sk-)[A-Za-z0-9_-]{10,}", "xox", "sk_live_", "sk-"),
            // user:password@ in a URL
            regex("://[^\\s/:@]*:([^\\s/@]+)@", "://"));

    private TokenPattern() {}

    private static SpanFinder of(SpanFinder... finders) {
        return new CombinedFinder(new KeywordScanner(WORDS), finders);
    }

    private static SpanFinder regex(String regex, String... words) {
        WORDS.addAll(List.of(words));
        return new RegexFinder(Pattern.compile(regex), new KeywordScanner(List.of(words)));
    }
}

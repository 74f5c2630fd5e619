package io.onetail.mask;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Stream;

/** The built-in pattern for what opens doors. */
final class TokenPatterns {
    private static final String NAMES = "(?:password|passwd|passphrase|passcode|pwd|secret|token|api[_.-]?key|apikey"
            + "|access[_.-]?key|private[_.-]?key|credentials?|authorization|session[_.-]?id|sessionid|jsessionid)";

    static final Finder FINDER = new RegexFinder(
            Stream.of(
                            // a name, perhaps in quotes, then what it is set to
                            "(?i)" + NAMES + "[\"']?\\s*[:=]\\s*(?:\"([^\"]+)\"?|'([^']+)'?|([^\\s\"'&,;]+))",
                            "(?i)\\b(?:bearer|basic|digest)\\s+([A-Za-z0-9._~+/=-]{8,})",
                            // JSON Web Tokens, and what well-known services give out
                            "\\beyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*)?",
                            "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b",
                            "\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk_live_|sk-)[A-Za-z0-9_-]{10,}",
                            // user:password@ in an address
                            "://[^\\s/:@]*:([^\\s/@]+)@")
                    .map(Pattern::compile)
                    .toList(),
            new Words(List.of(
                    "password",
                    "passwd",
                    "passphrase",
                    "passcode",
                    "pwd",
                    "secret",
                    "token",
                    "api",
                    "access",
                    "private",
                    "credential",
                    "authorization",
                    "session",
                    "bearer",
                    "basic",
                    "digest",
                    "eyj",
                    "akia",
                    "asia",
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_",
                    "github_pat_",
                    "glpat-",
                    "xox",
                    "sk_live_",
                    "sk-",
                    "://")));

    private TokenPatterns() {}
}

package io.onetail.tail.ssh;

import java.security.SecureRandom;

/** Makes spellings of {@code /} that cannot be guessed: {@code /.} for a one, {@code /} for a zero. Safe for any thread. */
final class Needle {
    private static final int BITS = 80;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Needle() {}

    /** A path that names the root directory; an absolute path may follow. */
    static String next() {
        StringBuilder path = new StringBuilder(BITS * 2 + 2);
        path.append("/."); // not "//", which POSIX leaves to the system
        for (int i = 0; i < BITS; i++) {
            path.append(RANDOM.nextBoolean() ? "/." : "/");
        }
        return path.toString();
    }
}

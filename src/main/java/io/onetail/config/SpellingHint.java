package io.onetail.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Suggests which known name may have been meant by an unknown one. */
final class SpellingHint {
    private SpellingHint() {}

    /**
     * A message about an unknown key.
     *
     * @param word the unknown part of the key
     * @param whose what the key belongs to, such as {@code a host}
     * @param words the known words
     */
    static String unknown(String key, String word, String whose, List<String> words) {
        String last = words.get(words.size() - 1);
        return key + " is not a setting of " + whose + "; the settings are "
                + String.join(", ", words.subList(0, words.size() - 1)) + " and " + last + "." + meant(word, words);
    }

    /** {@code " Did you mean …?"}, or the empty text if no known word is similar. */
    static String meant(String word, Collection<String> known) {
        return nearest(word, known).map(near -> " Did you mean " + near + "?").orElse("");
    }

    /** The word with the smallest distance, which counts inserted, missing, wrong and swapped letters. */
    private static Optional<String> nearest(String word, Collection<String> known) {
        int most = word.length() < 5 ? 1 : 2;
        return known.stream()
                .filter(other -> Math.abs(other.length() - word.length()) <= most)
                .filter(other -> slips(word, other) <= most)
                .min(Comparator.comparingInt((String other) -> slips(word, other))
                        .thenComparing(other -> other));
    }

    /** Optimal string alignment distance. */
    private static int slips(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(table[i - 1][j - 1] + same, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, table[i - 2][j - 2] + 1);
                }
                table[i][j] = least;
            }
        }
        return table[a.length()][b.length()];
    }
}

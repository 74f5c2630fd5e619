package io.onetail.catalog;

import io.onetail.protocol.SafeText;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which SSH algorithms a host is offered besides, or in the place of, the usual ones. Immutable.
 *
 * @param names as SSH has them; with a {@code +} before it, one is offered after the usual ones of its kind, else those that are named are all of
 *     its kind
 */
public record SshAlgorithms(List<String> names) {
    /** The usual ones. */
    public static final SshAlgorithms USUAL = new SshAlgorithms(List.of());

    /** What an algorithm is for; its name tells. */
    public enum AlgorithmKind {
        KEY_EXCHANGE("curve|ecdh-|diffie-hellman-|mlkem|sntrup"),
        CIPHER("aes|3des|blowfish|arcfour|cast128|chacha20"),
        MAC("hmac-|umac-"),
        /** Of host keys, and of signatures with a user's key. */
        KEY("ssh-|ecdsa-|rsa-sha2-");

        private final Pattern begin;

        AlgorithmKind(String begin) {
            this.begin = Pattern.compile(begin);
        }

        private boolean holds(String name) {
            return begin.matcher(name).lookingAt();
        }
    }

    public SshAlgorithms {
        names = List.copyOf(names);
    }

    /**
     * Reads names with commas or blanks in between.
     *
     * @throws IllegalArgumentException naming what is not the name of an algorithm
     */
    public static SshAlgorithms parse(String text) {
        List<String> names = Arrays.stream(text.split("[,\\s]+", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        for (String name : names) {
            if (!name.matches("\\+?[a-z0-9@.-]+")
                    || Arrays.stream(AlgorithmKind.values()).noneMatch(kind -> kind.holds(plain(name)))) {
                throw new IllegalArgumentException(
                        "'" + SafeText.shown(name) + "' is not the name of an SSH algorithm");
            }
        }
        return new SshAlgorithms(names);
    }

    /** The names without what stands before them. */
    public List<String> plainNames() {
        return names.stream().map(SshAlgorithms::plain).toList();
    }

    /**
     * What to offer of a kind.
     *
     * @param usual names with commas in between, the best first
     */
    public String offered(AlgorithmKind kind, String usual) {
        Set<String> offered = new LinkedHashSet<>();
        names.stream().filter(name -> !name.startsWith("+") && kind.holds(name)).forEach(offered::add);
        if (offered.isEmpty()) {
            offered.addAll(List.of(usual.split(",", -1)));
        }
        plainNames().stream().filter(kind::holds).forEach(offered::add);
        return String.join(",", offered);
    }

    private static String plain(String name) {
        return name.startsWith("+") ? name.substring(1) : name;
    }
}

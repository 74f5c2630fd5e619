package io.onetail.catalog;

import io.onetail.protocol.SafeText;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SSH algorithms that a host is offered in addition to, or instead of, the usual ones. Immutable.
 *
 * @param names as SSH spells them. A name that begins with {@code +} is offered after the usual ones of its kind; names
 *     without it replace the usual ones of their kind
 */
public record SshAlgorithms(List<String> names) {
    /** The usual ones only. */
    public static final SshAlgorithms USUAL = new SshAlgorithms(List.of());

    /** What an algorithm is for, as its name shows. */
    public enum AlgorithmKind {
        KEY_EXCHANGE("curve|ecdh-|diffie-hellman-|mlkem|sntrup"),
        CIPHER("aes|3des|blowfish|arcfour|cast128|chacha20"),
        MAC("hmac-|umac-"),
        /** For host keys, and for signatures with a user's key. */
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
     * Reads names separated by commas or blanks.
     *
     * @throws IllegalArgumentException if one is not the name of an algorithm; the message names it
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

    /** The names without a leading {@code +}. */
    public List<String> plainNames() {
        return names.stream().map(SshAlgorithms::plain).toList();
    }

    /**
     * The algorithms of a kind to offer, separated by commas.
     *
     * @param usual the usual ones, separated by commas, the best first
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

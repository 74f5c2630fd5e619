package io.onetail.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of a host: {@code onetail.host.NAME.…} and, for most of them, {@code onetail.default.…} for all hosts.
 */
enum HostSetting {
    ADDRESS("the host's name", false),
    PORT("22", true),
    USER("the user that the server runs as", true),
    KEY_FILE("", true),
    KEY_PASSPHRASE("", true),
    PASSWORD("", true),
    KNOWN_HOSTS("~/.ssh/known_hosts", true),
    JUMP("none", true),
    TIMEOUT("10s", true),
    READER("auto", true),
    ALGORITHMS("", true),
    LOCAL("false", false),
    LOGS("", true),
    COMMANDS("", false),
    CHARSET("UTF-8", true),
    CHARSETS("", true),
    SUDO("false", true),
    STDERR("merge", true),
    DESCRIPTION("", false),
    LABELS("", false);

    static final String HOSTS = "onetail.host.";
    static final String DEFAULTS = "onetail.default.";
    /** Precedes a command's name in a key. */
    static final String COMMAND = "command";

    /** The default, as the configuration reference spells it. */
    final String fallback;

    /** Whether there is also a key for all hosts. */
    final boolean common;

    HostSetting(String fallback, boolean common) {
        this.fallback = fallback;
        this.common = common;
    }

    /** The last part of its keys, such as {@code known-hosts}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String of(String host) {
        return HOSTS + host + "." + word();
    }

    String ofAll() {
        return DEFAULTS + word();
    }

    static Optional<HostSetting> named(String word) {
        return Arrays.stream(values()).filter(key -> key.word().equals(word)).findFirst();
    }

    /** What may follow a host's name in a key. */
    static List<String> all() {
        return Stream.concat(Arrays.stream(values()).map(HostSetting::word), Stream.of(COMMAND + ".NAME"))
                .toList();
    }
}

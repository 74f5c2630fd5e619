package io.onetail.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings that a host has: {@code onetail.host.NAME.…}, and for most {@code onetail.default.…} for all hosts. */
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
    /** Stands before a command's name. */
    static final String COMMAND = "command";

    /** What counts if nothing is given, as the reference spells it. */
    final String fallback;

    /** Whether there is a key for all hosts. */
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

    /** What may follow a host's name. */
    static List<String> all() {
        return Stream.concat(Arrays.stream(values()).map(HostSetting::word), Stream.of(COMMAND + ".NAME"))
                .toList();
    }
}

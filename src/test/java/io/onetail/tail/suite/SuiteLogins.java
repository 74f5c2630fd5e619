package io.onetail.tail.suite;

import io.onetail.catalog.Host.SshLogin;
import io.onetail.testing.OpenSsh;
import java.time.Duration;

/** Logins to test hosts. */
final class SuiteLogins {
    private SuiteLogins() {}

    static SshLogin of(OpenSsh ssh) {
        return new SshLogin(
                "127.0.0.1",
                ssh.port(),
                ssh.user(),
                ssh.clientKey(),
                null,
                null,
                ssh.knownHosts(),
                null,
                Duration.ofSeconds(10));
    }
}

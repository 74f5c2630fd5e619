package io.onetail.tail.ssh;

import io.onetail.catalog.Host.Login;
import io.onetail.testing.OpenSsh;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Logins to test hosts. */
final class Logins {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Logins() {}

    static Login of(OpenSsh ssh) {
        return of(ssh, ssh.port(), ssh.knownHosts(), null);
    }

    static Login of(OpenSsh ssh, int port, Path knownHosts, @Nullable Login jump) {
        return new Login("127.0.0.1", port, ssh.user(), ssh.clientKey(), null, null, knownHosts, jump, TIMEOUT, 10);
    }
}

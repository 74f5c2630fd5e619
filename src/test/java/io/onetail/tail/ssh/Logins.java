package io.onetail.tail.ssh;

import io.onetail.catalog.Host.SshLogin;
import io.onetail.testing.OpenSsh;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Logins to test hosts. */
final class Logins {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Logins() {}

    static SshLogin of(OpenSsh ssh) {
        return of(ssh, ssh.port(), ssh.knownHosts(), null);
    }

    static SshLogin of(OpenSsh ssh, int port, Path knownHosts, @Nullable SshLogin jump) {
        return new SshLogin("127.0.0.1", port, ssh.user(), ssh.clientKey(), null, null, knownHosts, jump, TIMEOUT);
    }
}

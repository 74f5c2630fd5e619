package io.onetail.bench;

import io.onetail.testing.OpenSsh;
import io.onetail.testing.ServerKind;
import io.onetail.testing.ServerProcess;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Runs Onetail for another harness: a server with the WAR on a given port, and an sshd for the logs of a given
 * directory. Runs until it is ended. Arguments: {@code wildfly} or {@code payara}, the port, Redis' port, the
 * directory. See {@code peers.json}.
 */
public final class Serve {
    private Serve() {}

    public static void main(String[] arguments) throws Exception {
        ServerKind kind = ServerKind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        OpenSsh ssh = OpenSsh.start();
        Map<String, String> config = new HashMap<>();
        config.put("onetail.access.mode", "none");
        config.put("onetail.redis.nodes", "127.0.0.1:" + arguments[2]);
        config.put("onetail.host.web-1.address", "127.0.0.1");
        config.put("onetail.host.web-1.port", Integer.toString(ssh.port()));
        config.put("onetail.host.web-1.user", ssh.user());
        config.put("onetail.host.web-1.key-file", ssh.clientKey().toString());
        config.put("onetail.host.web-1.known-hosts", ssh.knownHosts().toString());
        config.put("onetail.host.web-1.logs", arguments[3] + "/*.log");
        ServerProcess server = ServerProcess.startOn(
                Integer.parseInt(arguments[1]), kind, "serve", config, "-Xms1g", "-Xmx1g", "-Xmn400m");
        server.deploy();
        Thread.currentThread().join();
    }
}

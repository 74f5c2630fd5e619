package io.onetail.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.testing.OpenSsh;
import io.onetail.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Lets the programs around the server read their examples in {@code server-config}. */
@Timeout(60)
class ServerConfigExamplesIT {
    private static final Path EXAMPLES = Path.of("server-config").toAbsolutePath();

    @TempDir
    Path dir;

    @Test
    void sshdTakesTheBlockForTheUserThatReadsLogs() throws Exception {
        OpenSsh.requireSshd();
        Path key = dir.resolve("key");
        run(0, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        Path config = Files.writeString(
                dir.resolve("sshd_config"),
                "HostKey " + key + "\n" + Files.readString(EXAMPLES.resolve("sshd_config")));
        run(0, "/usr/sbin/sshd", "-t", "-f", config.toString());

        String reader =
                run(0, "/usr/sbin/sshd", "-T", "-f", config.toString(), "-C", "user=logreader,host=h,addr=192.0.2.1");
        for (String line : List.of(
                "permittty no",
                "allowtcpforwarding no",
                "allowagentforwarding no",
                "x11forwarding no",
                "passwordauthentication no",
                "authenticationmethods publickey",
                "forcecommand /usr/local/bin/onetail-reader /etc/onetail-reader.conf",
                "maxsessions 1")) {
            assertTrue(reader.contains(line + "\n"), line + " is not in " + reader);
        }
        String other =
                run(0, "/usr/sbin/sshd", "-T", "-f", config.toString(), "-C", "user=other,host=h,addr=192.0.2.1");
        assertTrue(other.contains("permittty yes\n"), other);
    }

    @Test
    void systemdFindsNoFaultInTheUnits() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd-analyze");
        for (String name : List.of("onetail-wildfly.service", "onetail-payara.service")) {
            String unit = Files.readString(EXAMPLES.resolve(name));
            assertTrue(unit.contains("\nLimitNOFILE=65536\n"), unit);
            // a program that exists
            Path installed =
                    Files.writeString(dir.resolve(name), unit.replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true"));
            assertEquals("", run(0, "/usr/bin/systemd-analyze", "verify", installed.toString()));
        }
    }

    @Test
    void redisTakesTheFragment() throws IOException {
        RedisServer.Builder builder = RedisServer.builder();
        for (String line : Files.readAllLines(EXAMPLES.resolve("redis.conf"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                builder.option(line);
            }
        }
        try (RedisServer redis = builder.start();
                Jedis cli = redis.cli()) {
            Map<String, String> config = cli.configGet("*");
            assertEquals("noeviction", config.get("maxmemory-policy"));
            assertEquals(Long.toString(2L << 30), config.get("maxmemory"));
            assertEquals("no", config.get("appendonly"));
            assertEquals("", config.get("save"));
            assertTrue(
                    config.get("client-output-buffer-limit").contains("pubsub 268435456 67108864 60"),
                    config.get("client-output-buffer-limit"));
        }
    }

    private static String run(int status, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), output);
        assertEquals(status, process.exitValue(), output);
        return output;
    }
}

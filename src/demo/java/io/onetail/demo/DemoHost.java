package io.onetail.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SSH host on loopback with fresh keys, in this JVM: public-key login for one user, commands run by a real {@code
 * sh}, SFTP. Its files are this machine's, with the rights of the person who started the demo. {@link #close()} ends it
 * and its commands.
 */
public final class DemoHost implements AutoCloseable {
    /** The one user that may log in. */
    public static final String USER = "onetail";

    private final SshServer server;
    private final Path keyFile;
    private final Path knownHosts;

    private DemoHost(SshServer server, Path keyFile, Path knownHosts) {
        this.server = server;
        this.keyFile = keyFile;
        this.knownHosts = knownHosts;
    }

    /**
     * Starts a host on a free port.
     *
     * @param keys directory for the user's key and the host's public key; created if missing
     * @param home the working directory of commands
     */
    public static DemoHost start(Path keys, Path home) throws IOException {
        Files.createDirectories(keys);
        Files.createDirectories(home);
        try {
            KeyPair hostKey = newKey();
            KeyPair userKey = newKey();
            SshServer server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setPort(0);
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            server.setPublickeyAuthenticator(
                    (user, key, session) -> user.equals(USER) && KeyUtils.compareKeys(key, userKey.getPublic()));
            server.setCommandFactory((channel, command) -> new ShellCommand(command, home));
            server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            server.start();
            Path keyFile = keys.resolve("id_ecdsa");
            Path knownHosts = keys.resolve("known_hosts");
            writePrivate(keyFile, userKey);
            Files.writeString(
                    knownHosts,
                    "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
            return new DemoHost(server, keyFile, knownHosts);
        } catch (GeneralSecurityException e) {
            throw new IOException("Could not make the demo's SSH keys", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** The user's private key, in OpenSSH's format. */
    public Path keyFile() {
        return keyFile;
    }

    /** The known-hosts file with this host's public key. */
    public Path knownHosts() {
        return knownHosts;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static void writePrivate(Path file, KeyPair key) throws IOException, GeneralSecurityException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "onetail-demo", null, out);
        }
    }
}

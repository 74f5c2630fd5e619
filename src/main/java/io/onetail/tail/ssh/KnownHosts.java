package io.onetail.tail.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accepted host keys of one login, read from its known-hosts file for one connection. The format is that of OpenSSH, with hashed names,
 * {@code [host]:port}, {@code @revoked} and the authorities of host certificates. Remembers the key that the host presented, for the
 * message. Never writes.
 */
final class KnownHosts implements HostKeyRepository {
    private final SshLogin login;
    private final HostKeyRepository file;

    private volatile byte @Nullable [] shown;

    /** @throws LogException host-key if the file exists and can't be read; a missing file counts as empty */
    KnownHosts(JSch jsch, SshLogin login) throws LogException {
        this.login = login;
        Path path = login.knownHosts();
        try {
            if (Files.exists(path)) {
                jsch.setKnownHosts(path.toString());
            }
        } catch (JSchException e) {
            throw new LogException(
                    FailureCode.HOST_KEY,
                    "The known-hosts file " + path + " can't be read: " + e.getMessage() + ".",
                    e);
        }
        this.file = jsch.getHostKeyRepository();
    }

    @Override
    public int check(String host, byte[] key) {
        shown = key.clone();
        int result = file.check(host, key);
        // JSch falls back from [host]:port to the host's name, which may have another key for its port 22.
        if (result == CHANGED && known(host, type(key)).isEmpty()) {
            return NOT_INCLUDED;
        }
        return result;
    }

    /**
     * The failure for viewers when the connection was refused because of the host's key.
     *
     * @param certificate why the host's certificate was not accepted; null if it presented none
     */
    LogException refused(JSchException cause, @Nullable String certificate) {
        byte[] key = shown;
        String where = login.address() + " port " + login.port();
        if (key == null && cause instanceof com.jcraft.jsch.JSchRevokedHostKeyException) {
            return new LogException(
                    FailureCode.HOST_KEY,
                    where + " presents a host certificate whose key, or whose authority's key, is marked @revoked in "
                            + login.knownHosts() + ".",
                    cause);
        }
        if (key == null) {
            return new LogException(
                    FailureCode.HOST_KEY,
                    "The host key of " + where + " was refused: " + SafeText.plain(String.valueOf(cause.getMessage()))
                            + ".",
                    cause);
        }
        String name = name();
        String type = type(key);
        String shows = where + " presents the " + type + " host key " + fingerprint(key);
        if (cause instanceof com.jcraft.jsch.JSchRevokedHostKeyException) {
            return new LogException(
                    FailureCode.HOST_KEY, shows + ", which is marked @revoked in " + login.knownHosts() + ".", cause);
        }
        List<String> known = known(name, type);
        if (!known.isEmpty()) {
            String replacement = "ssh-keygen -R " + quote(name) + " -f "
                    + quote(login.knownHosts().toString()) + " && " + scan(type);
            return new LogException(
                    FailureCode.HOST_KEY,
                    "WARNING: the host key has changed; the connection may be intercepted. " + shows + ", but "
                            + login.knownHosts() + " has " + String.join(", ", known)
                            + ". Ask the host's administrator. If the new key is right, replace the old one: "
                            + replacement,
                    cause);
        }
        if (certificate != null) {
            return new LogException(
                    FailureCode.HOST_KEY,
                    shows + " with a certificate that is not accepted: " + certificate.strip()
                            + ". The key itself is not in " + login.knownHosts() + " either."
                            + " To accept an authority, add the line '@cert-authority " + name + " TYPE KEY' there.",
                    cause);
        }
        return new LogException(
                FailureCode.HOST_KEY,
                shows + ", which is unknown: " + login.knownHosts()
                        + (Files.exists(login.knownHosts()) ? " has no such key for it" : " does not exist")
                        + ". Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_..._key.pub),"
                        + " then accept the key: " + scan(type),
                cause);
    }

    /** Quotes one word for the shell: within single quotes only the single quote itself is special. */
    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private String scan(String type) {
        String scan = "ssh-keyscan -p " + login.port() + " -t " + keyscanType(type) + " " + login.address();
        SshLogin jump = login.jump();
        return (jump == null ? scan : "ssh -p " + jump.port() + " " + jump.user() + "@" + jump.address() + " " + scan)
                + " >> " + quote(login.knownHosts().toString());
    }

    private static String keyscanType(String type) {
        if (type.startsWith("ecdsa")) {
            return "ecdsa";
        }
        return type.startsWith("ssh-") ? type.substring("ssh-".length()) : type;
    }

    /** The fingerprints of the accepted keys of one type for exactly this name. */
    private List<String> known(String name, String type) {
        HostKey[] withFallback = file.getHostKey(name, type);
        HostKey[] fallback =
                name.startsWith("[") ? file.getHostKey(name.substring(1, name.indexOf("]:")), type) : new HostKey[0];
        return Arrays.stream(withFallback)
                .filter(key -> key.getMarker().isEmpty())
                .filter(key -> Arrays.stream(fallback).noneMatch(other -> other == key))
                .map(key -> fingerprint(Base64.getDecoder().decode(key.getKey())))
                .distinct()
                .collect(Collectors.toList());
    }

    /** The fingerprint of a key as OpenSSH prints it. */
    static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The name of the key's type, which is the first field of a key (RFC 4253, 6.6). */
    private static String type(byte[] key) {
        int length = key.length < 4 ? 0 : ByteBuffer.wrap(key).getInt();
        return length < 1 || length > key.length - 4
                ? "unknown"
                : new String(key, 4, length, StandardCharsets.US_ASCII);
    }

    @Override
    public HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        return file.getHostKey(host, type);
    }

    /**
     * All entries. Authorities are included if they apply to this host, and then under exactly its name, since JSch does not know
     * exclusions.
     */
    @Override
    public HostKey[] getHostKey() {
        return Arrays.stream(file.getHostKey()).flatMap(this::counting).toArray(HostKey[]::new);
    }

    private Stream<HostKey> counting(HostKey key) {
        if (!key.getMarker().equals("@cert-authority")) {
            return Stream.of(key);
        }
        String patterns = key.getHost();
        // as in OpenSSH: a line for a host's name applies to all its ports
        if (!HostPatterns.match(patterns, name(), login.address())) {
            return Stream.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(key.getKey());
            return Stream.of(new HostKey(key.getMarker(), name(), HostKey.GUESS, bytes, key.getComment()));
        } catch (JSchException | IllegalArgumentException e) {
            return Stream.empty(); // a kind of key that JSch does not know
        }
    }

    /** The host's name as a known-hosts file spells it. */
    private String name() {
        return login.port() == 22 ? login.address() : "[" + login.address() + "]:" + login.port();
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return login.knownHosts().toString();
    }

    @Override
    public void add(HostKey hostkey, UserInfo userInfo) {
        throw new UnsupportedOperationException("only people accept host keys");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("only people remove host keys");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("only people remove host keys");
    }
}

package io.onetail.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a log: a host of the catalog and a source on it, which is an absolute path or the name of a command.
 * Immutable and safe for any thread.
 */
public record LogId(String host, String source) {
    public LogId {
        if (host.isEmpty() || source.isEmpty()) {
            throw new IllegalArgumentException("expected a host and a source, got '" + host + "' and '" + source + "'");
        }
        if (host.indexOf('\0') >= 0 || source.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a host or source must not contain a zero character");
        }
    }

    /** The key of the log in its chunks: the first 8 bytes of SHA-256 over host, a zero byte, and source. */
    public long key() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(host.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(source.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** {@link #key()} as 16 hexadecimal digits, as in the protocol. */
    String keyHex() {
        return HexFormat.of().toHexDigits(key());
    }

    @Override
    public String toString() {
        return host + ":" + source;
    }
}

package io.onetail.relay.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The Lua scripts beside this class, called by their hash; Redis forgets them when it restarts. */
enum Script {
    APPEND,
    ANNOUNCE,
    LEASE,
    RELEASE,
    RESTORE;

    private final String source;
    private final String hash;

    Script() {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing beside " + Script.class);
            }
            byte[] bytes = in.readAllBytes();
            this.source = new String(bytes, StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            this.hash = HexFormat.of().formatHex(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    /** The call with these keys, to which the arguments are added. */
    CommandArguments call(byte[]... keys) {
        CommandArguments call = new CommandArguments(Command.EVALSHA).add(hash).add(keys.length);
        for (byte[] key : keys) {
            call.add(key);
        }
        return call;
    }

    /** The command that makes Redis know it. */
    CommandArguments load() {
        return new CommandArguments(Command.SCRIPT).add("LOAD").add(source);
    }
}

package io.onetail.relay.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The Lua scripts beside this class, called by their hash; Redis forgets them when it restarts. */
enum LuaScript {
    APPEND,
    ANNOUNCE,
    LEASE,
    RELEASE,
    RESTORE;

    /** How Redis 6 and 7 name the place in a script where a call was refused. */
    private static final Pattern PLACE = Pattern.compile("(?:script: |f_)([0-9a-f]{40}).*user_script: ?([0-9]+)");

    private static final Pattern CALLED = Pattern.compile("redis\\.p?call\\((?:'([A-Z]+)'|ARGV)");

    private final String source;
    private final String hash;

    LuaScript() {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing beside " + LuaScript.class);
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

    /**
     * The command that a script called where Redis refused it, or null if the refusal does not name a line of a script.
     *
     * @param publish what is called where an argument says which command it is
     */
    static @Nullable String commandAt(String refusal, String publish) {
        Matcher place = PLACE.matcher(refusal);
        if (!place.find()) {
            return null;
        }
        int line = Integer.parseInt(place.group(2));
        for (LuaScript script : values()) {
            if (script.hash.equals(place.group(1))) {
                Matcher called = CALLED.matcher(script.source.split("\n", -1)[line - 1]);
                return !called.find() ? null : called.group(1) == null ? publish : called.group(1);
            }
        }
        return null;
    }

    String source() {
        return source;
    }

    String hash() {
        return hash;
    }

    /** The command that loads it into Redis. */
    CommandArguments load() {
        return new CommandArguments(Command.SCRIPT).add("LOAD").add(source);
    }
}

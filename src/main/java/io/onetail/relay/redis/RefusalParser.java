package io.onetail.relay.redis;

import io.onetail.relay.redis.FailureMessages.FailureReason;
import io.onetail.relay.redis.RedisSettings.RedisMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out from an error of Redis why it refused a command. An error in a script does not name the command, which is then found in the
 * line of the script. Holds no state.
 */
final class RefusalParser {
    private static final Pattern COMMAND = Pattern.compile("'([A-Za-z|-]+)'");

    private RefusalParser() {}

    /** @param error what Redis answered, free of secrets */
    static FailureReason read(String error, RedisSettings settings) {
        String code = error.split(" ", 2)[0];
        return switch (code) {
            case "READONLY" ->
                reason("is now a replica and accepts no writes", code, "accepts no writes at the moment");
            case "LOADING" -> reason("is still loading its data", code, "is still loading its data");
            case "OOM" ->
                reason(
                        "is out of memory; check its maxmemory",
                        code,
                        "is out of memory and accepts no new entries; what is missing follows once it does again");
            case "MASTERDOWN" -> reason("is a replica that has lost its master", code, "has lost its master");
            case "MISCONF" ->
                reason(
                        "accepts no writes because it can't save its data",
                        code,
                        "can't save its data and accepts no new entries");
            case "NOAUTH" ->
                reason(
                        "requires a password, but none is configured",
                        code,
                        "refuses this server's login; the server's log says why");
            case "WRONGPASS" ->
                reason(
                        "rejects the configured password of user " + user(settings),
                        code,
                        "refuses this server's login; the server's log says why");
            case "WRONGTYPE" ->
                reason(
                        "holds a value of the wrong type in one of the keys; delete that key",
                        code,
                        "holds other data in place of this log's, which its administrator must delete");
            case "MOVED", "ASK" ->
                reason(
                        "is part of a Cluster and does not hold this log; is the mode cluster?",
                        code,
                        "is a Cluster, and this server does not use it as one; its log says more");
            case "CLUSTERDOWN" -> reason("is part of a Cluster that is down", code, "is a Cluster that is down");
            default -> byWords(error, settings);
        };
    }

    private static FailureReason byWords(String error, RedisSettings settings) {
        if (error.startsWith("NOPERM") || error.contains("can't run this command") || error.contains("can't access")) {
            return notAllowed(error, settings);
        }
        if (error.contains("nknown command") || error.contains("Unknown Redis command")) {
            String command = command(error, settings);
            return new FailureReason(
                    "does not know the command " + command + "; Onetail needs Redis 6.2 or later, 7 for a Cluster",
                    "Redis does not know the command " + command + ": it is too old for Onetail.");
        }
        return new FailureReason("said: " + error, "Redis refuses what this server asks of it; its log says why.");
    }

    private static FailureReason notAllowed(String error, RedisSettings settings) {
        String prefix = settings.prefix();
        if (error.contains("channel")) {
            return notAllowed("channels that begin with '" + prefix + "'", "&" + prefix + "*", settings);
        }
        if (error.contains(" key")) {
            return notAllowed("keys that begin with '" + prefix + "'", "~" + prefix + "*", settings);
        }
        String command = command(error, settings);
        return notAllowed("the command " + command, "+" + command.toLowerCase(Locale.ROOT), settings);
    }

    private static FailureReason notAllowed(String what, String rule, RedisSettings settings) {
        return new FailureReason(
                "does not allow user " + user(settings) + " to use " + what + ", add " + rule + " to its ACL (NOPERM)",
                "Redis does not allow this server to use " + what + "; its administrator must permit it.");
    }

    private static String command(String error, RedisSettings settings) {
        String inScript = LuaScript.commandAt(error, settings.mode() == RedisMode.CLUSTER ? "SPUBLISH" : "PUBLISH");
        if (inScript != null) {
            return inScript;
        }
        Matcher named = COMMAND.matcher(error);
        return named.find() ? named.group(1).toUpperCase(Locale.ROOT) : "that its answer does not name";
    }

    private static FailureReason reason(String logged, String code, String told) {
        return new FailureReason(logged + " (" + code + ")", "Redis " + told + ".");
    }

    private static String user(RedisSettings settings) {
        RedisSettings.RedisLogin login = settings.login();
        return login == null || login.user() == null ? "default" : "'" + login.user() + "'";
    }
}

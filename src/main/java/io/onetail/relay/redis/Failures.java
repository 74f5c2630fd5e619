package io.onetail.relay.redis;

import io.onetail.tail.Journal.JournalException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Says in a sentence what went wrong with Redis. Never with a secret. */
final class Failures {
    private static final int LONGEST = 300;

    private final RedisSettings settings;

    Failures(RedisSettings settings) {
        this.settings = settings;
    }

    /** @param what what was tried, the begin of the sentence: "appending to web-1:/var/log/app.log" */
    JournalException failed(String what, String where, Throwable cause, Deadline deadline) {
        String message = what + " failed: Redis at " + where + " " + reason(cause, deadline.over(), settings.timeout());
        return new JournalException(message, clean(cause));
    }

    /**
     * The rest of a sentence that begins with "Redis at ...".
     *
     * @param late whether the limit was reached
     */
    String reason(Throwable cause, boolean late, Duration limit) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof NoMasterException) {
                return "has no master: " + masked(String.valueOf(t.getMessage()));
            }
            if (t instanceof TimeoutException) {
                return "was not asked, " + t.getMessage() + " for " + text(limit);
            }
            if (t instanceof InterruptedException) {
                return "was not asked, because the server stops";
            }
            if (t instanceof JedisDataException) {
                return refusal(String.valueOf(t.getMessage()));
            }
            if (t instanceof TrustedSockets.StoreException) {
                return "was not asked, because " + t.getMessage();
            }
            if (t instanceof SSLException) {
                return "can't be talked to over TLS: " + masked(deepest(t));
            }
            if (t instanceof ConnectException) {
                return "can't be reached: " + t.getMessage();
            }
            if (t instanceof SocketTimeoutException) {
                return "did not answer within " + text(limit);
            }
        }
        return late ? "did not answer within " + text(limit) : "lost the connection: " + masked(deepest(cause));
    }

    private String refusal(String error) {
        String code = error.split(" ", 2)[0];
        return switch (code) {
            case "READONLY" -> "is a replica by now and takes no writes (READONLY)";
            case "LOADING" -> "is still loading its data (LOADING)";
            case "OOM" -> "is out of memory, see its maxmemory (OOM)";
            case "MASTERDOWN" -> "is a replica that lost its master (MASTERDOWN)";
            case "MISCONF" -> "takes no writes because it can't save its data (MISCONF)";
            case "NOAUTH" -> "wants a password, and none is configured (NOAUTH)";
            case "WRONGPASS" -> "refuses user " + user() + " with the configured password (WRONGPASS)";
            case "NOPERM" -> "does not allow this to user " + user() + ": " + masked(error);
            case "MOVED", "ASK" ->
                "is part of a Cluster and does not hold this log, is the mode cluster? (" + code + ")";
            case "CLUSTERDOWN" -> "is part of a Cluster that is down (CLUSTERDOWN)";
            default -> "said: " + masked(error);
        };
    }

    private String user() {
        RedisSettings.Login login = settings.login();
        return login == null || login.user() == null ? "default" : "'" + login.user() + "'";
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String deepest(Throwable cause) {
        Throwable t = cause;
        while (t.getCause() != null) {
            t = t.getCause();
        }
        return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }

    /** Redis repeats the arguments of a command that it does not know: a renamed AUTH would show the password. */
    private String masked(String message) {
        int arguments = message.indexOf(", with args beginning with");
        String shown = arguments < 0 ? message : message.substring(0, arguments);
        for (RedisSettings.@Nullable Login login : logins()) {
            if (login != null && !login.password().value().isEmpty()) {
                shown = shown.replace(login.password().value(), "(secret)");
            }
        }
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
    }

    /** The cause as it is, or a stand-in if its text, which a stack trace prints, could show a secret. */
    private Throwable clean(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (!masked(message).equals(message)) {
                return new JedisDataException(masked(message));
            }
        }
        return cause;
    }

    private RedisSettings.@Nullable Login[] logins() {
        return new RedisSettings.@Nullable Login[] {settings.login(), settings.sentinelLogin()};
    }
}

package io.onetail.relay.redis;

import io.onetail.tail.Journal.JournalException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Says in a sentence what went wrong with Redis: once for the server's log, with addresses and what to do, and once for viewers, without
 * addresses. Never with a secret.
 */
final class FailureMessages {
    private static final int LONGEST = 300;

    private final RedisSettings settings;

    /**
     * What went wrong, in two forms.
     *
     * @param logged the rest of a sentence that begins with "Redis at ..."
     * @param told a sentence for viewers
     */
    record FailureReason(String logged, String told) {}

    FailureMessages(RedisSettings settings) {
        this.settings = settings;
    }

    /** @param what what was tried, the beginning of the sentence: "appending to web-1:/var/log/app.log" */
    JournalException failed(String what, String where, Throwable cause, Deadline deadline) {
        FailureReason reason = reason(cause, deadline.over(), settings.timeout());
        return new JournalException(
                what + " failed: Redis at " + where + " " + reason.logged, reason.told, clean(cause));
    }

    /** @param late whether the limit was reached */
    FailureReason reason(Throwable cause, boolean late, Duration limit) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            FailureReason known = known(t, limit);
            if (known != null) {
                return known;
            }
        }
        return late
                ? silent(limit)
                : new FailureReason(
                        "lost the connection: " + masked(deepest(cause)), "The connection to Redis was lost.");
    }

    private @Nullable FailureReason known(Throwable t, Duration limit) {
        if (t instanceof NoMasterException) {
            return new FailureReason(
                    "has no master: " + masked(String.valueOf(t.getMessage())), "Redis has no master at the moment.");
        }
        if (t instanceof TimeoutException) {
            return new FailureReason(
                    "was not asked, " + t.getMessage() + " for " + text(limit),
                    "Redis is too slow for what this server asks of it.");
        }
        if (t instanceof InterruptedException) {
            return new FailureReason("was not asked, because the server is stopping", "This server is stopping.");
        }
        if (t instanceof MalformedReplyException) {
            return new FailureReason(
                    "sent a reply of a wrong form: " + masked(deepest(t)),
                    "This server does not understand what Redis says; its log says more.");
        }
        if (t instanceof JedisDataException) {
            return RefusalParser.read(masked(String.valueOf(t.getMessage())), settings);
        }
        if (t instanceof TlsSockets.TruststoreException) {
            return new FailureReason(
                    "was not asked, because " + t.getMessage(),
                    "This server can't use its trust store for Redis; its log says why.");
        }
        if (t instanceof SSLException) {
            return new FailureReason(
                    "can't be reached over TLS: " + masked(deepest(t)),
                    "This server can't reach Redis over TLS; its log says why.");
        }
        if (t instanceof ConnectException) {
            return new FailureReason("can't be reached: " + t.getMessage(), "Redis can't be reached.");
        }
        return t instanceof SocketTimeoutException ? silent(limit) : null;
    }

    private static FailureReason silent(Duration limit) {
        String text = "did not answer within " + text(limit);
        return new FailureReason(text, "Redis " + text + ".");
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

    /** Redis quotes the arguments of a command that it does not know: a renamed AUTH would show the password. */
    private String masked(String message) {
        int arguments = message.indexOf(", with args beginning with");
        String shown = arguments < 0 ? message : message.substring(0, arguments);
        for (RedisSettings.@Nullable RedisLogin login : logins()) {
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

    private RedisSettings.@Nullable RedisLogin[] logins() {
        return new RedisSettings.@Nullable RedisLogin[] {settings.login(), settings.sentinelLogin()};
    }
}

package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.tail.Journal.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class FailureMessagesTest {
    private static final Duration LIMIT = Duration.ofMillis(1500);

    private final FailureMessages failureMessages =
            new FailureMessages(RedisSettingsBuilder.of(RedisSettings.at(new RedisNode("redis", 6379)))
                    .login(new RedisLogin("me", new Secret("hunter2")))
                    .build());

    private String reason(Throwable cause) {
        return failureMessages.reason(cause, false, LIMIT).logged();
    }

    @Test
    void theUsualTroublesOfRedisAreSaidInWords() {
        assertEquals("is still loading its data (LOADING)", reason(refusal("LOADING Redis is loading the dataset")));
        assertEquals("is out of memory; check its maxmemory (OOM)", reason(refusal("OOM command not allowed")));
        assertEquals("is now a replica and accepts no writes (READONLY)", reason(refusal("READONLY You can't write")));
        assertEquals(
                "is a replica that has lost its master (MASTERDOWN)", reason(refusal("MASTERDOWN Link with MASTER")));
        assertEquals("requires a password, but none is configured (NOAUTH)", reason(refusal("NOAUTH Authentication")));
        assertEquals("rejects the configured password of user 'me' (WRONGPASS)", reason(refusal("WRONGPASS x")));
        assertEquals("said: ERR something new", reason(refusal("ERR something new")));
    }

    @Test
    void timeIsSaidWithItsLimit() {
        assertEquals(
                "did not answer within 1500 ms",
                reason(new JedisConnectionException(new SocketTimeoutException("Read timed out"))));
        assertEquals(
                "did not answer within 1500 ms",
                failureMessages
                        .reason(new JedisConnectionException("Socket closed"), true, LIMIT)
                        .logged());
        assertEquals(
                "was not asked, all 8 connections are in use for 1500 ms",
                reason(new TimeoutException("all 8 connections are in use")));
    }

    @Test
    void aSecretThatRedisRepeatsIsNotShownNorInTheStackTrace() {
        JedisDataException renamed = refusal("ERR unknown command 'AUTH', with args beginning with: 'me' 'hunter2' ");
        JournalException e = failureMessages.failed("reading", "redis:6379", renamed, Deadline.in(LIMIT));
        assertEquals(
                "reading failed: Redis at redis:6379 does not know the command AUTH;"
                        + " Onetail needs Redis 6.2 or later, 7 for a Cluster",
                e.getMessage());
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains("hunter2"), trace::toString);
    }

    /** Each way by which an address, a user's name or a path of the server comes into what is logged. */
    @Test
    void viewersAreToldWithoutAddressesUsersAndPaths() {
        for (Throwable cause : List.of(
                new NoMasterException("10.0.0.5:26379 can't be reached: Connection refused", null),
                new JedisConnectionException(new ConnectException("Connection refused: redis/10.0.0.5")),
                new JedisConnectionException(new IOException("there is no host named redis.intern")),
                new JedisConnectionException(new SSLException("no name of the certificate is redis.intern")),
                new JedisConnectionException(new TlsSockets.TruststoreException(
                        "the trust store /etc/x.p12 can't be used", new IOException())),
                refusal("MOVED 3999 10.0.0.5:6381"),
                refusal("WRONGPASS me"),
                refusal("NOPERM User me has no permissions to run the 'hget' command"),
                refusal("NOPERM User me has no permissions to access the 'logs:x' key"),
                refusal("NOPERM User me has no permissions to access the 'logs:x' channel"),
                refusal("ERR unknown command 'SPUBLISH', with args beginning with: 'me' "),
                refusal("ERR something at 10.0.0.5"),
                refusal("WRONGTYPE Operation against a key"),
                refusal("OOM command not allowed"),
                refusal("MISCONF Redis is configured to save RDB snapshots, at /var/lib/redis"))) {
            String told = failureMessages.reason(cause, false, LIMIT).told();
            assertTrue(told.matches("(Redis|This server|The connection) .*[^.]\\."), told);
            assertFalse(told.matches(".*(10\\.0\\.0\\.5|intern|/etc|/var|\\bme\\b|hunter2).*"), told);
        }
        assertEquals(
                "Redis does not allow this server to use the command HGET; its administrator must permit it.",
                failureMessages
                        .reason(refusal("NOPERM User me has no permissions to run the 'hget' command"), false, LIMIT)
                        .told());
        assertEquals(
                "does not allow user 'me' to use the command HGET, add +hget to its ACL (NOPERM)",
                reason(refusal("NOPERM User me has no permissions to run the 'hget' command")));
        assertEquals(
                "does not allow user 'me' to use channels that begin with 'logs:', add &logs:* to its ACL (NOPERM)",
                reason(refusal("NOPERM User me has no permissions to access the 'logs:x' channel")));
    }

    private static JedisDataException refusal(String message) {
        return new JedisDataException(message);
    }
}

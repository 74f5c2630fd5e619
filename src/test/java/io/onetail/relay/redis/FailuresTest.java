package io.onetail.relay.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.onetail.catalog.Secret;
import io.onetail.relay.redis.RedisSettings.Login;
import io.onetail.tail.Journal.JournalException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class FailuresTest {
    private static final Duration LIMIT = Duration.ofMillis(1500);

    private final Failures failures =
            new Failures(RedisSettings.at(new Node("redis", 6379)).withLogin(new Login("me", new Secret("hunter2"))));

    private String reason(Throwable cause) {
        return failures.reason(cause, false, LIMIT);
    }

    @Test
    void theUsualTroublesOfRedisAreSaidInWords() {
        assertEquals("is still loading its data (LOADING)", reason(refusal("LOADING Redis is loading the dataset")));
        assertEquals("is out of memory, see its maxmemory (OOM)", reason(refusal("OOM command not allowed")));
        assertEquals("is a replica by now and takes no writes (READONLY)", reason(refusal("READONLY You can't write")));
        assertEquals("is a replica that lost its master (MASTERDOWN)", reason(refusal("MASTERDOWN Link with MASTER")));
        assertEquals("wants a password, and none is configured (NOAUTH)", reason(refusal("NOAUTH Authentication")));
        assertEquals("refuses user 'me' with the configured password (WRONGPASS)", reason(refusal("WRONGPASS x")));
        assertEquals("said: ERR something new", reason(refusal("ERR something new")));
    }

    @Test
    void timeIsSaidWithItsLimit() {
        assertEquals(
                "did not answer within 1500 ms",
                reason(new JedisConnectionException(new SocketTimeoutException("Read timed out"))));
        assertEquals(
                "did not answer within 1500 ms",
                failures.reason(new JedisConnectionException("Socket closed"), true, LIMIT));
        assertEquals(
                "was not asked, all 8 connections are in use for 1500 ms",
                reason(new TimeoutException("all 8 connections are in use")));
    }

    @Test
    void aSecretThatRedisRepeatsIsNotShownNorInTheStackTrace() {
        JedisDataException renamed = refusal("ERR unknown command 'AUTH', with args beginning with: 'me' 'hunter2' ");
        JournalException e = failures.failed("reading", "redis:6379", renamed, Deadline.in(LIMIT));
        assertEquals("reading failed: Redis at redis:6379 said: ERR unknown command 'AUTH'", e.getMessage());
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains("hunter2"), trace::toString);
    }

    private static JedisDataException refusal(String message) {
        return new JedisDataException(message);
    }
}

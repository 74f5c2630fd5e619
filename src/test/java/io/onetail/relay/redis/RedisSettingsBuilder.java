package io.onetail.relay.redis;

import io.onetail.relay.redis.RedisSettings.RedisLogin;
import io.onetail.relay.redis.RedisSettings.StreamBounds;
import io.onetail.relay.redis.RedisSettings.TlsSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Changes some settings of others, for tests. For one thread. */
final class RedisSettingsBuilder {
    private final RedisSettings base;
    private @Nullable RedisLogin login;
    private @Nullable TlsSettings tls;
    private Duration timeout;
    private int connections;
    private StreamBounds bounds;

    private RedisSettingsBuilder(RedisSettings base) {
        this.base = base;
        this.login = base.login();
        this.tls = base.tls();
        this.timeout = base.timeout();
        this.connections = base.connections();
        this.bounds = base.bounds();
    }

    static RedisSettingsBuilder of(RedisSettings base) {
        return new RedisSettingsBuilder(base);
    }

    RedisSettingsBuilder login(RedisLogin changed) {
        login = changed;
        return this;
    }

    RedisSettingsBuilder tls(@Nullable TlsSettings changed) {
        tls = changed;
        return this;
    }

    RedisSettingsBuilder timeout(Duration changed) {
        timeout = changed;
        return this;
    }

    RedisSettingsBuilder connections(int changed) {
        connections = changed;
        return this;
    }

    RedisSettingsBuilder bounds(StreamBounds changed) {
        bounds = changed;
        return this;
    }

    RedisSettings build() {
        return new RedisSettings(
                base.mode(),
                base.nodes(),
                base.master(),
                login,
                base.sentinelLogin(),
                tls,
                timeout,
                connections,
                base.database(),
                base.prefix(),
                base.lease(),
                bounds);
    }
}

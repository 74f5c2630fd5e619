package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.catalog.Host;
import io.onetail.catalog.Host.Login;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.Transport;
import io.onetail.tail.local.LocalTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostTransportsTest {
    private final Map<String, Host> hosts = new HashMap<>();
    private final HostTransports transports = new HostTransports(this::host, Thread::new);

    @AfterEach
    void close() {
        transports.close();
        transports.close();
    }

    private Host host(String name) throws LogException {
        Host host = hosts.get(name);
        if (host == null) {
            throw new LogException(Failure.NOT_FOUND, "no " + name);
        }
        return host;
    }

    private void put(String name, Login login, List<String> logs) {
        hosts.put(name, new Host(name, null, Map.of(), login, logs, Map.of(), StandardCharsets.UTF_8, Map.of(), false));
    }

    private static Login login(int port) {
        Path none = Path.of("/none");
        return new Login("127.0.0.1", port, "u", none, null, null, none, null, Duration.ofSeconds(1), 10);
    }

    @Test
    void aHostHasOneTransportWhileItsLoginStays() throws LogException {
        put("a", login(1), List.of("/x"));
        Transport first = transports.of("a");
        put("a", login(1), List.of("/x", "/y"));
        assertSame(first, transports.of("a"));
    }

    @Test
    void aChangedLoginMakesANewTransport() throws LogException {
        put("a", login(1), List.of());
        Transport first = transports.of("a");
        put("a", login(2), List.of());
        assertNotSame(first, transports.of("a"));
    }

    @Test
    void onceClosedThereIsNoWayThatNobodyWouldClose() {
        put("a", login(1), List.of());
        transports.close();
        assertEquals(
                Failure.UNREACHABLE,
                assertThrows(LogException.class, () -> transports.of("a")).failure());
    }

    @Test
    void aHostWithoutALoginIsThisMachine() throws LogException {
        put("local", null, List.of());
        assertInstanceOf(LocalTransport.class, transports.of("local"));
    }

    @Test
    void anUnknownHostIsRefusedAndForgotten() throws LogException {
        put("a", login(1), List.of());
        Transport first = transports.of("a");
        hosts.clear();
        assertEquals(
                Failure.NOT_FOUND,
                assertThrows(LogException.class, () -> transports.of("a")).failure());
        put("a", login(1), List.of());
        assertNotSame(first, transports.of("a"));
    }
}

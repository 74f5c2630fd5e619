package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.onetail.catalog.Host;
import io.onetail.catalog.Host.SshLogin;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.local.LocalHostReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostReaderPoolTest {
    private final Map<String, Host> hosts = new HashMap<>();
    private final HostReaderPool readers = new HostReaderPool(this::host, Thread::new, Thread::new);

    @AfterEach
    void close() {
        readers.close();
        readers.close();
    }

    private Host host(String name) throws LogException {
        Host host = hosts.get(name);
        if (host == null) {
            throw new LogException(FailureCode.NOT_FOUND, "There is no host " + name + ".");
        }
        return host;
    }

    private void put(String name, SshLogin login, List<String> logs) {
        hosts.put(name, new Host(name, null, Map.of(), login, logs, Map.of(), StandardCharsets.UTF_8, Map.of(), false));
    }

    private static SshLogin login(int port) {
        Path none = Path.of("/none");
        return new SshLogin("127.0.0.1", port, "u", none, null, null, none, null, Duration.ofSeconds(1));
    }

    @Test
    void aHostHasOneReaderWhileItsLoginStays() throws LogException {
        put("a", login(1), List.of("/x"));
        HostReader first = readers.of("a");
        put("a", login(1), List.of("/x", "/y"));
        assertSame(first, readers.of("a"), "its reader gets the other globs");
    }

    @Test
    void aChangedLoginMakesANewReaderAndEndsTheOld() throws Exception {
        put("a", login(1), List.of());
        HostReader first = readers.of("a");
        put("a", login(2), List.of());
        assertNotSame(first, readers.of("a"));
        LineRecordingSink sink = new LineRecordingSink();
        first.follow("/x", false, sink);
        assertEquals(FailureCode.UNREACHABLE, sink.end().failure());
    }

    @Test
    void onceClosedThereIsNoWayThatNobodyWouldClose() {
        put("a", login(1), List.of());
        readers.close();
        assertEquals(
                FailureCode.UNREACHABLE,
                assertThrows(LogException.class, () -> readers.of("a")).failure());
    }

    @Test
    void aHostWithoutALoginIsThisMachine() throws LogException {
        put("local", null, List.of());
        assertInstanceOf(LocalHostReader.class, readers.of("local"));
    }

    @Test
    void anUnknownHostIsRefusedAndForgotten() throws LogException {
        put("a", login(1), List.of());
        HostReader first = readers.of("a");
        hosts.clear();
        assertEquals(
                FailureCode.NOT_FOUND,
                assertThrows(LogException.class, () -> readers.of("a")).failure());
        put("a", login(1), List.of());
        assertNotSame(first, readers.of("a"));
    }
}

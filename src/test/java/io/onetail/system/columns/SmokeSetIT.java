package io.onetail.system.columns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.testing.Await;
import io.onetail.testing.LiveClient;
import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerFixture;
import io.onetail.testing.ServerJava;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is tested on a further pair of a server and a Java, beside the two on which everything is: live lines, faults, sign-on, a new
 * deployment. Needs no adapter of Arquillian's.
 */
class SmokeSetIT {
    private static final String SECRET = "X-Onetail-Secret: s3cret of the proxy";
    private static final Duration GONE = Duration.ofSeconds(10);

    private static ServerFixture serverFixture;
    private static ServerProcess server;
    private static URI base;

    @BeforeAll
    static void start() throws IOException {
        Optional<String> missing = ServerJava.missing();
        missing.ifPresent(System.out::println); // the build shows that tests were skipped, but not why
        assumeTrue(missing.isEmpty(), missing::orElseThrow);
        serverFixture = ServerFixture.get();
        serverFixture.set("onetail.access.mode", "proxy");
        serverFixture.set("onetail.access.proxy.secret", "s3cret of the proxy");
        serverFixture.set("onetail.role.ops.groups", "ops");
        serverFixture.set("onetail.role.ops.allow", "view");
        server = ServerUnderTest.get();
        server.deploy();
        base = server.base();
    }

    private static LiveClient live() throws Exception {
        return LiveClient.connectAs("anna", "ops", "s3cret of the proxy", base);
    }

    /** A view of a log of ten lines that has got them. */
    private static LiveClient live(Path log) throws Exception {
        ServerFixture.append(log, ServerFixture.lines(1, 10));
        LiveClient viewer = live().view("web-1", log.toString(), 100);
        viewer.awaitEnd("line 000010 of the log\n");
        return viewer;
    }

    @Test
    void linesAreShownAsTheyAreWritten() throws Exception {
        Path log = serverFixture.log("shown.log");
        try (LiveClient viewer = live(log)) {
            for (int last = 20; last <= 100; last += 10) {
                ServerFixture.append(log, ServerFixture.lines(last - 9, last));
                ServerFixture.assertHasAll(viewer, last);
            }
        }
    }

    @Test
    void aHostTakesNoThreadOfTheSystem() throws Exception {
        try (LiveClient viewer = live(serverFixture.log("threads.log"))) {
            List<String> names = server.threadNames();
            assertTrue(names.stream().anyMatch(name -> name.startsWith("onetail-subscri")), names.toString());
            assertTrue(names.stream().noneMatch("onetail-ssh web"::equals), names.toString());
            assertEquals(List.of(), viewer.violations());
        }
    }

    @Test
    void aKilledConnectionToTheHostLosesNothing() throws Exception {
        Path log = serverFixture.log("cut.log");
        try (LiveClient viewer = live(log)) {
            List<ProcessHandle> before = serverFixture.ssh().readers();
            ServerFixture.append(log, ServerFixture.lines(11, 1_000));
            serverFixture.ssh().killConnections();
            ServerFixture.append(log, ServerFixture.lines(1_001, 2_000));

            ServerFixture.assertHasAll(viewer, 2_000);
            Await.until(
                    "no reader of before is left", GONE, () -> before.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aHostThatFallsSilentLosesNothing() throws Exception {
        Path log = serverFixture.log("silent.log");
        try (LiveClient viewer = live(log)) {
            List<ProcessHandle> before = serverFixture.ssh().readers();
            serverFixture.ssh().pauseConnections();
            try {
                ServerFixture.append(log, ServerFixture.lines(11, 1_000));
                viewer.await("reconnecting", text -> text.getString("state", "").equals("reconnecting"));
                Await.until( // one that has ended stays a zombie while the sshd that started it is stopped
                        "no reader of before is left",
                        GONE,
                        () -> serverFixture.ssh().readers().stream().noneMatch(before::contains));
            } finally {
                serverFixture.ssh().resumeConnections();
            }

            ServerFixture.assertHasAll(viewer, 1_000);
        }
    }

    @Test
    void aRedisThatComesBackEmptyLosesNothing() throws Exception {
        Path log = serverFixture.log("redis.log");
        try (LiveClient viewer = live(log)) {
            serverFixture.redis().restart(false);
            ServerFixture.append(log, ServerFixture.lines(11, 1_000));

            ServerFixture.assertHasAll(viewer, 1_000);
        }
    }

    @Test
    void onlyThoseWhomTheProxyVouchesForComeIn() throws Exception {
        String api = base.getPath() + "api/";
        String anna = "X-Forwarded-User: anna";
        String ops = "X-Forwarded-Groups: ops";
        assertEquals(
                403,
                RawHttp.send(base, "GET", api + "hosts", List.of(anna, ops)).status());
        assertEquals(
                401, RawHttp.send(base, "GET", api + "hosts", List.of(SECRET)).status());
        assertEquals(403, RawHttp.upgrade(base, List.of(anna, ops)).status());

        RawHttp.Answer hosts = RawHttp.send(base, "GET", api + "hosts", List.of(SECRET, anna, ops));
        assertEquals(200, hosts.status(), hosts.toString());
        assertTrue(hosts.body().contains("web-1"), hosts.body());
        RawHttp.Answer others = RawHttp.send(base, "GET", api + "hosts", List.of(SECRET, "X-Forwarded-User: bob"));
        assertEquals(200, others.status(), others.toString());
        assertFalse(others.body().contains("web-1"), others.body());
    }

    /** On a server that can't deploy while it runs, by a restart. */
    @Test
    void aNewDeploymentLosesNothingAndLeavesNothingBehind() throws Exception {
        Path log = serverFixture.log("deployed.log");
        try (LiveClient before = live(log)) {
            ServerFixture.append(log, ServerFixture.lines(11, 1_000));
            long logged = server.logged();
            server.deploy();
            assertEquals(1001, before.awaitClose().getCloseCode().getCode());

            try (LiveClient after = live()) {
                after.open("v", "web-1", log.toString(), before.position());
                ServerFixture.append(log, ServerFixture.lines(1_001, 1_010));
                after.awaitEnd("line 001010 of the log\n");
                assertEquals(ServerFixture.lines(1, 1_010), before.content() + after.content());
                assertEquals(List.of(), after.violations());
            }
            assertEquals(List.of(), server.failures(logged));
        }
    }
}

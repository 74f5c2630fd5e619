package io.onetail.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.RawHttp;
import io.onetail.testing.ServerLoginCheck;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerUnderTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ArquillianTest
class SmokeIT {
    private final ServerProcess server = ServerUnderTest.get();

    @Deployment(testable = false)
    static WebArchive war() {
        return ServerUnderTest.war();
    }

    @Test
    void theDeployedWarServesItsPage() throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.base().resolve("lib/lit-html/lit-html.js"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("export"), page.body());
    }

    @Test
    void whereNobodyIsAskedWhoTheyAreTheServerDoesNotAskEither() throws Exception {
        ServerLoginCheck.assertClosed(server.base());
    }

    @Test
    void aProxyOnThisMachineDoesNotLetTheWorldIn() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(server.base(), "GET", server.base().getPath(), List.of("X-Forwarded-For: 192.0.2.1"));
        assertEquals(403, answer.status(), answer.head());
        assertTrue(answer.body().contains("onetail.access.mode"), answer.body());
    }

    @Test
    void theServersProcessIsKnown() throws Exception {
        assertTrue(ProcessHandle.of(server.pid()).orElseThrow().isAlive());
        assertTrue(server.openDescriptors() > 20);
    }
}

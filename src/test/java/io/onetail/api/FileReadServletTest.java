package io.onetail.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.testing.FakeResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileReadServletTest {
    private final FakeResponse fakeResponse = new FakeResponse();
    private final HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> method.getName().equals("getServletPath") ? "/api/download" : null);

    @Test
    void aFailureAfterTheBeginOfTheAnswerIsToldIfNothingHasBeenSent() throws Exception {
        fakeResponse.headers.put("X-Content-Type-Options", List.of("nosniff"));
        new FailingReadServlet().doGet(request, fakeResponse.response());

        assertEquals(502, fakeResponse.status);
        assertEquals("{\"code\":\"unreachable\",\"message\":\"The host does not answer.\"}", fakeResponse.body());
        assertEquals("application/json", fakeResponse.header("Content-Type"));
        assertEquals(String.valueOf(fakeResponse.body().length()), fakeResponse.header("Content-Length"));
        assertNull(fakeResponse.header("Content-Disposition"));
        assertEquals("nosniff", fakeResponse.header("X-Content-Type-Options"), "the filter's headers stay");
    }

    @Test
    void anAnswerOfWhichAPartWasSentIsLeftAsItIs() throws Exception {
        fakeResponse.committed = true;
        new FailingReadServlet().doGet(request, fakeResponse.response());

        assertEquals(200, fakeResponse.status);
        assertTrue(fakeResponse.body().startsWith("the begin of"), fakeResponse.body());
    }
}

package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.testing.FakeResponse;
import io.onetail.testing.LoggedLines;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Checks what clients see of failures within the application. */
class AccessFilterTest {
    private final FakeResponse fakeResponse = new FakeResponse();
    private String path = "/api/hosts";
    private final AccessFilter filter = new AccessFilter();
    private final HttpServletRequest request =
            fake(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getMethod" -> "GET";
                case "getServletPath" -> path;
                case "getRemoteAddr" -> "127.0.0.1";
                case "getHeaders" ->
                    Collections.enumeration(arguments[0].equals("Host") ? List.of("localhost") : List.<String>of());
                case "isSecure" -> false;
                default -> null;
            });
    private final HttpServletResponse response = fakeResponse.response();

    AccessFilterTest() {
        filter.signOn = new SignOn(AccessSettings.of(AccessMode.NONE), null, () -> 0);
        filter.init(fake(
                FilterConfig.class,
                (proxy, method, arguments) -> fake(ServletContext.class, (context, asked, nothing) -> "/onetail")));
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static FilterChain failing(Exception failure) {
        return (request, response) -> {
            if (failure instanceof ServletException of) {
                throw of;
            }
            throw (RuntimeException) failure;
        };
    }

    @Test
    void anUnforeseenFailureIsToldByANumberThatStandsInTheLogWithItsTrace() throws Exception {
        try (LoggedLines logged = LoggedLines.of("io.onetail.incident")) {
            for (Exception failure :
                    List.of(new IllegalStateException("the inside"), new ServletException("the inside"))) {
                filter.doFilter(request, response, failing(failure));
                assertEquals(500, fakeResponse.status);
                String told = fakeResponse.body();
                assertFalse(told.contains("inside") || told.contains("Exception"), told);
                String number = told.replaceAll("(?s).*number ([0-9a-f]{8}).*", "$1");
                LogRecord put = logged.records().remove(0);
                assertTrue(put.getMessage().contains(number), put.getMessage() + " " + told);
                assertSame(failure, put.getThrown());
            }
        }
    }

    @Test
    void onlyThePagesFilesAreKeptByABrowser() throws Exception {
        Map<String, String> kept = new TreeMap<>();
        for (String asked : List.of("/", "/index.html", "/api", "/api/hosts", "/app/icon.svg", "/lib/x/y.js")) {
            path = asked;
            filter.doFilter(request, response, (request, response) -> {});
            kept.put(asked, fakeResponse.header("Cache-Control"));
        }
        assertEquals(
                Map.of(
                        "/", "no-store",
                        "/index.html", "no-store",
                        "/api", "no-store",
                        "/api/hosts", "no-store",
                        "/app/icon.svg", "no-cache",
                        "/lib/x/y.js", "no-cache"),
                kept);
        filter.doFilter(request, response, failing(new IllegalStateException("of a file")));
        assertEquals("no-store", fakeResponse.header("Cache-Control"));
        assertTrue(fakeResponse.header("Content-Security-Policy").contains("default-src 'none'"));
    }

    @Test
    void aFailureAfterTheBeginOfAnAnswerIsToldInsteadOfIt() throws Exception {
        filter.doFilter(request, response, (request, begun) -> {
            HttpServletResponse answer = (HttpServletResponse) begun;
            answer.setContentLength(1_000_000);
            answer.setHeader("Content-Disposition", "attachment");
            answer.getOutputStream().write(new byte[10]);
            throw new IllegalStateException("the inside");
        });
        assertEquals(500, fakeResponse.status);
        assertTrue(fakeResponse.body().startsWith("{"), fakeResponse.body());
        assertEquals(String.valueOf(fakeResponse.body().length()), fakeResponse.header("Content-Length"));
        assertNull(fakeResponse.header("Content-Disposition"));
        assertTrue(fakeResponse.header("Content-Security-Policy").contains("default-src 'none'"));
    }

    @Test
    void whatFailsHalfWayBreaksTheConnection() {
        fakeResponse.committed = true;
        assertThrows(
                IllegalStateException.class,
                () -> filter.doFilter(request, response, failing(new IllegalStateException("half-way"))));
        assertEquals("", fakeResponse.body());
    }
}

package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.testing.LoggedLines;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Checks what clients see of failures within the application. */
class AccessFilterTest {
    private final StringWriter body = new StringWriter();
    private final List<Integer> statuses = new ArrayList<>();
    private final Map<String, String> headers = new TreeMap<>();
    private String path = "/api/hosts";
    private boolean committed;
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
    private final HttpServletResponse response =
            fake(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "setStatus" -> statuses.add((Integer) arguments[0]) ? null : null;
                case "getWriter" -> new PrintWriter(body, true);
                case "isCommitted" -> committed;
                case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]) == null ? null : null;
                default -> null;
            });

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
                body.getBuffer().setLength(0);
                filter.doFilter(request, response, failing(failure));
                String told = body.toString();
                assertFalse(told.contains("inside") || told.contains("Exception"), told);
                String number = told.replaceAll("(?s).*number ([0-9a-f]{8}).*", "$1");
                LogRecord put = logged.records().remove(0);
                assertTrue(put.getMessage().contains(number), put.getMessage() + " " + told);
                assertSame(failure, put.getThrown());
            }
        }
        assertEquals(List.of(500, 500), statuses);
    }

    @Test
    void onlyThePagesFilesAreKeptByABrowser() throws Exception {
        Map<String, String> kept = new TreeMap<>();
        for (String asked : List.of("/", "/index.html", "/api", "/api/hosts", "/app/icon.svg", "/lib/x/y.js")) {
            path = asked;
            filter.doFilter(request, response, (request, response) -> {});
            kept.put(asked, headers.get("Cache-Control"));
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
        assertEquals("no-store", headers.get("Cache-Control"));
        assertTrue(headers.get("Content-Security-Policy").contains("default-src 'none'"));
    }

    @Test
    void whatFailsHalfWayBreaksTheConnection() {
        committed = true;
        assertThrows(
                IllegalStateException.class,
                () -> filter.doFilter(request, response, failing(new IllegalStateException("half-way"))));
        assertEquals("", body.toString());
    }
}

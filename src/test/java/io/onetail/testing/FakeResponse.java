package io.onetail.testing;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer in memory, which refuses what Servlet forbids: a writer after a stream, and the other way round. For one thread. */
public final class FakeResponse {
    public final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    public int status = 200;
    public boolean committed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean streaming;
    private boolean writing;

    private final ServletOutputStream stream = new ServletOutputStream() {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int value) {
            body.write(value);
        }
    };

    /** The answer as a servlet sees it. */
    public HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                HttpServletResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> answer(method, arguments == null ? new Object[0] : arguments));
    }

    /** What was written. */
    public String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The only value of a header; null if there is none. */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private Object answer(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "getHeaderNames":
                return List.copyOf(headers.keySet());
            case "getHeaders":
                return headers.getOrDefault((String) arguments[0], List.of());
            case "getHeader":
                return header((String) arguments[0]);
            case "isCommitted":
                return committed;
            case "getOutputStream":
                refuse(writing);
                streaming = true;
                return stream;
            case "getWriter":
                refuse(streaming);
                writing = true;
                return new PrintWriter(body, true, StandardCharsets.UTF_8);
            case "setStatus":
                status = (Integer) arguments[0];
                break;
            case "setHeader":
                headers.put((String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
                break;
            case "addHeader":
                headers.computeIfAbsent((String) arguments[0], name -> new ArrayList<>())
                        .add((String) arguments[1]);
                break;
            case "setContentType":
                headers.put("Content-Type", List.of((String) arguments[0]));
                break;
            case "setContentLength", "setContentLengthLong":
                headers.put("Content-Length", List.of(String.valueOf(arguments[0])));
                break;
            case "resetBuffer":
                refuse(committed);
                body.reset();
                break;
            case "reset":
                refuse(committed);
                body.reset();
                headers.clear();
                status = 200;
                streaming = false;
                writing = false;
                break;
            case "setCharacterEncoding":
                break;
            default:
                throw new UnsupportedOperationException(method.toString());
        }
        return null;
    }

    private static void refuse(boolean wrong) {
        if (wrong) {
            throw new IllegalStateException("as Servlet says");
        }
    }
}

package io.onetail.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How servlets answer with an error. Stateless. */
final class ServletAnswers {
    private ServletAnswers() {}

    /** The headers that an answer has already. */
    static Map<String, List<String>> headers(HttpServletResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            headers.put(name, List.copyOf(response.getHeaders(name)));
        }
        return headers;
    }

    /**
     * Writes an answer instead of another one that was begun, of which nothing may have been sent yet.
     *
     * @param headers those that the other one had before it was begun
     */
    static void writeInstead(HttpServletResponse response, Map<String, List<String>> headers, ErrorAnswer answer)
            throws IOException {
        response.reset();
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        write(response, answer);
    }

    /** Writes an answer, of which nothing may have been written yet. */
    static void write(HttpServletResponse response, ErrorAnswer answer) throws IOException {
        byte[] body = answer.json().toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(answer.status());
        String retryAfter = answer.retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", retryAfter);
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setContentLength(body.length); // some servers keep the length of an answer that was begun before
        response.getOutputStream().write(body);
    }
}

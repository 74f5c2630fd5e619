package io.onetail.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** How servlets answer with an error. Stateless. */
final class ServletAnswers {
    private ServletAnswers() {}

    /** Writes an answer, of which nothing may have been sent yet. */
    static void write(HttpServletResponse response, ErrorAnswer answer) throws IOException {
        response.setStatus(answer.status());
        String retryAfter = answer.retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", retryAfter);
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(answer.json().toString());
    }
}

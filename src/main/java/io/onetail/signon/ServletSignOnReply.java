package io.onetail.signon;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A servlet's answer as the sign-on writes it. For one request. */
record ServletSignOnReply(HttpServletResponse http) {
    /** Writes a reply, after nothing else. */
    void write(SignOnReply reply) throws IOException {
        http.setStatus(reply.status());
        reply.headers().forEach(http::setHeader);
        reply.cookies().forEach(cookie -> http.addHeader("Set-Cookie", cookie));
        String body = reply.body();
        if (body != null) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            http.setContentType(reply.type());
            http.setCharacterEncoding("UTF-8");
            http.setContentLength(bytes.length); // some servers keep the length of an answer that was begun before
            http.getOutputStream().write(bytes);
        }
    }

    /** Writes a reply instead of an answer that was begun, of which nothing may have been sent yet. It must not be kept. */
    void writeInstead(SignOnReply reply) throws IOException {
        Map<String, String> kept = ResponseHeaders.of(true);
        kept.keySet().removeIf(name -> http.getHeader(name) == null);
        kept.replaceAll((name, value) -> http.getHeader(name));
        kept.put(ResponseHeaders.CACHE_CONTROL, ResponseHeaders.NO_STORE);
        http.reset();
        kept.forEach(http::setHeader);
        write(reply);
    }
}

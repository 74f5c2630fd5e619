package io.onetail.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One HTTP request exactly as a test writes it, headers twice and in disguise included, which proper clients refuse to send. */
public final class RawHttp {
    private RawHttp() {}

    /**
     * @param status of the answer
     * @param head all of the answer before its body
     * @param body as much as came
     */
    public record Answer(int status, String head, String body) {}

    /** A WebSocket's upgrade; closes the connection after the answer's head. */
    public static Answer upgrade(URI base, List<String> headers) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(headers);
        return send(base, "GET", base.getPath() + "live", all);
    }

    public static Answer send(URI base, String method, String target, List<String> headers) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
                request.append("Host: ").append(base.getAuthority()).append("\r\n");
            }
            headers.forEach(header -> request.append(header).append("\r\n"));
            boolean upgrade = headers.contains("Upgrade: websocket");
            request.append(upgrade ? "\r\n" : "Connection: close\r\n\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            int read;
            while (!(upgrade && answer.indexOf("\r\n\r\n") > 0)
                    && (read = socket.getInputStream().read(buffer)) > 0) {
                answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IOException("no answer, but '" + answer + "'");
            }
            String head = answer.substring(0, end);
            return new Answer(Integer.parseInt(head.substring(9, 12)), head, answer.substring(end + 4));
        }
    }
}

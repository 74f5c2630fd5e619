package io.onetail.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;

/**
 * Sends HTTP requests exactly as a test writes them, including repeated and malformed headers, which proper clients
 * refuse to send.
 */
public final class RawHttp {
    private RawHttp() {}

    /**
     * @param status of the answer
     * @param head the answer up to its body
     * @param body as much as was received
     */
    public record Answer(int status, String head, String body) {}

    /** A WebSocket's upgrade; closes the connection after the answer's head. */
    public static Answer upgrade(URI base, List<String> headers) throws IOException {
        return upgrade(SocketFactory.getDefault(), base, headers);
    }

    /** The same over sockets of another kind. */
    public static Answer upgrade(SocketFactory sockets, URI base, List<String> headers) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(headers);
        return send(sockets, base, "GET", base.getPath() + "live", all);
    }

    public static Answer send(URI base, String method, String target, List<String> headers) throws IOException {
        return send(SocketFactory.getDefault(), base, method, target, headers);
    }

    /** The same over sockets of another kind. */
    public static Answer send(SocketFactory sockets, URI base, String method, String target, List<String> headers)
            throws IOException {
        return send(sockets.createSocket(base.getHost(), base.getPort()), base, method, target, headers);
    }

    /** The same over a socket, which is closed. */
    public static Answer send(Socket to, URI base, String method, String target, List<String> headers)
            throws IOException {
        try (Socket socket = to) {
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

    /** Writes bytes as they are and reads until the other side closes the connection, or is silent for 3 s. */
    public static String exchange(SocketFactory sockets, URI base, String request) throws IOException {
        try (Socket socket = sockets.createSocket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(3_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketTimeoutException | SocketException e) {
                // the server keeps the connection, or ends it silently
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    /**
     * Opens a WebSocket, sends frames exactly as written, and waits for its end.
     *
     * @return the code of the server's close frame, or 1006 if the connection ended without one
     */
    public static int closeCode(URI base, byte[]... frames) throws IOException {
        return closeCode(SocketFactory.getDefault(), base, "", () -> {}, frames);
    }

    /**
     * The same over sockets of another kind.
     *
     * @param headers additional headers of the upgrade, each with its line ending
     * @param open called when the WebSocket is open
     */
    public static int closeCode(SocketFactory sockets, URI base, String headers, Runnable open, byte[]... frames)
            throws IOException {
        try (Socket socket = sockets.createSocket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String request = "GET " + base.getPath() + "live HTTP/1.1\r\nHost: " + base.getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new IOException("no WebSocket, but " + head);
            }
            open.run();
            try {
                for (byte[] frame : frames) {
                    socket.getOutputStream().write(frame);
                }
                while (true) {
                    int opcode = in.readByte() & 0x0f;
                    int length = in.readByte();
                    byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
                    if (opcode == 8) {
                        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                    }
                }
            } catch (EOFException | SocketException e) {
                return 1006;
            }
        }
    }

    /** A client's frame, masked with zeros. @param first the byte with its FIN bit and opcode */
    public static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 0xfe).putShort((short) payload.length);
        } else {
            frame.put((byte) 0xff).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }
}

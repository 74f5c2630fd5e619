package io.onetail.testing;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;

/**
 * A viewer that uses the live protocol and checks it: in its view, every chunk must continue the one before, or a gap
 * or generation message must be in between. Safe for any thread.
 */
public final class LiveClient extends Endpoint implements AutoCloseable {
    private static final ClientManager CLIENT = ClientManager.createClient();

    static {
        CLIENT.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
        // a connection that is being made gets no answer at the end of the idle time of 30 s
        CLIENT.getProperties().put(ClientProperties.SHARED_CONTAINER_IDLE_TIMEOUT, 3600);
        CLIENT.setDefaultMaxBinaryMessageBufferSize(1 << 20);
    }

    private final List<JsonObject> texts = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> violations = new ArrayList<>();
    private long generation = -1;
    private long offset;
    private String key;
    private CloseReason closed;
    private Session session;

    /** Connects to the server's live endpoint. */
    public static LiveClient connect(URI base, Map<String, String> headers) throws Exception {
        return connect(base, headers, null);
    }

    /** @param trust trusted certificates for https, else null */
    public static LiveClient connect(URI base, Map<String, String> headers, SSLContext trust) throws Exception {
        URI live = base.resolve("live");
        LiveClient client = new LiveClient();
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(new ClientEndpointConfig.Configurator() {
                    @Override
                    public void beforeRequest(Map<String, List<String>> request) {
                        headers.forEach((name, value) -> request.put(name, List.of(value)));
                    }
                })
                .sslContext(trust)
                .build();
        client.session = CLIENT.connectToServer(
                client, config, URI.create(live.toString().replaceFirst("^http", "ws")));
        return client;
    }

    /** Connects as a person whom a proxy names. */
    public static LiveClient connectAs(String user, String groups, String secret, URI base) throws Exception {
        return connect(
                base,
                Map.of(
                        "X-Onetail-Secret", secret,
                        "X-Forwarded-User", user,
                        "X-Forwarded-Groups", groups,
                        "Origin", "http://" + base.getAuthority()));
    }

    public static LiveClient connect(URI base) throws Exception {
        return connect(base, Map.of());
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) this::text);
        opened.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) this::chunk);
    }

    @Override
    public synchronized void onClose(Session ended, CloseReason reason) {
        closed = reason;
        notifyAll();
    }

    /** Opens a view with the last lines and waits until it is live. */
    public LiveClient view(String host, String source, int last) throws Exception {
        open("v", host, source, "{\"last\":" + last + "}");
        await("opened", text -> text.getString("type").equals("opened"));
        return this;
    }

    /** Sends a request for a view and returns at once. */
    public void open(String view, String host, String source, String from) throws IOException {
        send(Json.createObjectBuilder()
                .add("type", "open")
                .add("view", view)
                .add("host", host)
                .add("source", source)
                .build()
                .toString()
                .replaceFirst("}$", ",\"from\":" + from + "}"));
    }

    public void send(String text) throws IOException {
        session.getBasicRemote().sendText(text);
    }

    private synchronized void text(String text) {
        JsonObject json = Json.createReader(new StringReader(text)).readObject();
        switch (json.getString("type")) {
            case "opened" -> {
                key = json.getString("key");
                generation = number(json, "generation");
                offset = number(json, "offset");
            }
            case "generation" -> {
                generation = number(json, "generation");
                offset = 0;
            }
            case "gap" -> {
                JsonObject to = json.getJsonObject("to");
                generation = number(to, "generation");
                offset = number(to, "offset");
            }
            default -> {}
        }
        texts.add(json);
        notifyAll();
    }

    private synchronized void chunk(ByteBuffer frame) {
        ByteBuffer copy = frame.slice();
        long chunkGeneration = copy.getLong(16);
        long chunkOffset = copy.getLong(24);
        if (chunkGeneration != generation || chunkOffset != offset) {
            violations.add("a chunk at " + chunkGeneration + "-" + chunkOffset + " where " + generation + "-" + offset
                    + " was due");
        }
        if (!java.util.HexFormat.of().toHexDigits(copy.getLong(8)).equals(key)) {
            violations.add("a chunk of another log");
        }
        copy.position(32);
        generation = chunkGeneration;
        offset = chunkOffset + copy.remaining();
        byte[] payload = new byte[copy.remaining()];
        copy.get(payload);
        bytes.writeBytes(payload);
        notifyAll();
    }

    private static long number(JsonObject json, String name) {
        return json.get(name) instanceof jakarta.json.JsonNumber number
                ? number.longValueExact()
                : Long.parseLong(json.getString(name));
    }

    /** Waits for the first text message that matches. */
    public synchronized JsonObject await(String what, Predicate<JsonObject> fits) throws InterruptedException {
        until(what, () -> texts.stream().anyMatch(fits));
        return texts.stream().filter(fits).findFirst().orElseThrow();
    }

    public JsonObject awaitType(String type) throws InterruptedException {
        return await(type, text -> text.getString("type").equals(type));
    }

    /** Waits until the received bytes end with this text. */
    public synchronized void awaitEnd(String end) throws InterruptedException {
        until("'" + end + "'", () -> content().endsWith(end));
    }

    public synchronized CloseReason awaitClose() throws InterruptedException {
        until("the close", () -> closed != null);
        return closed;
    }

    private synchronized void until(String what, java.util.function.BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!done.getAsBoolean()) {
            long left = NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || (closed != null && !what.equals("the close"))) {
                String tail = content();
                throw new AssertionError("no " + what + (closed == null ? " within 30 s" : " before " + closed)
                        + "; got " + texts + " and " + tail.length() + " bytes that end with '"
                        + tail.substring(Math.max(0, tail.length() - 200)) + "'");
            }
            wait(Math.min(left, 100));
        }
    }

    /** All log bytes received, as UTF-8. */
    public synchronized String content() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** All log bytes received. */
    public synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    public synchronized List<JsonObject> texts() {
        return List.copyOf(texts);
    }

    /** Violations of the protocol, such as chunks that are not contiguous; empty if there are none. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** The view's position, as a {@code from}. */
    public synchronized String position() {
        return "{\"generation\":" + generation + ",\"offset\":" + offset + "}";
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}

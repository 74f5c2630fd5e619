package io.onetail.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.onetail.testing.BuildPaths;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Serves the page and its tests from {@code src}, and the libraries under {@code lib/} from the WAR, on a free loopback
 * port. One thread answers; {@link #close} ends it.
 */
final class SourceServer implements AutoCloseable {
    private static final String PAGE = "/main/webapp/";
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript", "css", "text/css", "html", "text/html; charset=utf-8", "svg", "image/svg+xml");

    private final Path sources = Path.of("src").toAbsolutePath();
    private final FileSystem war;
    private final HttpServer server;

    SourceServer() throws IOException {
        war = FileSystems.newFileSystem(BuildPaths.war());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The URL of a file under {@code src}. */
    URI address(String file) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")
                .resolve(file);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = file(exchange.getRequestURI().getPath());
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String name = file.getFileName().toString();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            exchange.getResponseHeaders().set("Content-Type", type);
            byte[] bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Path file(String path) {
        return path.startsWith(PAGE + "lib/")
                ? war.getPath(path.substring(PAGE.length() - 1))
                : sources.resolve(path.substring(1)).normalize();
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        war.close();
    }
}

package io.onetail.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Apache or nginx in front of a server, with the example of {@code server-config} in which only names, ports and the certificate
 * are replaced; it speaks http on loopback. Ends with {@link #close}, at the latest with this JVM.
 */
public final class FrontServer implements AutoCloseable {
    private static final String PUBLIC = "https://logs.example.org";

    private final Process process;
    private final Thread endWithJvm;
    private final int port;

    private FrontServer(List<String> command, Path dir, int port) throws IOException {
        this.port = port;
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("console.log").toFile())
                .start();
        endWithJvm = new Thread(process::destroy, "onetail-front-end");
        Runtime.getRuntime().addShutdownHook(endWithJvm);
        Await.until("the front server answers, see " + dir, () -> {
            RawHttp.send(URI.create("http://127.0.0.1:" + port + "/"), "GET", "/", List.of());
            return true;
        });
    }

    /** Where browsers find the application through a front server on that port, without a slash at its end. */
    public static URI publicUrl(int port) {
        return URI.create("http://127.0.0.1:" + port + "/onetail");
    }

    public static FrontServer apache(int port, URI backend, URI issuer, String client) throws IOException {
        Path dir = directory("apache-" + port);
        StringBuilder config = new StringBuilder("ServerRoot " + dir + "\nPidFile " + dir + "/pid\nMutex posixsem\n"
                + "DefaultRuntimeDir " + dir + "\nListen 127.0.0.1:" + port + "\nErrorLog " + dir + "/error.log\n"
                + "ServerName 127.0.0.1\nUser www-data\nGroup www-data\n");
        for (String module : List.of(
                "mpm_event",
                "authn_core",
                "authz_core",
                "authz_user",
                "headers",
                "proxy",
                "proxy_http",
                "proxy_wstunnel",
                "rewrite",
                "auth_openidc")) {
            config.append("LoadModule ")
                    .append(module)
                    .append("_module /usr/lib/apache2/modules/mod_")
                    .append(module)
                    .append(".so\n");
        }
        config.append(example("httpd.conf", port, backend)
                .replaceAll("(?m)^\\s*SSL.*$", "")
                .replace("*:443", "*:" + port)
                .replace("https://sso.example.org/realms/staff", issuer.toString())
                .replaceAll("OIDCClientID .*", "OIDCClientID " + client)
                .replaceAll("(?m)^\\s*ServerName logs.*$", ""));
        Path file = Files.writeString(dir.resolve("httpd.conf"), config);
        return new FrontServer(List.of("/usr/sbin/apache2", "-f", file.toString(), "-D", "FOREGROUND"), dir, port);
    }

    public static FrontServer nginx(int port, URI backend) throws IOException {
        Path dir = directory("nginx-" + port);
        String site = example("nginx.conf", port, backend)
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port)
                .replaceAll("(?m)^\\s*ssl_.*$", "")
                .replace("server_name logs.example.org", "server_name _")
                .replace("Host $host", "Host $http_host");
        Path file = Files.writeString(
                dir.resolve("nginx.conf"),
                "daemon off; pid " + dir + "/pid; error_log " + dir + "/error.log;\nevents {}\nhttp { access_log off;"
                        + " client_body_temp_path " + dir + "/body; proxy_temp_path " + dir
                        + "/proxy; fastcgi_temp_path "
                        + dir + "/f; uwsgi_temp_path " + dir + "/u; scgi_temp_path " + dir + "/s;\n" + site + "}\n");
        return new FrontServer(List.of("/usr/sbin/nginx", "-c", file.toString(), "-p", dir.toString()), dir, port);
    }

    private static String example(String name, int port, URI backend) throws IOException {
        return Files.readString(Path.of("server-config").resolve(name))
                .replace(PUBLIC, "http://127.0.0.1:" + port)
                .replace("127.0.0.1:8080", backend.getAuthority());
    }

    private static Path directory(String name) throws IOException {
        return Files.createDirectories(Files.createTempDirectory("onetail-" + name));
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port + "/onetail/");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(endWithJvm);
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

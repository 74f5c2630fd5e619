package io.onetail.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A real Apache or nginx in front of a server, with the example of {@code server-config} with only names, ports and the
 * files of the certificate replaced. Uses TLS on loopback, with a fresh self-signed certificate. Ends with {@link
 * #close}, at the latest with this JVM.
 */
public final class FrontServer implements AutoCloseable {
    private static final String PUBLIC = "https://logs.example.org";

    private final Process process;
    private final Thread endWithJvm;
    private final int port;
    private final SSLContext trust;

    private FrontServer(List<String> command, Path dir, int port, SSLContext trust) throws IOException {
        this.port = port;
        this.trust = trust;
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("console.log").toFile())
                .start();
        endWithJvm = new Thread(process::destroy, "onetail-front-end");
        Runtime.getRuntime().addShutdownHook(endWithJvm);
        Await.until("the front server answers, see " + dir, () -> {
            send("GET", "/", List.of());
            return true;
        });
    }

    /** The application's URL through a front server on that port, without a final slash. */
    public static URI publicUrl(int port) {
        return URI.create("https://127.0.0.1:" + port + "/onetail");
    }

    public static FrontServer apache(int port, URI backend, URI issuer, String client)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path dir = directory("apache-" + port);
        TestCertificate certificate = certificate(dir);
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
                "ssl",
                "auth_openidc")) {
            config.append("LoadModule ")
                    .append(module)
                    .append("_module /usr/lib/apache2/modules/mod_")
                    .append(module)
                    .append(".so\n");
        }
        config.append(example("httpd.conf", port, backend, certificate)
                .replace("*:443", "*:" + port)
                .replace("https://sso.example.org/realms/staff", issuer.toString())
                .replaceAll("OIDCClientID .*", "OIDCClientID " + client));
        Path file = Files.writeString(dir.resolve("httpd.conf"), config);
        return new FrontServer(
                List.of("/usr/sbin/apache2", "-f", file.toString(), "-D", "FOREGROUND"),
                dir,
                port,
                certificate.trust());
    }

    public static FrontServer nginx(int port, URI backend)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path dir = directory("nginx-" + port);
        TestCertificate certificate = certificate(dir);
        String site = example("nginx.conf", port, backend, certificate)
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl");
        return nginx(port, dir, certificate, site);
    }

    /**
     * An nginx that passes everything on, like the first example of its manual: every request comes from this machine,
     * without additional headers.
     */
    public static FrontServer bareNginx(int port, URI backend)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path dir = directory("nginx-" + port);
        TestCertificate certificate = certificate(dir);
        String site = "server { listen 127.0.0.1:" + port + " ssl; ssl_certificate " + certificate.certificate()
                + "; ssl_certificate_key " + certificate.key() + "; location / { proxy_pass http://"
                + backend.getAuthority() + "; } }\n";
        return nginx(port, dir, certificate, site);
    }

    private static FrontServer nginx(int port, Path dir, TestCertificate certificate, String site)
            throws IOException, GeneralSecurityException {
        Path file = Files.writeString(dir.resolve("nginx.conf"), """
                        daemon off; pid %1$s/pid; error_log %1$s/error.log;
                        events {}
                        http { access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                        fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                        %2$s}
                        """.formatted(dir, site));
        return new FrontServer(
                List.of("/usr/sbin/nginx", "-c", file.toString(), "-p", dir.toString()),
                dir,
                port,
                certificate.trust());
    }

    private static TestCertificate certificate(Path dir)
            throws IOException, InterruptedException, GeneralSecurityException {
        return TestCertificate.make(dir, "IP:127.0.0.1");
    }

    private static String example(String name, int port, URI backend, TestCertificate certificate) throws IOException {
        return Files.readString(Path.of("server-config").resolve(name))
                .replace(PUBLIC, "https://127.0.0.1:" + port)
                .replace("127.0.0.1:8080", backend.getAuthority())
                .replace(
                        "/etc/ssl/certs/logs.example.org.pem",
                        certificate.certificate().toString())
                .replace(
                        "/etc/ssl/private/logs.example.org.key",
                        certificate.key().toString());
    }

    private static Path directory(String name) throws IOException {
        return Files.createDirectories(Files.createTempDirectory("onetail-" + name));
    }

    public URI base() {
        return URI.create(publicUrl(port) + "/");
    }

    /** Trusts this front server's certificate. */
    public SSLContext trust() {
        return trust;
    }

    public RawHttp.Answer send(String method, String target, List<String> headers) throws IOException {
        return RawHttp.send(trust.getSocketFactory(), base(), method, target, headers);
    }

    /** The same from another address of this machine, such as 127.0.0.2. */
    public RawHttp.Answer sendFrom(String address, String method, String target, List<String> headers)
            throws IOException {
        Socket socket =
                trust.getSocketFactory().createSocket(base().getHost(), port, InetAddress.getByName(address), 0);
        return RawHttp.send(socket, base(), method, target, headers);
    }

    public RawHttp.Answer upgrade(List<String> headers) throws IOException {
        return RawHttp.upgrade(trust.getSocketFactory(), base(), headers);
    }

    /** As {@link RawHttp#exchange}. */
    public String exchange(String request) throws IOException {
        return RawHttp.exchange(trust.getSocketFactory(), base(), request);
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

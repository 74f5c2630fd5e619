package io.onetail.relay.redis;

import io.onetail.catalog.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Puts TLS on a connected socket; the server's certificate must be trusted and name the host. The store is read at each use. */
final class TlsSockets {
    private TlsSockets() {}

    /** The trust store can't be read. */
    static final class TruststoreException extends IOException {
        private static final long serialVersionUID = 1;

        TruststoreException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @throws IOException if the store can't be read, or the handshake fails */
    static Socket wrap(Socket raw, RedisNode node, RedisSettings.TlsSettings tls) throws IOException {
        SSLSocket socket =
                (SSLSocket) context(tls).getSocketFactory().createSocket(raw, node.host(), node.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context(RedisSettings.TlsSettings tls) throws IOException {
        Path file = tls.truststore();
        try {
            if (file == null) {
                return SSLContext.getDefault();
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(file, tls.password()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TruststoreException("the trust store " + file + " can't be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(Path file, @Nullable Secret password) throws IOException, GeneralSecurityException {
        byte[] bytes = Files.readAllBytes(file);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
            return KeyStore.getInstance(
                    file.toFile(), password == null ? null : password.value().toCharArray());
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }
}

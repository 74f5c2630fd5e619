package io.onetail.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A fresh self-signed certificate, made by {@code openssl}.
 *
 * @param certificate PEM
 * @param key PEM
 * @param store a PKCS#12 store that trusts the certificate, with {@link #STORE_PASSWORD}
 */
public record TestCertificate(Path certificate, Path key, Path store) {
    public static final String STORE_PASSWORD = "store-password";

    /** @param names such as {@code IP:127.0.0.1} or {@code DNS:localhost} */
    public static TestCertificate make(Path directory, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        List<String> command = List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=onetail test",
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate: " + said);
        }
        Path store = directory.resolve("trust.p12");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (InputStream in = Files.newInputStream(certificate);
                OutputStream out = Files.newOutputStream(store)) {
            trust.setCertificateEntry(
                    "test", CertificateFactory.getInstance("X.509").generateCertificate(in));
            trust.store(out, STORE_PASSWORD.toCharArray());
        }
        return new TestCertificate(certificate, key, store);
    }

    /** For a client that trusts this certificate and no other one. */
    public SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            trust.load(in, STORE_PASSWORD.toCharArray());
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}

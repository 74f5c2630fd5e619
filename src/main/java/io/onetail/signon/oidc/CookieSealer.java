package io.onetail.signon.oidc;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.onetail.catalog.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts a text so that nobody else can read or change it, as a <a
 * href="https://www.rfc-editor.org/rfc/rfc7516">JWE</a> without its header, which is always the same, so a sealed text
 * can't choose its algorithm. The key is derived from the client's secret, so that every server of a cluster can open
 * what another one has sealed; without a secret, it is random and this server's own. Safe for any thread.
 */
final class CookieSealer {
    private static final JWEHeader HEADER = new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);
    /** The header, and the key that is not in the text. */
    private static final String LEFT_OUT = HEADER.toBase64URL() + "..";

    private final DirectEncrypter encrypter;
    private final DirectDecrypter decrypter;

    CookieSealer(@Nullable Secret secret) {
        byte[] key = new byte[32];
        try {
            if (secret == null) {
                new SecureRandom().nextBytes(key);
            } else {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                key = mac.doFinal("onetail: a login under way".getBytes(StandardCharsets.UTF_8));
            }
            encrypter = new DirectEncrypter(key);
            decrypter = new DirectDecrypter(key);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("every Java has HmacSHA256, and 32 bytes are a key of AES", e);
        }
    }

    String close(String text) {
        JWEObject jwe = new JWEObject(HEADER, new Payload(text));
        try {
            jwe.encrypt(encrypter);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has AES/GCM", e);
        }
        return jwe.serialize().substring(LEFT_OUT.length());
    }

    /** The text, or null if it was sealed with another key or by an older version, or changed. */
    @Nullable
    String open(String sealed) {
        try {
            JWEObject jwe = JWEObject.parse(LEFT_OUT + sealed);
            jwe.decrypt(decrypter);
            return jwe.getPayload().toString();
        } catch (ParseException | JOSEException e) {
            return null;
        }
    }
}

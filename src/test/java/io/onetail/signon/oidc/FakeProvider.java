package io.onetail.signon.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A provider in this JVM that answers whatever a test wants. */
final class FakeProvider implements AutoCloseable {
    static final String CLIENT = "onetail";
    private static final Map<String, RSAKey> KEYS = new ConcurrentHashMap<>();
    private static final RSAKey FOREIGN = key("foreign");

    final List<String> asked = new ArrayList<>();
    /** The token endpoint in the metadata, if it is not this provider's. */
    URI tokens;

    UnaryOperator<JWTClaimsSet.Builder> claims = builder -> builder;
    UnaryOperator<String> token = text -> text;
    String userinfo = "{\"sub\":\"sub-anna\"}";
    volatile boolean silent;

    private final HttpServer server;
    private RSAKey key = key("first");
    private Map<String, String> authorization = Map.of();

    FakeProvider() throws IOException {
        this(0);
    }

    FakeProvider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            synchronized (asked) {
                asked.add(path);
            }
            if (!silent) {
                answer(exchange, path);
            }
        });
        server.start();
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String tokenUri = tokens == null ? issuer() + "/token" : tokens.toString();
        String body = switch (path) {
            case "/.well-known/openid-configuration" -> """
                    {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%2$s",
                     "jwks_uri":"%1$s/keys","userinfo_endpoint":"%1$s/userinfo","end_session_endpoint":"%1$s/logout",
                     "response_types_supported":["code"],"subject_types_supported":["public"],
                     "id_token_signing_alg_values_supported":["RS256","HS256","none"]}""".formatted(issuer(), tokenUri);
            case "/keys" -> new JWKSet(key.toPublicJWK()).toString();
            case "/userinfo" -> userinfo;
            case "/token" -> token(exchange);
            default -> "{}";
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(body.startsWith("{\"error\"") ? 400 : 200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String token(HttpExchange exchange) throws IOException {
        Map<String, String> form = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            String challenge = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(form.get("code_verifier").getBytes(StandardCharsets.US_ASCII)));
            if (!challenge.equals(authorization.get("code_challenge")) || !"code-1".equals(form.get("code"))) {
                return "{\"error\":\"invalid_grant\",\"error_description\":\"no such code\"}";
            }
            String idToken = token.apply(sign(claims.apply(idToken()).build()));
            return "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"id_token\":\"" + idToken + "\"}";
        } catch (Exception e) {
            return "{\"error\":\"server_error\"}";
        }
    }

    /** What every token about Anna says. */
    private JWTClaimsSet.Builder aboutAnna() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .subject("sub-anna")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .claim("sid", "sid-1");
    }

    private JWTClaimsSet.Builder idToken() {
        return aboutAnna()
                .claim("nonce", authorization.get("nonce"))
                .claim("preferred_username", "anna")
                .claim("name", "Anna Arends")
                .claim("groups", List.of("ops", "web"));
    }

    JWTClaimsSet.Builder logoutToken(String id) {
        return aboutAnna()
                .jwtID(id)
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    String sign(JWTClaimsSet set) throws JOSEException {
        return sign(set, JWSAlgorithm.RS256, new RSASSASigner(key));
    }

    private String sign(JWTClaimsSet set, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), set);
        jwt.sign(signer);
        return jwt.serialize();
    }

    /** Signs as an attacker who uses the public key as a shared secret. */
    String signWithPublicKey(JWTClaimsSet set) throws JOSEException {
        return sign(set, JWSAlgorithm.HS256, new MACSigner(key.toPublicJWK().toString()));
    }

    /** Signs with a key that is not the provider's. */
    String forge(JWTClaimsSet set, String id) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(), set);
        jwt.sign(new RSASSASigner(FOREIGN));
        return jwt.serialize();
    }

    static String unsigned(JWTClaimsSet set) {
        return new PlainJWT(set).serialize();
    }

    /** Signs with another key from now on. */
    void rotate(String id) {
        key = key(id);
    }

    /**
     * Takes the request of a redirected browser.
     *
     * @return the parameters that it returns with
     */
    Map<String, String> authorize(String location) {
        authorization = query(URI.create(location).getRawQuery());
        return Map.of("code", "code-1", "state", authorization.get("state"));
    }

    Map<String, String> authorization() {
        return authorization;
    }

    URI issuerUri() {
        return URI.create(issuer());
    }

    String issuer() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    long count(String path) {
        synchronized (asked) {
            return asked.stream().filter(path::equals).count();
        }
    }

    /** Made once, since it takes a while. */
    private static RSAKey key(String id) {
        return KEYS.computeIfAbsent(id, name -> {
            try {
                return new RSAKeyGenerator(2048).keyID(name).generate();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Map<String, String> query(String text) {
        Map<String, String> map = new TreeMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            map.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return map;
    }

    @Override
    public void close() {
        server.stop(0);
        ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
    }
}

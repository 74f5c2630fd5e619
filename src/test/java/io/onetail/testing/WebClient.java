package io.onetail.testing;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** An HTTP client that keeps cookies like a browser, and does not follow redirects. */
public final class WebClient {
    private final HttpClient http;
    /**
     * Cookies by host, name and path. Unlike browsers, the JDK's store rejects cookies for a path below the one that
     * sets them.
     */
    private final Map<String, HttpCookie> cookies = new LinkedHashMap<>();

    public WebClient() {
        http = builder().build();
    }

    /** @param trust trusted certificates for https */
    public WebClient(SSLContext trust) {
        http = builder().sslContext(trust).build();
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(20));
    }

    /** Sends a request like a person's navigation. */
    public HttpResponse<String> page(URI address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address).header("Accept", "text/html,*/*;q=0.8"));
    }

    /** Sends a request like a script. */
    public HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address).header("Accept", "application/json"));
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> post(URI address, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        String sent = cookieHeader(request.build().uri());
        if (!sent.isEmpty()) {
            request.header("Cookie", sent);
        }
        HttpResponse<String> response =
                http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        for (String set : response.headers().allValues("Set-Cookie")) {
            HttpCookie cookie = HttpCookie.parse(set).get(0);
            if (cookie.getPath() == null) {
                cookie.setPath("/");
            }
            String key = response.uri().getAuthority() + " " + cookie.getName() + " " + cookie.getPath();
            if (cookie.getMaxAge() == 0) {
                cookies.remove(key);
            } else {
                cookies.put(key, cookie);
            }
        }
        return response;
    }

    /** Follows redirects as a browser does. */
    public HttpResponse<String> follow(HttpResponse<String> response) throws IOException, InterruptedException {
        HttpResponse<String> last = response;
        for (int i = 0; i < 10 && last.statusCode() / 100 == 3; i++) {
            last = page(location(last));
        }
        return last;
    }

    public static URI location(HttpResponse<String> response) {
        return response.uri()
                .resolve(response.headers()
                        .firstValue("Location")
                        .orElseThrow(() ->
                                new AssertionError("no Location: " + response.statusCode() + " " + response.body())));
    }

    /** The cookies of a request to that URL; empty if there are none. */
    public String cookieHeader(URI address) {
        return cookies.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(address.getAuthority() + " "))
                .map(Map.Entry::getValue)
                .filter(cookie -> address.getPath().startsWith(cookie.getPath()))
                .filter(cookie -> !cookie.getSecure() || "https".equals(address.getScheme()))
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}

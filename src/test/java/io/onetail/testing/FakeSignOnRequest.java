package io.onetail.testing;

import io.onetail.signon.SignOnRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A request that a test describes. */
public final class FakeSignOnRequest implements SignOnRequest {
    public final List<Map.Entry<String, String>> headers = new ArrayList<>();
    public final Map<String, String> parameters = new TreeMap<>();
    public final Set<String> roles = new java.util.HashSet<>();
    public String method = "GET";
    public String path;
    public String query;
    public String remote = "192.0.2.7";
    public String principal;
    public boolean secure;

    private FakeSignOnRequest(String path) {
        this.path = path;
    }

    public static FakeSignOnRequest to(String path) {
        return new FakeSignOnRequest(path).with("Host", "logs.example.org");
    }

    /** A request of a browser in which a person opens the page. */
    public static FakeSignOnRequest page(String query) {
        FakeSignOnRequest fakeSignOnRequest =
                to("").with("Accept", "text/html,*/*;q=0.8").with("Sec-Fetch-Mode", "navigate");
        fakeSignOnRequest.query = query;
        return fakeSignOnRequest;
    }

    public static FakeSignOnRequest upgrade() {
        return to("live").with("Upgrade", "websocket").with("Sec-Fetch-Mode", "websocket");
    }

    /** A request of the page's script. */
    public static FakeSignOnRequest post(String path) {
        FakeSignOnRequest fakeSignOnRequest =
                to(path).with("Sec-Fetch-Site", "same-origin").with("Origin", "https://logs.example.org");
        fakeSignOnRequest.method = "POST";
        return fakeSignOnRequest;
    }

    public FakeSignOnRequest with(String header, String value) {
        headers.add(Map.entry(header, value));
        return this;
    }

    public FakeSignOnRequest without(String header) {
        headers.removeIf(entry -> entry.getKey().equalsIgnoreCase(header));
        return this;
    }

    public FakeSignOnRequest from(String address) {
        remote = address;
        return this;
    }

    public FakeSignOnRequest parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Adds the cookies that an answer has set. */
    public FakeSignOnRequest cookies(List<String> set) {
        set.stream()
                .filter(cookie -> !cookie.contains("Max-Age=0"))
                .forEach(cookie -> with("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public List<String> headerNames() {
        return headers.stream().map(Map.Entry::getKey).toList();
    }

    @Override
    public List<String> headers(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return headers.stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(wanted))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public String parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Principal principal() {
        return principal == null ? null : () -> principal;
    }

    /** Accepts the password {@code pass} for everybody. */
    @Override
    public boolean login(String name, String password) {
        if (password.equals("pass")) {
            principal = name;
        }
        return password.equals("pass");
    }

    @Override
    public boolean inRole(String role) {
        return roles.contains(role);
    }
}

package io.onetail.testing;

import io.onetail.access.signon.Request;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A request as a test describes it. */
public final class Asked implements Request {
    public final List<Map.Entry<String, String>> headers = new ArrayList<>();
    public final Map<String, String> parameters = new TreeMap<>();
    public final Set<String> roles = new java.util.HashSet<>();
    public String method = "GET";
    public String path;
    public String query;
    public String remote = "192.0.2.7";
    public String principal;
    public boolean secure;

    private Asked(String path) {
        this.path = path;
    }

    public static Asked to(String path) {
        return new Asked(path).with("Host", "logs.example.org");
    }

    /** As a browser asks when a person goes to the page. */
    public static Asked page(String query) {
        Asked asked = to("").with("Accept", "text/html,*/*;q=0.8").with("Sec-Fetch-Mode", "navigate");
        asked.query = query;
        return asked;
    }

    public static Asked upgrade() {
        return to("live").with("Upgrade", "websocket").with("Sec-Fetch-Mode", "websocket");
    }

    /** As the page's own script does it. */
    public static Asked post(String path) {
        Asked asked = to(path).with("Sec-Fetch-Site", "same-origin").with("Origin", "https://logs.example.org");
        asked.method = "POST";
        return asked;
    }

    public Asked with(String header, String value) {
        headers.add(Map.entry(header, value));
        return this;
    }

    public Asked without(String header) {
        headers.removeIf(entry -> entry.getKey().equalsIgnoreCase(header));
        return this;
    }

    public Asked from(String address) {
        remote = address;
        return this;
    }

    public Asked parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** With the cookies that an answer has set. */
    public Asked cookies(List<String> set) {
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

    /** Everybody has the password {@code pass}. */
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

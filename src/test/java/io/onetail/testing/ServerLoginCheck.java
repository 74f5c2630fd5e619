package io.onetail.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that the application server's own form login can't be reached. */
public final class ServerLoginCheck {
    private ServerLoginCheck() {}

    /**
     * Neither the login's path nor that of forms leads to the application server: Onetail refuses them all, and no
     * session of the server begins.
     */
    public static void assertClosed(URI base) throws IOException, InterruptedException {
        Map<String, String> form = Map.of("j_username", "admin", "j_password", "guess", "x", "y".repeat(10_000));
        String own = "http://" + base.getAuthority();
        for (String path : List.of("login/enter", "login/j_security_check", "j_security_check")) {
            URI there = base.resolve(path);
            assertRefused(new WebClient().page(there));
            assertRefused(new WebClient().post(there, form));
            assertRefused(new WebClient().post(there, form, "Origin", own));
        }
    }

    private static void assertRefused(HttpResponse<String> answer) {
        String said = answer.request().method() + " " + answer.uri() + ": " + answer.statusCode() + " "
                + answer.headers().map() + " " + answer.body();
        assertTrue(Set.of(401, 403, 404, 405).contains(answer.statusCode()), said);
        assertFalse(answer.headers().firstValue("Set-Cookie").isPresent(), said);
        assertFalse(answer.body().contains("type=\"password\""), said);
    }
}

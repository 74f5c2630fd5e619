package io.onetail.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.onetail.access.Person;
import io.onetail.access.signon.Login;
import io.onetail.access.signon.LoginException;
import io.onetail.access.signon.LoginException.Kind;
import io.onetail.access.signon.OidcSettings;
import io.onetail.access.signon.SessionOf;
import io.onetail.catalog.Secret;
import io.onetail.testing.Asked;
import io.onetail.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcLoginTest {
    /** What a provider that answers at all may take, on a busy machine too. */
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private static final URI PUBLIC = URI.create("https://logs.example.org/onetail");

    private final AtomicLong nanos = new AtomicLong();
    private FakeProvider provider;
    private OidcLogin login;

    @BeforeEach
    void start() throws IOException {
        provider = new FakeProvider();
        login = login(settings(provider.issuerUri(), "groups", false));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private static OidcSettings settings(URI issuer, String groups, boolean userinfo) {
        return settings(issuer, groups, userinfo, ANSWERS);
    }

    private static OidcSettings settings(URI issuer, String groups, boolean userinfo, Duration timeout) {
        return new OidcSettings(
                issuer,
                FakeProvider.CLIENT,
                new Secret("s3cret"),
                "openid profile",
                "preferred_username",
                "name",
                groups,
                userinfo,
                true,
                false,
                Duration.ofSeconds(30),
                timeout);
    }

    private OidcLogin login(OidcSettings settings) {
        return new OidcLogin(settings, PUBLIC, Clock.systemUTC(), nanos::get);
    }

    /** The browser comes back with what it was given. */
    private Asked back(Login.Begun begun) {
        Asked asked = Asked.to("login/callback").cookies(begun.cookies());
        asked.parameters.putAll(provider.authorize(begun.location()));
        return asked;
    }

    private Login.Finished signIn(OidcLogin at) throws LoginException {
        return at.finish(back(at.begin(Asked.page(null), "?host=web-1", true)));
    }

    private LoginException refused(UnaryOperator<JWTClaimsSet.Builder> claims) {
        provider.claims = claims;
        LoginException refusal = assertThrows(LoginException.class, () -> signIn(login));
        assertEquals(Kind.REFUSED, refusal.kind(), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("s3cret"));
        return refusal;
    }

    @Test
    void signsInAndComesBackToTheView() throws LoginException {
        Login.Finished finished = signIn(login);
        assertEquals(new Person("anna", "Anna Arends", Set.of("ops", "web")), finished.person());
        assertEquals("?host=web-1", finished.view());
        assertEquals("sub-anna", finished.grant().subject());
        assertEquals("sid-1", finished.grant().sid());
        assertTrue(
                finished.cookies().get(0).contains("Max-Age=0"),
                finished.cookies().toString());
    }

    @Test
    void goesToTheProviderWithStateNonceAndChallenge() throws LoginException {
        Login.Begun begun = login.begin(Asked.page(null), "?host=web-1", true);
        Map<String, String> back = provider.authorize(begun.location());
        Map<String, String> asked = provider.authorization();
        assertEquals("https://logs.example.org/onetail/login/callback", asked.get("redirect_uri"));
        assertEquals("code", asked.get("response_type"));
        assertEquals("S256", asked.get("code_challenge_method"));
        assertTrue(asked.get("nonce").length() >= 43 && asked.get("state").length() >= 43, asked.toString());
        String cookie = begun.cookies().get(0);
        assertTrue(cookie.endsWith("; Path=/onetail; Max-Age=900; Secure; HttpOnly; SameSite=Lax"), cookie);
        for (String secret : List.of(back.get("state"), asked.get("nonce"), "web-1")) {
            assertFalse(cookie.contains(secret), "the cookie is sealed");
        }
        assertFalse(
                begun.location()
                        .equals(login.begin(Asked.page(null), "?host=web-1", true)
                                .location()),
                "each login is its own");
    }

    @Test
    void onlyTheBrowserThatBeganMayFinish() throws LoginException {
        Asked without = back(login.begin(Asked.page(null), "", true)).without("Cookie");
        assertThrows(LoginException.class, () -> login.finish(without));
        Asked others = back(login.begin(Asked.page(null), "", true))
                .without("Cookie")
                .cookies(login.begin(Asked.page(null), "", true).cookies());
        assertThrows(LoginException.class, () -> login.finish(others));
        Asked noState = back(login.begin(Asked.page(null), "", true));
        noState.parameters.remove("state");
        assertThrows(LoginException.class, () -> login.finish(noState));
        Asked changed = back(login.begin(Asked.page(null), "", true));
        String cookie = changed.header("Cookie");
        changed.without("Cookie").with("Cookie", cookie.substring(0, cookie.length() - 2) + "AA");
        assertThrows(LoginException.class, () -> login.finish(changed));
        OidcLogin later = new OidcLogin(
                settings(provider.issuerUri(), "groups", false),
                PUBLIC,
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16)),
                nanos::get);
        Asked late = back(login.begin(Asked.page(null), "", true));
        assertTrue(assertThrows(LoginException.class, () -> later.finish(late))
                .getMessage()
                .contains("15 minutes"));
    }

    @Test
    void aLoginIsFinishedOnceWhateverCameOfIt() throws LoginException {
        Asked back = back(login.begin(Asked.page(null), "", true));
        login.finish(back);
        assertTrue(assertThrows(LoginException.class, () -> login.finish(back))
                .getMessage()
                .contains("before"));
        Asked junk = back(login.begin(Asked.page(null), "", true)).parameter("code", "junk");
        for (int i = 0; i < 10; i++) {
            assertThrows(LoginException.class, () -> login.finish(junk));
        }
        assertEquals(2, provider.count("/token"));
    }

    @Test
    void aLoginThatTheProviderCouldNotFinishMayBeTriedAgain() throws LoginException {
        Asked back = back(login.begin(Asked.page(null), "", true));
        provider.silent = true;
        assertEquals(
                Kind.PROVIDER,
                assertThrows(LoginException.class, () -> login.finish(back)).kind());
        provider.silent = false;
        assertEquals("anna", login.finish(back).person().name());
    }

    @Test
    void onlySoManyLoginsWaitForTheProviderAtATime() throws Exception {
        OidcSettings slow = settings(provider.issuerUri(), "groups", false, Duration.ofSeconds(20));
        OidcLogin crowded = login(slow);
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            all.add(back(crowded.begin(Asked.page(null), "", true)));
        }
        provider.silent = true;
        ExecutorService browsers = Executors.newFixedThreadPool(16);
        try {
            for (Asked one : all.subList(0, 16)) {
                browsers.submit(() -> crowded.finish(one));
            }
            Await.until("all wait", () -> provider.count("/token") == 16);
            LoginException refusal = assertThrows(LoginException.class, () -> crowded.finish(all.get(16)));
            assertEquals(Kind.PROVIDER, refusal.kind());
            assertTrue(refusal.getMessage().contains("limit"), refusal.getMessage());
            assertEquals(16, provider.count("/token"));
        } finally {
            provider.close();
            browsers.shutdownNow();
        }
    }

    @Test
    void anAddressThatNobodyHasVerifiedIsNoName() throws LoginException {
        OidcSettings byEmail = byEmail(true, provider.issuerUri());
        for (Object verified : new Object[] {null, false, "false", "yes", 1}) {
            provider.claims =
                    claims -> claims.claim("email", "anna@example.org").claim("email_verified", verified);
            LoginException refusal = assertThrows(LoginException.class, () -> signIn(login(byEmail)));
            assertEquals("anna@example.org", refusal.claimed());
            assertTrue(refusal.getMessage().contains("onetail.access.oidc.verified-email"), refusal.getMessage());
            assertEquals(
                    "anna@example.org",
                    signIn(login(byEmail(false, provider.issuerUri()))).person().name());
        }
        for (Object verified : new Object[] {true, "true"}) {
            provider.claims =
                    claims -> claims.claim("email", "anna@example.org").claim("email_verified", verified);
            assertEquals("anna@example.org", signIn(login(byEmail)).person().name());
        }
    }

    private static OidcSettings byEmail(boolean verified, URI issuer) {
        return new OidcSettings(
                issuer,
                FakeProvider.CLIENT,
                new Secret("s3cret"),
                "openid",
                "email",
                "name",
                "groups",
                false,
                verified,
                false,
                Duration.ofSeconds(30),
                ANSWERS);
    }

    @Test
    void aProviderThatNamesAnAddressOfPlainHttpIsNotAsked() {
        provider.tokens = URI.create("http://idp.example.org/token");
        LoginException refusal = assertThrows(LoginException.class, () -> signIn(login));
        assertEquals(Kind.PROVIDER, refusal.kind());
        assertTrue(
                refusal.getMessage().contains("http://idp.example.org/token, which is not https"),
                refusal.getMessage());
    }

    @Test
    void loginsOfOneBrowserDoNotPileUpTheOldestGo() throws LoginException {
        String view = "?" + "a".repeat(999);
        Map<String, String> browser = new LinkedHashMap<>();
        List<Login.Begun> all = new ArrayList<>();
        browser.put("onetail-login-0", "of another time");
        Instant start = Instant.now();
        for (int i = 0; i < 10; i++) {
            Clock clock = Clock.fixed(start.plusMillis(i), ZoneOffset.UTC);
            Asked page = Asked.page(null);
            browser.forEach((name, value) -> page.with("Cookie", name + "=" + value));
            all.add(new OidcLogin(settings(provider.issuerUri(), "groups", false), PUBLIC, clock, nanos::get)
                    .begin(page, view, true));
            for (String cookie : all.get(i).cookies()) {
                String name = cookie.substring(0, cookie.indexOf('='));
                browser.put(name, cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
                if (cookie.contains("Max-Age=0")) {
                    browser.remove(name);
                }
            }
        }
        assertEquals(4, browser.size());
        assertTrue(browser.toString().length() < 7_500, "proxies take 8 KiB of cookies");
        for (int i = 0; i < 10; i++) {
            Asked back = back(all.get(i)).without("Cookie");
            browser.forEach((name, value) -> back.with("Cookie", name + "=" + value));
            if (i >= 6) {
                assertEquals(view, login.finish(back).view());
            } else {
                assertThrows(LoginException.class, () -> login.finish(back));
            }
        }
        assertEquals(
                "",
                login.finish(back(login.begin(Asked.page(null), view + "a", true)))
                        .view());
    }

    @Test
    void namesThatCouldForgeALineOrLookLikeAnotherAreRefusedOrShown() throws LoginException {
        assertTrue(refused(claims -> claims.claim("preferred_username", "anna\nroot"))
                .getMessage()
                .contains("anna\\u000aroot"));
        for (String name : List.of("anna\u202etoor", "an\u200bna", "anna\u00ad", "\u3164", "anna\udb40\udc41")) {
            refused(claims -> claims.claim("preferred_username", name));
        }
        provider.claims =
                claims -> claims.claim("name", "Anna\u001b[31m").claim("groups", List.of("ops", "ops\u0000", "a\nb"));
        assertEquals(
                new Person("anna", "Anna\\u001b[31m", Set.of("ops")),
                signIn(login).person());
    }

    @Test
    void anotherServerOfTheClusterMayFinish() throws LoginException {
        assertEquals(
                "anna",
                login(settings(provider.issuerUri(), "groups", false))
                        .finish(back(login.begin(Asked.page(null), "", true)))
                        .person()
                        .name());
    }

    @Test
    void tokensForOthersOrOfOthersOrOutOfDateAreRefused() {
        refused(claims -> claims.issuer("https://evil.example.org"));
        refused(claims -> claims.audience("another-client"));
        refused(claims ->
                claims.audience(List.of(FakeProvider.CLIENT, "another")).claim("azp", "another"));
        refused(claims -> claims.claim("nonce", "of-another-login"));
        refused(claims -> claims.claim("nonce", null));
        refused(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(40))));
        refused(claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(600))));
        assertTrue(refused(claims -> claims.claim("preferred_username", null))
                .getMessage()
                .contains("user-claim"));
    }

    @Test
    void aClockThatDiffersALittleIsNoMatter() throws LoginException {
        provider.claims =
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(10)))
                        .issueTime(Date.from(Instant.now().plusSeconds(10)));
        assertEquals("anna", signIn(login).person().name());
    }

    @Test
    void forgedSignaturesAreRefused() {
        provider.token = token -> token.substring(0, token.length() - 8) + "AAAAAAAA";
        refused(claims -> claims);
        JWTClaimsSet[] last = new JWTClaimsSet[1];
        UnaryOperator<JWTClaimsSet.Builder> remember = claims -> {
            last[0] = claims.build();
            return claims;
        };
        provider.token = token -> FakeProvider.unsigned(last[0]);
        refused(remember);
        provider.token = token -> {
            try {
                return provider.signWithPublicKey(last[0]);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        refused(remember);
    }

    @Test
    void aNewKeyOfTheProviderIsFetchedButNotForEachTokenThatNamesOne() throws LoginException {
        signIn(login);
        provider.rotate("second");
        assertEquals("anna", signIn(login).person().name());
        long before = provider.count("/keys");
        JWTClaimsSet[] last = new JWTClaimsSet[1];
        provider.claims = claims -> {
            last[0] = claims.build();
            return claims;
        };
        for (int i = 0; i < 20; i++) {
            String id = "forged-" + i;
            provider.token = token -> {
                try {
                    return provider.forge(last[0], id);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            };
            assertThrows(LoginException.class, () -> signIn(login));
        }
        assertTrue(provider.count("/keys") - before <= 2, "asked " + (provider.count("/keys") - before) + " times");
    }

    @Test
    void groupsMayBeNestedOrCommaSeparatedNowhere() throws LoginException {
        provider.claims = claims -> claims.claim("realm_access", Map.of("roles", List.of("admins", "ops")));
        assertEquals(
                Set.of("admins", "ops"),
                signIn(login(settings(provider.issuerUri(), "realm_access.roles", false)))
                        .person()
                        .groups());
        provider.claims = claims -> claims.claim("groups", "only one");
        assertEquals(Set.of("only one"), signIn(login).person().groups());
        provider.claims = claims -> claims.claim("groups", null);
        assertEquals(Set.of(), signIn(login).person().groups());
    }

    @Test
    void userinfoAddsClaimsOfTheSamePersonOnly() throws LoginException {
        OidcLogin asking = login(settings(provider.issuerUri(), "teams", true));
        provider.userinfo = "{\"sub\":\"sub-anna\",\"teams\":[\"red\"],\"preferred_username\":\"root\"}";
        assertEquals(
                new Person("anna", "Anna Arends", Set.of("red")), signIn(asking).person());
        provider.userinfo = "{\"sub\":\"sub-ben\",\"teams\":[\"red\"]}";
        assertTrue(assertThrows(LoginException.class, () -> signIn(asking))
                .getMessage()
                .contains("somebody else"));
    }

    @Test
    void aProviderThatIsDownOrSilentIsSaidInTimeAndTriedAgain() throws Exception {
        int port = provider.port();
        provider.close();
        assertEquals(
                Kind.PROVIDER,
                assertThrows(LoginException.class, () -> login.begin(Asked.page(null), "", true))
                        .kind());
        provider = new FakeProvider(port);
        assertThrows(LoginException.class, () -> login.begin(Asked.page(null), "", true), "not asked again at once");
        assertEquals(0, provider.asked.size());
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        signIn(login);

        OidcSettings hasty = settings(provider.issuerUri(), "groups", false, Duration.ofMillis(500));
        OidcLogin other = login(hasty);
        OidcLogin known = login(hasty);
        Await.until("the provider is known", () -> isKnown(known));
        provider.silent = true;
        long begin = System.nanoTime();
        assertEquals(
                Kind.PROVIDER,
                assertThrows(LoginException.class, () -> other.begin(Asked.page(null), "", true))
                        .kind());
        assertTrue(System.nanoTime() - begin < ANSWERS.toNanos());
        assertEquals(
                Kind.PROVIDER,
                assertThrows(LoginException.class, () -> signIn(known)).kind());
    }

    private boolean isKnown(OidcLogin hasty) {
        try {
            hasty.begin(Asked.page(null), "", true);
            return true;
        } catch (LoginException e) { // slow, and is not asked again at once
            nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            return false;
        }
    }

    @Test
    void itIsAskedForItsMetadataOnce() throws LoginException {
        for (int i = 0; i < 5; i++) {
            signIn(login);
        }
        assertEquals(1, provider.count("/.well-known/openid-configuration"));
        assertEquals(1, provider.count("/keys"));
    }

    @Test
    void whatTheProviderRefusesIsSaidInItsWords() throws LoginException {
        Asked denied = back(login.begin(Asked.page(null), "", true));
        denied.parameters.remove("code");
        denied.parameter("error", "access_denied").parameter("error_description", "not\nyou");
        String message =
                assertThrows(LoginException.class, () -> login.finish(denied)).getMessage();
        assertTrue(message.contains("access_denied") && message.contains("not\\u000ayou"), message);
        Asked stale = back(login.begin(Asked.page(null), "", true)).parameter("code", "code-0");
        assertTrue(assertThrows(LoginException.class, () -> login.finish(stale))
                .getMessage()
                .contains("no such code"));
        Asked mixedUp = back(login.begin(Asked.page(null), "", true)).parameter("iss", "https://evil.example.org");
        assertThrows(LoginException.class, () -> login.finish(mixedUp));
    }

    @Test
    void signingOutThereKnowsWhoAndWhereToComeBack() throws LoginException {
        Login.Finished finished = signIn(login);
        String there = login.logout(SessionOf.login(finished));
        String decoded = URLDecoder.decode(there, StandardCharsets.UTF_8);
        assertTrue(there.startsWith(provider.issuer() + "/logout?"), there);
        assertTrue(decoded.contains("post_logout_redirect_uri=https://logs.example.org/onetail/login/out"), decoded);
        assertTrue(decoded.contains("id_token_hint=" + finished.grant().token()), decoded);
        assertNull(
                login(settings(provider.issuerUri(), "groups", false)).logout(SessionOf.login(finished)),
                "never asked");
    }

    @Test
    void theProvidersMessageOfALogoutEndsThatSessionAndCountsOnce() throws Exception {
        Login.Finished finished = signIn(login);
        String token = provider.sign(provider.logoutToken("jti-1").build());
        assertTrue(login.notice(token).ends(finished.grant()));
        assertTrue(assertThrows(LoginException.class, () -> login.notice(token))
                .getMessage()
                .contains("before"));
        assertFalse(login.notice(provider.sign(
                        provider.logoutToken("jti-2").claim("sid", "sid-2").build()))
                .ends(finished.grant()));
        assertTrue(login.notice(provider.sign(
                        provider.logoutToken("jti-3").claim("sid", null).build()))
                .ends(finished.grant()));
        assertFalse(login.notice(provider.sign(provider.logoutToken("jti-4")
                        .claim("sid", null)
                        .subject("sub-ben")
                        .build()))
                .ends(finished.grant()));
    }

    @Test
    void messagesOfALogoutThatAreNoneAreRefused() throws Exception {
        signIn(login);
        int id = 10;
        for (JWTClaimsSet.Builder bad : List.of(
                provider.logoutToken("a").issuer("https://evil.example.org"),
                provider.logoutToken("b").audience("another"),
                provider.logoutToken("c").claim("events", null),
                provider.logoutToken("d").claim("events", Map.of("urn:other", Map.of())),
                provider.logoutToken("e").claim("nonce", "n"),
                provider.logoutToken("f").jwtID(null),
                provider.logoutToken("g").subject(null).claim("sid", null),
                provider.logoutToken("h").issueTime(Date.from(Instant.now().minusSeconds(3_600))),
                provider.logoutToken("i").expirationTime(Date.from(Instant.now().minusSeconds(600))))) {
            JWTClaimsSet set = bad.build();
            String token = provider.sign(set);
            assertThrows(LoginException.class, () -> login.notice(token), set.toString());
            id++;
        }
        assertEquals(19, id);
        assertThrows(
                LoginException.class,
                () -> login.notice(
                        FakeProvider.unsigned(provider.logoutToken("j").build())));
        assertThrows(LoginException.class, () -> login.notice("nonsense"));
        String forged = provider.signWithPublicKey(provider.logoutToken("k").build());
        assertThrows(LoginException.class, () -> login.notice(forged));
    }
}

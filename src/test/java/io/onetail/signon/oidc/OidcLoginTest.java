package io.onetail.signon.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.onetail.access.Person;
import io.onetail.catalog.Secret;
import io.onetail.signon.LoginException;
import io.onetail.signon.LoginException.LoginFailure;
import io.onetail.signon.LoginMethod;
import io.onetail.signon.OidcSettings;
import io.onetail.signon.SessionFixture;
import io.onetail.testing.Await;
import io.onetail.testing.FakeSignOnRequest;
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
    /** Time-out for providers that answer, long enough for a busy machine. */
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

    /** The request of a browser that returns with what it was given. */
    private FakeSignOnRequest back(LoginMethod.LoginStart loginStart) {
        FakeSignOnRequest fakeSignOnRequest =
                FakeSignOnRequest.to("login/callback").cookies(loginStart.cookies());
        fakeSignOnRequest.parameters.putAll(provider.authorize(loginStart.location()));
        return fakeSignOnRequest;
    }

    private LoginMethod.LoginResult signIn(OidcLogin at) throws LoginException {
        return at.finish(back(at.begin(FakeSignOnRequest.page(null), "?host=web-1", true)));
    }

    private LoginException refused(UnaryOperator<JWTClaimsSet.Builder> claims) {
        provider.claims = claims;
        LoginException refusal = assertThrows(LoginException.class, () -> signIn(login));
        assertEquals(LoginFailure.REFUSED, refusal.kind(), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("s3cret"));
        return refusal;
    }

    @Test
    void signsInAndComesBackToTheView() throws LoginException {
        LoginMethod.LoginResult loginResult = signIn(login);
        assertEquals(new Person("anna", "Anna Arends", Set.of("ops", "web")), loginResult.person());
        assertEquals("?host=web-1", loginResult.view());
        assertEquals("sub-anna", loginResult.providerSession().subject());
        assertEquals("sid-1", loginResult.providerSession().sid());
        assertTrue(
                loginResult.cookies().get(0).contains("Max-Age=0"),
                loginResult.cookies().toString());
    }

    @Test
    void goesToTheProviderWithStateNonceAndChallenge() throws LoginException {
        LoginMethod.LoginStart loginStart = login.begin(FakeSignOnRequest.page(null), "?host=web-1", true);
        Map<String, String> back = provider.authorize(loginStart.location());
        Map<String, String> asked = provider.authorization();
        assertEquals("https://logs.example.org/onetail/login/callback", asked.get("redirect_uri"));
        assertEquals("code", asked.get("response_type"));
        assertEquals("S256", asked.get("code_challenge_method"));
        assertTrue(asked.get("nonce").length() >= 43 && asked.get("state").length() >= 43, asked.toString());
        String cookie = loginStart.cookies().get(0);
        assertTrue(cookie.endsWith("; Path=/onetail; Max-Age=900; Secure; HttpOnly; SameSite=Lax"), cookie);
        for (String secret : List.of(back.get("state"), asked.get("nonce"), "web-1")) {
            assertFalse(cookie.contains(secret), "the cookie is sealed");
        }
        assertFalse(
                loginStart
                        .location()
                        .equals(login.begin(FakeSignOnRequest.page(null), "?host=web-1", true)
                                .location()),
                "each login is separate");
    }

    @Test
    void onlyTheBrowserThatBeganMayFinish() throws LoginException {
        FakeSignOnRequest without =
                back(login.begin(FakeSignOnRequest.page(null), "", true)).without("Cookie");
        assertThrows(LoginException.class, () -> login.finish(without));
        FakeSignOnRequest others = back(login.begin(FakeSignOnRequest.page(null), "", true))
                .without("Cookie")
                .cookies(login.begin(FakeSignOnRequest.page(null), "", true).cookies());
        assertThrows(LoginException.class, () -> login.finish(others));
        FakeSignOnRequest noState = back(login.begin(FakeSignOnRequest.page(null), "", true));
        noState.parameters.remove("state");
        assertThrows(LoginException.class, () -> login.finish(noState));
        FakeSignOnRequest changed = back(login.begin(FakeSignOnRequest.page(null), "", true));
        String cookie = changed.header("Cookie");
        changed.without("Cookie").with("Cookie", cookie.substring(0, cookie.length() - 2) + "AA");
        assertThrows(LoginException.class, () -> login.finish(changed));
        OidcLogin later = new OidcLogin(
                settings(provider.issuerUri(), "groups", false),
                PUBLIC,
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16)),
                nanos::get);
        FakeSignOnRequest late = back(login.begin(FakeSignOnRequest.page(null), "", true));
        assertTrue(assertThrows(LoginException.class, () -> later.finish(late))
                .getMessage()
                .contains("15 minutes"));
    }

    @Test
    void aLoginIsFinishedOnceWhateverCameOfIt() throws LoginException {
        FakeSignOnRequest back = back(login.begin(FakeSignOnRequest.page(null), "", true));
        login.finish(back);
        assertTrue(assertThrows(LoginException.class, () -> login.finish(back))
                .getMessage()
                .contains("before"));
        FakeSignOnRequest junk =
                back(login.begin(FakeSignOnRequest.page(null), "", true)).parameter("code", "junk");
        for (int i = 0; i < 10; i++) {
            assertThrows(LoginException.class, () -> login.finish(junk));
        }
        assertEquals(2, provider.count("/token"));
    }

    @Test
    void aLoginThatTheProviderCouldNotFinishMayBeTriedAgain() throws LoginException {
        FakeSignOnRequest back = back(login.begin(FakeSignOnRequest.page(null), "", true));
        provider.silent = true;
        assertEquals(
                LoginFailure.PROVIDER,
                assertThrows(LoginException.class, () -> login.finish(back)).kind());
        provider.silent = false;
        assertEquals("anna", login.finish(back).person().name());
    }

    @Test
    void onlySoManyLoginsWaitForTheProviderAtATime() throws Exception {
        OidcSettings slow = settings(provider.issuerUri(), "groups", false, Duration.ofSeconds(20));
        OidcLogin crowded = login(slow);
        List<FakeSignOnRequest> all = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            all.add(back(crowded.begin(FakeSignOnRequest.page(null), "", true)));
        }
        provider.silent = true;
        ExecutorService browsers = Executors.newFixedThreadPool(16);
        try {
            for (FakeSignOnRequest one : all.subList(0, 16)) {
                browsers.submit(() -> crowded.finish(one));
            }
            Await.until("all wait", () -> provider.count("/token") == 16);
            LoginException refusal = assertThrows(LoginException.class, () -> crowded.finish(all.get(16)));
            assertEquals(LoginFailure.PROVIDER, refusal.kind());
            assertTrue(refusal.getMessage().contains("limit"), refusal.getMessage());
            assertEquals(16, provider.count("/token"));
        } finally {
            provider.close();
            browsers.shutdownNow();
        }
    }

    @Test
    void anAddressThatNobodyHasVerifiedIsNotAName() throws LoginException {
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
        assertEquals(LoginFailure.PROVIDER, refusal.kind());
        assertTrue(
                refusal.getMessage().contains("http://idp.example.org/token, which is not https"),
                refusal.getMessage());
    }

    @Test
    void loginsOfOneBrowserDoNotPileUpTheOldestGo() throws LoginException {
        String view = "?" + "a".repeat(999);
        Map<String, String> browser = new LinkedHashMap<>();
        List<LoginMethod.LoginStart> all = new ArrayList<>();
        browser.put("onetail-login-0", "issued at another time");
        Instant start = Instant.now();
        for (int i = 0; i < 10; i++) {
            Clock clock = Clock.fixed(start.plusMillis(i), ZoneOffset.UTC);
            FakeSignOnRequest page = FakeSignOnRequest.page(null);
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
        assertTrue(browser.toString().length() < 7_500, "proxies accept 8 KiB of cookies");
        for (int i = 0; i < 10; i++) {
            FakeSignOnRequest back = back(all.get(i)).without("Cookie");
            browser.forEach((name, value) -> back.with("Cookie", name + "=" + value));
            if (i >= 6) {
                assertEquals(view, login.finish(back).view());
            } else {
                assertThrows(LoginException.class, () -> login.finish(back));
            }
        }
        assertEquals(
                "",
                login.finish(back(login.begin(FakeSignOnRequest.page(null), view + "a", true)))
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
                        .finish(back(login.begin(FakeSignOnRequest.page(null), "", true)))
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
    void aClockThatDiffersALittleDoesNotMatter() throws LoginException {
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
                .contains("another person"));
    }

    @Test
    void aProviderThatIsDownOrSilentIsSaidInTimeAndTriedAgain() throws Exception {
        int port = provider.port();
        provider.close();
        assertEquals(
                LoginFailure.PROVIDER,
                assertThrows(LoginException.class, () -> login.begin(FakeSignOnRequest.page(null), "", true))
                        .kind());
        provider = new FakeProvider(port);
        assertThrows(
                LoginException.class,
                () -> login.begin(FakeSignOnRequest.page(null), "", true),
                "not asked again at once");
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
                LoginFailure.PROVIDER,
                assertThrows(LoginException.class, () -> other.begin(FakeSignOnRequest.page(null), "", true))
                        .kind());
        assertTrue(System.nanoTime() - begin < ANSWERS.toNanos());
        assertEquals(
                LoginFailure.PROVIDER,
                assertThrows(LoginException.class, () -> signIn(known)).kind());
    }

    private boolean isKnown(OidcLogin hasty) {
        try {
            hasty.begin(FakeSignOnRequest.page(null), "", true);
            return true;
        } catch (LoginException e) { // slow, so it is not asked again at once
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
        FakeSignOnRequest denied = back(login.begin(FakeSignOnRequest.page(null), "", true));
        denied.parameters.remove("code");
        denied.parameter("error", "access_denied").parameter("error_description", "not\nyou");
        String message =
                assertThrows(LoginException.class, () -> login.finish(denied)).getMessage();
        assertTrue(message.contains("access_denied") && message.contains("not\\u000ayou"), message);
        FakeSignOnRequest stale =
                back(login.begin(FakeSignOnRequest.page(null), "", true)).parameter("code", "code-0");
        assertTrue(assertThrows(LoginException.class, () -> login.finish(stale))
                .getMessage()
                .contains("no such code"));
        FakeSignOnRequest mixedUp =
                back(login.begin(FakeSignOnRequest.page(null), "", true)).parameter("iss", "https://evil.example.org");
        assertThrows(LoginException.class, () -> login.finish(mixedUp));
    }

    @Test
    void signingOutThereKnowsWhoAndWhereToComeBack() throws LoginException {
        LoginMethod.LoginResult loginResult = signIn(login);
        String there = login.logout(SessionFixture.login(loginResult));
        String decoded = URLDecoder.decode(there, StandardCharsets.UTF_8);
        assertTrue(there.startsWith(provider.issuer() + "/logout?"), there);
        assertTrue(decoded.contains("post_logout_redirect_uri=https://logs.example.org/onetail/login/out"), decoded);
        assertTrue(
                decoded.contains(
                        "id_token_hint=" + loginResult.providerSession().token()),
                decoded);
        assertNull(
                login(settings(provider.issuerUri(), "groups", false)).logout(SessionFixture.login(loginResult)),
                "never asked");
    }

    @Test
    void theProvidersMessageOfALogoutEndsThatSessionAndCountsOnce() throws Exception {
        LoginMethod.LoginResult loginResult = signIn(login);
        String token = provider.sign(provider.logoutToken("jti-1").build());
        assertTrue(login.notice(token).ends(loginResult.providerSession()));
        assertTrue(assertThrows(LoginException.class, () -> login.notice(token))
                .getMessage()
                .contains("before"));
        assertFalse(login.notice(provider.sign(
                        provider.logoutToken("jti-2").claim("sid", "sid-2").build()))
                .ends(loginResult.providerSession()));
        assertTrue(login.notice(provider.sign(
                        provider.logoutToken("jti-3").claim("sid", null).build()))
                .ends(loginResult.providerSession()));
        assertFalse(login.notice(provider.sign(provider.logoutToken("jti-4")
                        .claim("sid", null)
                        .subject("sub-ben")
                        .build()))
                .ends(loginResult.providerSession()));
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

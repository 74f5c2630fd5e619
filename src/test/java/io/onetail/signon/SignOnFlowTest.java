package io.onetail.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.AuditLog;
import io.onetail.access.Person;
import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.signon.UserSession.ProviderSession;
import io.onetail.testing.FakeSignOnRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignOnFlowTest {
    private static final URI PUBLIC = URI.create("https://logs.example.org/onetail");
    private static final Person ANNA = new Person("anna", "Anna", Set.of("ops"));
    private static final OidcSettings OIDC = new OidcSettings(
            URI.create("https://idp.example.org"),
            "onetail",
            null,
            "openid",
            "sub",
            "name",
            "groups",
            false,
            true,
            false,
            Duration.ZERO,
            Duration.ofSeconds(1));

    private final AtomicLong nanos = new AtomicLong();
    private final FakeLogin login = new FakeLogin();

    /** A login at which anna signs in with one click. */
    private static final class FakeLogin implements LoginMethod {
        LoginException trouble;

        @Override
        public String returnPath() {
            return "login/callback";
        }

        @Override
        public LoginStart begin(SignOnRequest request, String view, boolean secure) throws LoginException {
            fail();
            return new LoginStart("https://idp.example.org/auth?state=1&view=" + view, List.of("pending=1; Path=/"));
        }

        @Override
        public LoginResult finish(SignOnRequest request) throws LoginException {
            fail();
            return new LoginResult(
                    ANNA,
                    new ProviderSession("sub-anna", "sid-1", "token"),
                    "?host=web-1&source=/a.log",
                    List.of("pending=; Max-Age=0; Path=/"));
        }

        @Override
        public String logout(UserSession session) {
            return "https://idp.example.org/logout?id_token_hint="
                    + session.providerSession().token();
        }

        @Override
        public ProviderLogout notice(String token) throws LoginException {
            fail();
            return new ProviderLogout(null, "sid-1");
        }

        private void fail() throws LoginException {
            if (trouble != null) {
                throw trouble;
            }
        }
    }

    private SignOn oidc(UserLimits limits) {
        return new SignOn(
                new AccessSettings(
                        AccessMode.OIDC, PUBLIC, SessionSettings.DEFAULT, limits, null, OIDC, List.of(), List.of()),
                login,
                nanos::get);
    }

    private final SignOn signOn = oidc(UserLimits.DEFAULT);
    private final SignOnFlow signOnFlow = signOn.signOnFlow("/onetail");

    private static SignOnDecision.RefuseRequest refused(SignOnDecision decision, int status) {
        SignOnDecision.RefuseRequest refuse = assertInstanceOf(SignOnDecision.RefuseRequest.class, decision);
        assertEquals(status, refuse.status(), refuse.message());
        return refuse;
    }

    private SignOnDecision.RefuseRequest refused(FakeSignOnRequest request, int status) {
        return refused(signOnFlow.decide(request), status);
    }

    private UserSession entered(FakeSignOnRequest request) {
        return entered(signOnFlow.decide(request));
    }

    private static void leadsTo(String location, SignOnDecision decision) {
        assertEquals(
                location,
                assertInstanceOf(SignOnDecision.RedirectBrowser.class, decision).location());
    }

    private List<String> signIn(SignOnFlow at) {
        return assertInstanceOf(SignOnDecision.RedirectBrowser.class, at.decide(FakeSignOnRequest.to("login/callback")))
                .cookies();
    }

    private static UserSession entered(SignOnDecision decision) {
        return (UserSession) assertInstanceOf(SignOnDecision.EnterApplication.class, decision)
                .who();
    }

    @Test
    void onlyAPersonsNavigationLeadsThroughLoginEverythingElseIsRefused() {
        SignOnDecision.RedirectBrowser redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                signOnFlow.decide(FakeSignOnRequest.page("host=web-1&source=/a.log")));
        assertEquals("https://idp.example.org/auth?state=1&view=?host=web-1&source=/a.log", redirectBrowser.location());
        assertEquals(List.of("pending=1; Path=/"), redirectBrowser.cookies());
        for (FakeSignOnRequest fakeSignOnRequest : List.of(
                FakeSignOnRequest.upgrade(),
                FakeSignOnRequest.to("live").with("Accept", "text/html"),
                FakeSignOnRequest.to("api/hosts").with("Accept", "text/html").with("Sec-Fetch-Mode", "navigate"),
                FakeSignOnRequest.to("app/main.js"),
                FakeSignOnRequest.to("anything"),
                FakeSignOnRequest.to("").with("Accept", "application/json"),
                FakeSignOnRequest.to("").with("Accept", "text/html").with("Sec-Fetch-Mode", "cors"),
                FakeSignOnRequest.to("").with("Accept", "text/html").with("Upgrade", "websocket"))) {
            assertEquals("unauthenticated", refused(fakeSignOnRequest, 401).code());
        }
        assertNull(entered(FakeSignOnRequest.to("login/login.css")));
    }

    @Test
    void loginLeadsBackToTheViewWithASessionThatNobodyKnewBefore() {
        SignOnDecision.RedirectBrowser redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                signOnFlow.decide(FakeSignOnRequest.to("login/callback").with("Cookie", "onetail-session=planted")));
        assertEquals("https://logs.example.org/onetail/?host=web-1&source=/a.log", redirectBrowser.location());
        String cookie = redirectBrowser.cookies().get(1);
        assertTrue(cookie.matches("onetail-session=[\\w-]{43}; Path=/onetail; Secure; HttpOnly; SameSite=Lax"), cookie);

        assertEquals(
                ANNA,
                entered(FakeSignOnRequest.upgrade().cookies(redirectBrowser.cookies()))
                        .person());
        refused(FakeSignOnRequest.upgrade().with("Cookie", "onetail-session=planted"), 401);
    }

    @Test
    void signingInAgainEndsTheSessionBefore() {
        List<String> before = signIn(signOnFlow);
        SignOnDecision.RedirectBrowser again = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                signOnFlow.decide(FakeSignOnRequest.to("login/callback").cookies(before)));
        refused(FakeSignOnRequest.to("api/hosts").cookies(before), 401);
        entered(FakeSignOnRequest.to("api/hosts").cookies(again.cookies()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org/",
                "//evil.example.org/",
                "/\\evil.example.org",
                "javascript:alert(1)",
                "host=web-1",
                "?a b",
                "?a\r\nSet-Cookie: x=y",
                "?日志",
                " ?a",
                "@evil.example.org",
                ".evil.example.org",
            })
    void loginLeadsBackToTheOwnPageOnly(String to) {
        SignOn container = new SignOn(AccessSettings.of(AccessMode.CONTAINER), null, nanos::get);
        FakeSignOnRequest entering = FakeSignOnRequest.to("login/enter").parameter("to", to);
        entering.principal = "carla";
        SignOnDecision.RedirectBrowser redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                container.signOnFlow("/onetail").decide(entering));
        assertEquals("/onetail/", redirectBrowser.location());
        FakeSignOnRequest byCookie = FakeSignOnRequest.to("login/enter")
                .with("Cookie", "onetail-view=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        byCookie.principal = "carla";
        redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                container.signOnFlow("/onetail").decide(byCookie));
        assertEquals("/onetail/", redirectBrowser.location());
        assertEquals("?host=web-1", SignOnFlow.view("?host=web-1"));
        assertEquals("", SignOnFlow.view("?" + "a".repeat(LoginMethod.LONGEST_VIEW)));
    }

    private static FakeSignOnRequest logout(List<String> cookies) {
        return FakeSignOnRequest.post("logout").cookies(cookies);
    }

    @Test
    void signingOutTakesAPostOfThePageItselfAndClosesTheWebSockets() {
        List<String> cookies = signIn(signOnFlow);
        UserSession session = entered(FakeSignOnRequest.upgrade().cookies(cookies));
        List<String> closed = new ArrayList<>();
        signOn.sessions().attach(session, closed::add);

        refused(FakeSignOnRequest.to("logout").cookies(cookies), 405);
        refused(logout(cookies).without("Sec-Fetch-Site").with("Sec-Fetch-Site", "cross-site"), 403);
        refused(logout(cookies).without("Sec-Fetch-Site").with("Sec-Fetch-Site", "same-site"), 403);
        refused(logout(cookies).without("Origin").with("Origin", "https://evil.example.org"), 403);
        refused(logout(cookies).without("Origin").without("Sec-Fetch-Site"), 403);
        assertEquals(List.of(), closed);

        SignOnDecision.AnswerRequest answerRequest =
                assertInstanceOf(SignOnDecision.AnswerRequest.class, signOnFlow.decide(logout(cookies)));
        assertEquals(List.of("You have signed out."), closed);
        assertEquals("{\"location\":\"https://idp.example.org/logout?id_token_hint=token\"}", answerRequest.json());
        assertTrue(
                answerRequest.cookies().get(0).startsWith("onetail-session=; Path=/onetail; Max-Age=0"),
                answerRequest.toString());
        refused(FakeSignOnRequest.upgrade().cookies(cookies), 401);
    }

    @Test
    void theProviderSignsOutFromElsewhere() {
        List<String> cookies = signIn(signOnFlow);
        List<String> closed = new ArrayList<>();
        signOn.sessions().attach(entered(FakeSignOnRequest.upgrade().cookies(cookies)), closed::add);
        FakeSignOnRequest notice = FakeSignOnRequest.to("login/backchannel").parameter("logout_token", "t");
        refused(notice, 400);
        notice.method = "POST";
        login.trouble = new LoginException(LoginException.LoginFailure.REFUSED, "forged");
        refused(notice, 400);
        login.trouble = null;
        assertEquals(List.of(), closed);

        assertEquals(
                200,
                assertInstanceOf(SignOnDecision.AnswerRequest.class, signOnFlow.decide(notice))
                        .status());
        assertEquals(List.of("You have signed out at the identity provider."), closed);
    }

    @Test
    void aProviderThatIsAwayIsAPageThatTriesAgain() {
        login.trouble = new LoginException(LoginException.LoginFailure.PROVIDER, "connection refused");
        SignOnDecision.ShowNotice show =
                assertInstanceOf(SignOnDecision.ShowNotice.class, signOnFlow.decide(FakeSignOnRequest.page(null)));
        assertEquals(NoticePage.PROVIDER_AWAY, show.notice());
        String page = show.notice().page("/onetail/", "zh-CN,zh;q=0.9");
        assertTrue(page.contains("http-equiv=\"refresh\"") && page.contains("无法连接登录服务"), page);
        login.trouble = new LoginException(LoginException.LoginFailure.REFUSED, "wrong state");
        assertEquals(
                NoticePage.LOGIN_FAILED,
                assertInstanceOf(
                                SignOnDecision.ShowNotice.class,
                                signOnFlow.decide(FakeSignOnRequest.to("login/callback")))
                        .notice());
    }

    @Test
    void whatIsMissingInTheConfigurationLetsNobodyInNotEvenFromLoopback() {
        for (AccessMode mode : List.of(AccessMode.OIDC, AccessMode.PROXY)) {
            SignOn incomplete = new SignOn(AccessSettings.of(mode), null, nanos::get);
            SignOnFlow closed = incomplete.signOnFlow("/onetail");
            refused(closed.decide(FakeSignOnRequest.upgrade().from("127.0.0.1")), 503);
            assertEquals(
                    NoticePage.NOT_CONFIGURED,
                    assertInstanceOf(
                                    SignOnDecision.ShowNotice.class,
                                    closed.decide(FakeSignOnRequest.page(null).from("127.0.0.1")))
                            .notice());
        }
    }

    @Test
    void nobodyGetsMoreThanTheirShare() {
        SignOn few = oidc(new UserLimits(1, 1, 1, 1, 1));
        SignOnFlow strict = few.signOnFlow("/onetail");
        List<String> cookies = signIn(strict);
        UserSession session = entered(strict.decide(FakeSignOnRequest.upgrade().cookies(cookies)));
        few.quota().connect(session.person());
        assertTrue(refused(strict.decide(FakeSignOnRequest.upgrade().cookies(cookies)), 429)
                .message()
                .contains("connections"));
        for (int i = 0; i < 8; i++) {
            entered(strict.decide(FakeSignOnRequest.to("api/hosts").cookies(cookies)));
        }
        assertEquals(
                "limit",
                refused(strict.decide(FakeSignOnRequest.to("api/hosts").cookies(cookies)), 429)
                        .code());
        entered(strict.decide(FakeSignOnRequest.to("app/main.js").cookies(cookies)));
    }

    @Test
    void whoAsksTooMuchIsRecordedOnceAMinuteByName() {
        List<String> events = new ArrayList<>();
        SignOn few = new SignOn(
                new AccessSettings(
                        AccessMode.OIDC,
                        PUBLIC,
                        SessionSettings.DEFAULT,
                        new UserLimits(1, 1, 1, 1, 1),
                        null,
                        OIDC,
                        List.of(),
                        List.of()),
                login,
                nanos::get,
                new AuditLog(Clock.systemUTC(), events::add),
                logout -> {});
        SignOnFlow strict = few.signOnFlow("/onetail");
        List<String> cookies = signIn(strict);
        for (int i = 0; i < 10; i++) {
            entered(strict.decide(FakeSignOnRequest.to("api/hosts").cookies(cookies)));
        }
        events.clear();
        for (int i = 0; i < 100; i++) {
            refused(strict.decide(FakeSignOnRequest.to("api/hosts").cookies(cookies)), 429);
        }
        assertEquals(1, events.size());
        assertTrue(events.get(0).contains("\"user\":\"anna\""), events.get(0));
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        for (int i = 0; i < 20; i++) {
            few.sweep();
            strict.decide(FakeSignOnRequest.to("api/hosts").cookies(cookies));
        }
        assertEquals(2, events.size());
    }

    @Test
    void aWebSocketIsNotASignOfAPerson() {
        List<String> cookies = signIn(signOnFlow);
        for (int i = 0; i < 6; i++) {
            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            SignOnDecision decision = signOnFlow.decide(
                    (i % 2 == 0 ? FakeSignOnRequest.upgrade() : FakeSignOnRequest.to("api/session")).cookies(cookies));
            if (i < 5) {
                entered(decision);
            } else {
                refused(decision, 401);
            }
        }
    }

    private SignOn behindProxy() {
        return new SignOn(
                new AccessSettings(
                        AccessMode.PROXY,
                        null,
                        SessionSettings.DEFAULT,
                        UserLimits.DEFAULT,
                        ProxyHeadersTest.SETTINGS,
                        null,
                        List.of(),
                        List.of()),
                null,
                nanos::get);
    }

    @Test
    void behindAProxyItsHeadersSayWhoItIs() {
        SignOnFlow proxied = behindProxy().signOnFlow("");
        assertEquals(
                "ben",
                entered(proxied.decide(known(FakeSignOnRequest.upgrade()))).getName());
        assertEquals(
                "unauthenticated",
                refused(proxied.decide(known(FakeSignOnRequest.upgrade()).without("X-Forwarded-User")), 401)
                        .code());
        assertEquals(
                "forbidden",
                refused(proxied.decide(known(FakeSignOnRequest.upgrade()).from("127.0.0.1")), 403)
                        .code());
        assertEquals(
                NoticePage.NOT_THROUGH_PROXY,
                assertInstanceOf(
                                SignOnDecision.ShowNotice.class,
                                proxied.decide(FakeSignOnRequest.page(null).from("10.0.0.1")))
                        .notice());
        SignOnDecision.AnswerRequest out = assertInstanceOf(
                SignOnDecision.AnswerRequest.class,
                proxied.decide(known(FakeSignOnRequest.post("logout").without("Origin"))));
        assertEquals("{\"location\":\"/oauth2/sign_out\"}", out.json());
    }

    @Test
    void theAddressIsTheOneThatTheProxyHasAddedToTheLineOrAsALine() {
        SignOnFlow proxied = behindProxy().signOnFlow("");
        FakeSignOnRequest fakeSignOnRequest =
                known(FakeSignOnRequest.to("")).with("X-Forwarded-For", "198.51.100.1, 203.0.113.5");
        assertEquals("203.0.113.5", proxied.address(fakeSignOnRequest));
        assertEquals("203.0.113.6", proxied.address(fakeSignOnRequest.with("X-Forwarded-For", "203.0.113.6")));
        assertEquals("10.0.0.1", proxied.address(fakeSignOnRequest.with("X-Forwarded-For", "who knows")));
        assertEquals("192.0.2.7", signOnFlow.address(FakeSignOnRequest.to("").with("X-Forwarded-For", "203.0.113.5")));
        FakeSignOnRequest throughThisMachine =
                FakeSignOnRequest.to("").from("127.0.0.1").with("X-Forwarded-For", "198.51.100.1, 203.0.113.5");
        assertEquals("203.0.113.5", signOnFlow.address(throughThisMachine));
    }

    private static FakeSignOnRequest known(FakeSignOnRequest fakeSignOnRequest) {
        return fakeSignOnRequest
                .from("10.0.0.1")
                .with("X-Onetail-Secret", "s3cret")
                .with("X-Forwarded-User", "ben");
    }

    @Test
    void theApplicationServersLoginNamesPersonAndRoles() {
        SignOn container = new SignOn(
                new AccessSettings(
                        AccessMode.CONTAINER,
                        null,
                        SessionSettings.DEFAULT,
                        UserLimits.DEFAULT,
                        null,
                        null,
                        List.of("ops", "admins"),
                        List.of()),
                null,
                nanos::get);
        SignOnFlow protect = container.signOnFlow("/onetail");
        leadsTo("/onetail/login/enter?to=%3Fhost%3Dweb-1", protect.decide(FakeSignOnRequest.page("host=web-1")));
        SignOnDecision.RedirectBrowser begun = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class, protect.decide(FakeSignOnRequest.page("host=web-2&source=%2Fa")));
        FakeSignOnRequest withoutQuery = FakeSignOnRequest.to("login/enter").cookies(begun.cookies());
        withoutQuery.principal = "carla";
        leadsTo("/onetail/?host=web-2&source=%2Fa", protect.decide(withoutQuery));
        FakeSignOnRequest broken = FakeSignOnRequest.to("login/enter").with("Cookie", "onetail-view=%zz");
        broken.principal = "carla";
        leadsTo("/onetail/", protect.decide(broken));
        FakeSignOnRequest entering = FakeSignOnRequest.to("login/enter").parameter("to", "?host=web-1");
        assertEquals(new SignOnDecision.ShowLoginForm("/login/form.html", false), protect.decide(entering));
        entering.principal = "carla";
        entering.roles.addAll(Set.of("ops", "others"));
        SignOnDecision.RedirectBrowser redirectBrowser =
                assertInstanceOf(SignOnDecision.RedirectBrowser.class, protect.decide(entering));
        assertEquals("/onetail/?host=web-1", redirectBrowser.location());
        assertFalse(redirectBrowser.cookies().toString().contains("Secure"), "http, without a public URL");
        assertEquals(
                new Person("carla", "carla", Set.of("ops")),
                entered(protect.decide(FakeSignOnRequest.upgrade().cookies(redirectBrowser.cookies())))
                        .person());
    }

    @Test
    void aSignInThatFailsIsRecorded() {
        List<String> events = new ArrayList<>();
        AuditLog audit = new AuditLog(Clock.systemUTC(), events::add);
        SignOnFlow protect = new SignOn(AccessSettings.of(AccessMode.CONTAINER), null, nanos::get, audit, logout -> {})
                .signOnFlow("/onetail");
        protect.decide(FakeSignOnRequest.post("login/enter")
                .without("Origin")
                .parameter("name", "carla")
                .parameter("password", "guessed"));
        assertEquals(1, events.size());
        assertTrue(events.get(0).contains("\"sign-in-failed\"") && events.get(0).contains("\"claimed\":\"carla\""));
        assertFalse(events.get(0).contains("guessed"), events.get(0));
        SignOnFlow token =
                new SignOn(AccessSettings.of(AccessMode.TOKEN), null, nanos::get, audit, logout -> {}).signOnFlow("");
        token.decide(here(FakeSignOnRequest.to("login/token")).parameter("token", "guessed"));
        assertTrue(events.get(1).contains("\"address\":\"127.0.0.1\",\"claimed\":null"), events.get(1));
        assertFalse(events.get(1).contains("guessed"), events.get(1));
        login.trouble = new LoginException(LoginException.LoginFailure.REFUSED, "its ID token is not accepted");
        new SignOn(signOn.settings(), login, nanos::get, audit, logout -> {})
                .signOnFlow("/onetail")
                .decide(FakeSignOnRequest.to("login/callback"));
        assertTrue(events.get(2).contains("its ID token is not accepted."), events.get(2));
    }

    /** Requests with the cookie of a person who has signed in, as current and older browsers send them. */
    @Test
    void anotherSiteAsksForNothingInOnesName() {
        List<String> cookies = signIn(signOnFlow);
        for (String path : List.of("api/download", "api/search", "api/hosts", "app/main.js", "live", "logout")) {
            for (String site : List.of("cross-site", "same-site", "nonsense")) {
                for (String mode : List.of("navigate", "no-cors", "cors", "websocket")) {
                    refused(sent(path, site, mode).cookies(cookies), 403);
                }
            }
            refused(FakeSignOnRequest.to(path).cookies(cookies).with("Referer", "https://evil.example.org/a"), 403);
            refused(FakeSignOnRequest.to(path).cookies(cookies).with("Referer", "http://logs.example.org/"), 403);
            refused(FakeSignOnRequest.to(path).cookies(cookies).with("Referer", "https://a b"), 403);
            refused(FakeSignOnRequest.to(path).cookies(cookies).with("Origin", "https://evil.example.org"), 403);
        }
        for (String path : List.of("api/download", "api/hosts", "app/main.js")) {
            entered(sent(path, "same-origin", "navigate").cookies(cookies));
            entered(sent(path, "none", "navigate").cookies(cookies));
            entered(FakeSignOnRequest.to(path).cookies(cookies));
            entered(FakeSignOnRequest.to(path).cookies(cookies).with("Referer", "https://logs.example.org/onetail/"));
        }
    }

    @Test
    void aLinkAndTheWayBackFromALoginComeFromElsewhere() {
        List<String> cookies = signIn(signOnFlow);
        for (String path : List.of("", "index.html")) {
            entered(sent(path, "cross-site", "navigate")
                    .with("Sec-Fetch-Dest", "document")
                    .cookies(cookies));
            entered(FakeSignOnRequest.to(path)
                    .cookies(cookies)
                    .with("Referer", "https://wiki.example.org/page?of=links"));
            refused(
                    sent(path, "cross-site", "navigate")
                            .with("Sec-Fetch-Dest", "iframe")
                            .cookies(cookies),
                    403);
            refused(sent(path, "cross-site", "no-cors").cookies(cookies), 403);
        }
        assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                signOnFlow.decide(sent("", "cross-site", "navigate").with("Accept", "text/html")));
        assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                signOnFlow.decide(sent("login/callback", "cross-site", "navigate")));
        assertInstanceOf(
                SignOnDecision.ShowNotice.class, signOnFlow.decide(sent("login/out", "cross-site", "navigate")));
        refused(sent("login/callback", "cross-site", "no-cors"), 403);
        FakeSignOnRequest notice = FakeSignOnRequest.to("login/backchannel").parameter("logout_token", "t");
        notice.method = "POST"; // from the provider's server
        assertInstanceOf(SignOnDecision.AnswerRequest.class, signOnFlow.decide(notice));
    }

    private static FakeSignOnRequest sent(String path, String site, String mode) {
        return FakeSignOnRequest.to(path).with("Sec-Fetch-Site", site).with("Sec-Fetch-Mode", mode);
    }

    @Test
    void aLinkTooLongToBeKeptLeadsThroughLoginAllTheSame() {
        SignOnFlow protect =
                new SignOn(AccessSettings.of(AccessMode.CONTAINER), null, nanos::get).signOnFlow("/onetail");
        SignOnDecision.RedirectBrowser kept = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                protect.decide(FakeSignOnRequest.page("host=" + "%".repeat(1_000))));
        assertTrue(kept.cookies().get(0).length() < 4_000, kept.toString());
        SignOnDecision.RedirectBrowser inAddressOnly = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                protect.decide(FakeSignOnRequest.page("host=" + "%".repeat(2_500))));
        assertEquals(List.of(), inAddressOnly.cookies());
        SignOnDecision.RedirectBrowser forgotten = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                protect.decide(FakeSignOnRequest.page("host=" + "a".repeat(3_000))));
        assertEquals("/onetail/login/enter?to=", forgotten.location());
    }

    @Test
    void nameAndPasswordAreTakenFromOurOwnFormOnly() {
        SignOnFlow protect =
                new SignOn(AccessSettings.of(AccessMode.CONTAINER), null, nanos::get).signOnFlow("/onetail");
        FakeSignOnRequest form = FakeSignOnRequest.post("login/enter")
                .without("Origin")
                .with("Origin", "http://logs.example.org")
                .parameter("name", "carla")
                .parameter("password", "pass");
        refused(protect.decide(form.without("Sec-Fetch-Site").with("Sec-Fetch-Site", "cross-site")), 403);
        refused(protect.decide(form.without("Origin").without("Sec-Fetch-Site")), 403);
        form.with("Sec-Fetch-Site", "same-origin").parameter("password", "wrong");
        assertEquals(new SignOnDecision.ShowLoginForm("/login/failed.html", true), protect.decide(form));
        SignOnDecision.RedirectBrowser redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class, protect.decide(form.parameter("password", "pass")));
        assertEquals(
                "carla",
                entered(protect.decide(FakeSignOnRequest.upgrade().cookies(redirectBrowser.cookies())))
                        .getName());
        FakeSignOnRequest fakeSignOnRequest =
                FakeSignOnRequest.to("login/enter").parameter("name", "carla").parameter("password", "pass");
        assertEquals(new SignOnDecision.ShowLoginForm("/login/form.html", false), protect.decide(fakeSignOnRequest));
    }

    @Test
    void modeNoneAsksNobodyWhoTheyAre() {
        SignOnFlow open = new SignOn(AccessSettings.of(AccessMode.NONE), null, nanos::get).signOnFlow("/onetail");
        assertNull(entered(open.decide(here(FakeSignOnRequest.upgrade()))));
        refused(open.decide(FakeSignOnRequest.upgrade()), 403);
    }

    private static FakeSignOnRequest here(FakeSignOnRequest fakeSignOnRequest) {
        return fakeSignOnRequest.from("127.0.0.1").without("Host").with("Host", "localhost");
    }

    @Test
    void whatIsNotConfiguredLetsInOnlyWhoHasTheTokenOfTheLog() {
        SignOn unconfigured = new SignOn(AccessSettings.of(AccessMode.TOKEN), null, nanos::get);
        SignOnFlow closed = unconfigured.signOnFlow("/onetail");
        String token = unconfigured.token().value();
        assertTrue(TokenLogin.invitation("/onetail", unconfigured.token())
                .contains("http://localhost:8080/onetail/login/token?token=" + token + " "));
        for (String path : List.of("live", "api/hosts", "app/main.js", "index.html")) {
            refused(closed.decide(here(FakeSignOnRequest.to(path))), 401);
            refused(closed.decide(here(FakeSignOnRequest.to(path)).with("Cookie", "onetail-session=" + token)), 401);
        }
        SignOnDecision.RedirectBrowser redirectBrowser = assertInstanceOf(
                SignOnDecision.RedirectBrowser.class, closed.decide(here(FakeSignOnRequest.page("host=web-1"))));
        assertEquals("/onetail/login/token?to=%3Fhost%3Dweb-1", redirectBrowser.location());
        assertEquals(
                new SignOnDecision.ShowLoginForm("/login/token.html", false),
                closed.decide(here(FakeSignOnRequest.to("login/token"))));
        for (String wrong : List.of("", "x", token + "0", token.substring(1))) {
            assertEquals(
                    new SignOnDecision.ShowLoginForm("/login/token-wrong.html", true),
                    closed.decide(here(FakeSignOnRequest.to("login/token")).parameter("token", wrong)));
        }
        refused(closed.decide(FakeSignOnRequest.to("login/token").parameter("token", token)), 403);

        FakeSignOnRequest linked = here(FakeSignOnRequest.to("login/token"))
                .parameter("token", token)
                .parameter("to", "?host=web-1");
        redirectBrowser = assertInstanceOf(SignOnDecision.RedirectBrowser.class, closed.decide(linked));
        assertEquals("/onetail/?host=web-1", redirectBrowser.location());
        FakeSignOnRequest pasted = here(FakeSignOnRequest.post("login/token"))
                .without("Origin")
                .parameter("token", "the wrong token of the link")
                .parameter("pasted", " " + token + "\n");
        List<String> cookies = assertInstanceOf(SignOnDecision.RedirectBrowser.class, closed.decide(pasted))
                .cookies();
        assertEquals(
                "token",
                entered(closed.decide(here(FakeSignOnRequest.upgrade()).cookies(cookies)))
                        .getName());
        refused(closed.decide(FakeSignOnRequest.upgrade().cookies(cookies)), 403);
        assertNotEquals(
                token,
                new SignOn(AccessSettings.of(AccessMode.TOKEN), null, nanos::get)
                        .token()
                        .value());
    }

    @Test
    void tokensAreNotTriedWithoutEnd() {
        SignOn unconfigured = new SignOn(AccessSettings.of(AccessMode.TOKEN), null, nanos::get);
        SignOnFlow closed = unconfigured.signOnFlow("/onetail");
        FakeSignOnRequest wrong = here(FakeSignOnRequest.to("login/token")).parameter("token", "guess");
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(SignOnDecision.ShowLoginForm.class, closed.decide(wrong));
        }
        FakeSignOnRequest right = here(FakeSignOnRequest.to("login/token"))
                .parameter("token", unconfigured.token().value());
        assertEquals(
                NoticePage.TOO_MANY,
                assertInstanceOf(SignOnDecision.ShowNotice.class, closed.decide(wrong))
                        .notice());
        assertInstanceOf(
                SignOnDecision.RedirectBrowser.class,
                closed.decide(right),
                "the owner of the token is not locked out by others' guesses");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertInstanceOf(SignOnDecision.ShowLoginForm.class, closed.decide(wrong));
    }

    @ParameterizedTest
    @EnumSource(AccessMode.class)
    void aMistakeInTheSettingsLetsNobodyIn(AccessMode mode) {
        AccessSettings good = new AccessSettings(
                mode,
                PUBLIC,
                SessionSettings.DEFAULT,
                UserLimits.DEFAULT,
                ProxyHeadersTest.SETTINGS,
                OIDC,
                List.of(),
                List.of("onetail.access.max-views is 'lots', expected a whole number."));
        SignOn mistaken = new SignOn(good, login, nanos::get);
        SignOnFlow closed = mistaken.signOnFlow("/onetail");
        for (String path : List.of("live", "api/hosts", "login/callback", "login/enter", "login/token", "login/out")) {
            for (FakeSignOnRequest fakeSignOnRequest : List.of(
                    FakeSignOnRequest.to(path), here(FakeSignOnRequest.to(path)), known(FakeSignOnRequest.to(path)))) {
                fakeSignOnRequest.parameter("token", mistaken.token().value());
                fakeSignOnRequest.principal = "carla";
                SignOnDecision.RefuseRequest refuse = refused(closed.decide(fakeSignOnRequest), 503);
                assertFalse(refuse.message().contains("max-views"), "only the log says it");
            }
        }
        assertEquals(
                NoticePage.NOT_CONFIGURED,
                assertInstanceOf(SignOnDecision.ShowNotice.class, closed.decide(here(FakeSignOnRequest.page(null))))
                        .notice());
    }
}

package io.onetail.access.signon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.Audit;
import io.onetail.access.Person;
import io.onetail.access.signon.AccessSettings.Mode;
import io.onetail.access.signon.Session.Grant;
import io.onetail.testing.Asked;
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

class DoorTest {
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

    /** A provider at which anna signs in with one click. */
    private static final class FakeLogin implements Login {
        LoginException trouble;

        @Override
        public String returnPath() {
            return "login/callback";
        }

        @Override
        public Begun begin(Request request, String view, boolean secure) throws LoginException {
            fail();
            return new Begun("https://idp.example.org/auth?state=1&view=" + view, List.of("pending=1; Path=/"));
        }

        @Override
        public Finished finish(Request request) throws LoginException {
            fail();
            return new Finished(
                    ANNA,
                    new Grant("sub-anna", "sid-1", "token"),
                    "?host=web-1&source=/a.log",
                    List.of("pending=; Max-Age=0; Path=/"));
        }

        @Override
        public String logout(Session session) {
            return "https://idp.example.org/logout?id_token_hint="
                    + session.grant().token();
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
                        Mode.OIDC, PUBLIC, SessionSettings.DEFAULT, limits, null, OIDC, List.of(), List.of()),
                login,
                nanos::get);
    }

    private final SignOn signOn = oidc(UserLimits.DEFAULT);
    private final Door door = signOn.door("/onetail");

    private static Decision.Refuse refused(Decision decision, int status) {
        Decision.Refuse refuse = assertInstanceOf(Decision.Refuse.class, decision);
        assertEquals(status, refuse.status(), refuse.message());
        return refuse;
    }

    private List<String> signIn(Door at) {
        return assertInstanceOf(Decision.Go.class, at.decide(Asked.to("login/callback")))
                .cookies();
    }

    private static Session entered(Decision decision) {
        return (Session) assertInstanceOf(Decision.Enter.class, decision).who();
    }

    @Test
    void onlyAPersonsNavigationLeadsThroughLoginEverythingElseIsRefused() {
        Decision.Go go = assertInstanceOf(Decision.Go.class, door.decide(Asked.page("host=web-1&source=/a.log")));
        assertEquals("https://idp.example.org/auth?state=1&view=?host=web-1&source=/a.log", go.location());
        assertEquals(List.of("pending=1; Path=/"), go.cookies());
        for (Asked asked : List.of(
                Asked.upgrade(),
                Asked.to("live").with("Accept", "text/html"),
                Asked.to("api/hosts").with("Accept", "text/html").with("Sec-Fetch-Mode", "navigate"),
                Asked.to("app/main.js"),
                Asked.to("anything"),
                Asked.to("").with("Accept", "application/json"),
                Asked.to("").with("Accept", "text/html").with("Sec-Fetch-Mode", "cors"),
                Asked.to("").with("Accept", "text/html").with("Upgrade", "websocket"))) {
            assertEquals("unauthenticated", refused(door.decide(asked), 401).code());
        }
        assertNull(entered(door.decide(Asked.to("login/login.css"))));
    }

    @Test
    void loginLeadsBackToTheViewWithASessionThatNobodyKnewBefore() {
        Decision.Go go = assertInstanceOf(
                Decision.Go.class, door.decide(Asked.to("login/callback").with("Cookie", "onetail-session=planted")));
        assertEquals("https://logs.example.org/onetail/?host=web-1&source=/a.log", go.location());
        String cookie = go.cookies().get(1);
        assertTrue(cookie.matches("onetail-session=[\\w-]{43}; Path=/onetail; Secure; HttpOnly; SameSite=Lax"), cookie);

        assertEquals(
                ANNA,
                entered(door.decide(Asked.upgrade().cookies(go.cookies()))).person());
        refused(door.decide(Asked.upgrade().with("Cookie", "onetail-session=planted")), 401);
    }

    @Test
    void signingInAnewEndsTheSessionBefore() {
        List<String> before = signIn(door);
        Decision.Go again = assertInstanceOf(
                Decision.Go.class, door.decide(Asked.to("login/callback").cookies(before)));
        refused(door.decide(Asked.to("api/hosts").cookies(before)), 401);
        entered(door.decide(Asked.to("api/hosts").cookies(again.cookies())));
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
        SignOn container = new SignOn(AccessSettings.of(Mode.CONTAINER), null, nanos::get);
        Asked entering = Asked.to("login/enter").parameter("to", to);
        entering.principal = "carla";
        Decision.Go go =
                assertInstanceOf(Decision.Go.class, container.door("/onetail").decide(entering));
        assertEquals("/onetail/", go.location());
        Asked byCookie =
                Asked.to("login/enter").with("Cookie", "onetail-view=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        byCookie.principal = "carla";
        go = assertInstanceOf(Decision.Go.class, container.door("/onetail").decide(byCookie));
        assertEquals("/onetail/", go.location());
        assertEquals("?host=web-1", Door.view("?host=web-1"));
        assertEquals("", Door.view("?" + "a".repeat(Login.LONGEST_VIEW)));
    }

    @Test
    void signingOutTakesAPostOfThePageItselfAndClosesTheWebSockets() {
        List<String> cookies = signIn(door);
        Session session = entered(door.decide(Asked.upgrade().cookies(cookies)));
        List<String> closed = new ArrayList<>();
        signOn.sessions().attach(session, closed::add);

        refused(door.decide(Asked.to("logout").cookies(cookies)), 405);
        refused(
                door.decide(Asked.post("logout")
                        .cookies(cookies)
                        .without("Sec-Fetch-Site")
                        .with("Sec-Fetch-Site", "cross-site")),
                403);
        refused(
                door.decide(Asked.post("logout")
                        .cookies(cookies)
                        .without("Sec-Fetch-Site")
                        .with("Sec-Fetch-Site", "same-site")),
                403);
        refused(
                door.decide(Asked.post("logout")
                        .cookies(cookies)
                        .without("Origin")
                        .with("Origin", "https://evil.example.org")),
                403);
        refused(
                door.decide(
                        Asked.post("logout").cookies(cookies).without("Origin").without("Sec-Fetch-Site")),
                403);
        assertEquals(List.of(), closed);

        Decision.Done done = assertInstanceOf(
                Decision.Done.class, door.decide(Asked.post("logout").cookies(cookies)));
        assertEquals(List.of("You have signed out."), closed);
        assertEquals("{\"location\":\"https://idp.example.org/logout?id_token_hint=token\"}", done.json());
        assertTrue(done.cookies().get(0).startsWith("onetail-session=; Path=/onetail; Max-Age=0"), done.toString());
        refused(door.decide(Asked.upgrade().cookies(cookies)), 401);
    }

    @Test
    void theProviderSignsOutFromElsewhere() {
        List<String> cookies = signIn(door);
        List<String> closed = new ArrayList<>();
        signOn.sessions().attach(entered(door.decide(Asked.upgrade().cookies(cookies))), closed::add);
        Asked notice = Asked.to("login/backchannel").parameter("logout_token", "t");
        refused(door.decide(notice), 400);
        notice.method = "POST";
        login.trouble = new LoginException(LoginException.Kind.REFUSED, "forged");
        refused(door.decide(notice), 400);
        login.trouble = null;
        assertEquals(List.of(), closed);

        assertEquals(
                200, assertInstanceOf(Decision.Done.class, door.decide(notice)).status());
        assertEquals(List.of("You have signed out at the identity provider."), closed);
    }

    @Test
    void aProviderThatIsAwayIsAPageThatTriesAgain() {
        login.trouble = new LoginException(LoginException.Kind.PROVIDER, "connection refused");
        Decision.Show show = assertInstanceOf(Decision.Show.class, door.decide(Asked.page(null)));
        assertEquals(Notice.PROVIDER_AWAY, show.notice());
        String page = show.notice().page("/onetail/", "zh-CN,zh;q=0.9");
        assertTrue(page.contains("http-equiv=\"refresh\"") && page.contains("无法连接登录服务"), page);
        login.trouble = new LoginException(LoginException.Kind.REFUSED, "wrong state");
        assertEquals(
                Notice.LOGIN_FAILED,
                assertInstanceOf(Decision.Show.class, door.decide(Asked.to("login/callback")))
                        .notice());
    }

    @Test
    void whatIsMissingInTheConfigurationLetsNobodyInFromLoopbackNeither() {
        for (Mode mode : List.of(Mode.OIDC, Mode.PROXY)) {
            SignOn incomplete = new SignOn(AccessSettings.of(mode), null, nanos::get);
            Door closed = incomplete.door("/onetail");
            refused(closed.decide(Asked.upgrade().from("127.0.0.1")), 503);
            assertEquals(
                    Notice.NOT_CONFIGURED,
                    assertInstanceOf(
                                    Decision.Show.class,
                                    closed.decide(Asked.page(null).from("127.0.0.1")))
                            .notice());
        }
    }

    @Test
    void nobodyGetsMoreThanTheirShare() {
        SignOn few = oidc(new UserLimits(1, 1, 1, 1, 1));
        Door strict = few.door("/onetail");
        List<String> cookies = signIn(strict);
        Session session = entered(strict.decide(Asked.upgrade().cookies(cookies)));
        few.quota().connect(session.person());
        assertTrue(refused(strict.decide(Asked.upgrade().cookies(cookies)), 429)
                .message()
                .contains("connections"));
        for (int i = 0; i < 8; i++) {
            entered(strict.decide(Asked.to("api/hosts").cookies(cookies)));
        }
        assertEquals(
                "limit",
                refused(strict.decide(Asked.to("api/hosts").cookies(cookies)), 429)
                        .code());
        entered(strict.decide(Asked.to("app/main.js").cookies(cookies)));
    }

    @Test
    void whoAsksTooMuchIsPutDownOnceAMinuteByName() {
        List<String> events = new ArrayList<>();
        SignOn few = new SignOn(
                new AccessSettings(
                        Mode.OIDC,
                        PUBLIC,
                        SessionSettings.DEFAULT,
                        new UserLimits(1, 1, 1, 1, 1),
                        null,
                        OIDC,
                        List.of(),
                        List.of()),
                login,
                nanos::get,
                new Audit(Clock.systemUTC(), events::add),
                logout -> {});
        Door strict = few.door("/onetail");
        List<String> cookies = signIn(strict);
        for (int i = 0; i < 10; i++) {
            entered(strict.decide(Asked.to("api/hosts").cookies(cookies)));
        }
        events.clear();
        for (int i = 0; i < 100; i++) {
            refused(strict.decide(Asked.to("api/hosts").cookies(cookies)), 429);
        }
        assertEquals(1, events.size());
        assertTrue(events.get(0).contains("\"user\":\"anna\""), events.get(0));
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        for (int i = 0; i < 20; i++) {
            few.sweep();
            strict.decide(Asked.to("api/hosts").cookies(cookies));
        }
        assertEquals(2, events.size());
    }

    @Test
    void aWebSocketIsNoSignOfAPerson() {
        List<String> cookies = signIn(door);
        for (int i = 0; i < 6; i++) {
            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            Decision decision = door.decide((i % 2 == 0 ? Asked.upgrade() : Asked.to("api/session")).cookies(cookies));
            if (i < 5) {
                entered(decision);
            } else {
                refused(decision, 401);
            }
        }
    }

    @Test
    void behindAProxyItsHeadersSayWhoItIs() {
        SignOn behind = new SignOn(
                new AccessSettings(
                        Mode.PROXY,
                        null,
                        SessionSettings.DEFAULT,
                        UserLimits.DEFAULT,
                        ProxyHeadersTest.SETTINGS,
                        null,
                        List.of(),
                        List.of()),
                null,
                nanos::get);
        Door proxied = behind.door("");
        assertEquals("ben", entered(proxied.decide(known(Asked.upgrade()))).getName());
        assertEquals(
                "unauthenticated",
                refused(proxied.decide(known(Asked.upgrade()).without("X-Forwarded-User")), 401)
                        .code());
        assertEquals(
                "forbidden",
                refused(proxied.decide(known(Asked.upgrade()).from("127.0.0.1")), 403)
                        .code());
        assertEquals(
                Notice.NOT_THROUGH_PROXY,
                assertInstanceOf(
                                Decision.Show.class,
                                proxied.decide(Asked.page(null).from("10.0.0.1")))
                        .notice());
        Decision.Done out = assertInstanceOf(
                Decision.Done.class, proxied.decide(known(Asked.post("logout").without("Origin"))));
        assertEquals("{\"location\":\"/oauth2/sign_out\"}", out.json());
    }

    @Test
    void theAddressIsTheOneThatTheProxyHasAddedToTheLineOrAsALine() {
        Door proxied = new SignOn(
                        new AccessSettings(
                                Mode.PROXY,
                                null,
                                SessionSettings.DEFAULT,
                                UserLimits.DEFAULT,
                                ProxyHeadersTest.SETTINGS,
                                null,
                                List.of(),
                                List.of()),
                        null,
                        nanos::get)
                .door("");
        Asked asked = known(Asked.to("")).with("X-Forwarded-For", "198.51.100.1, 203.0.113.5");
        assertEquals("203.0.113.5", proxied.address(asked));
        assertEquals("203.0.113.6", proxied.address(asked.with("X-Forwarded-For", "203.0.113.6")));
        assertEquals("10.0.0.1", proxied.address(asked.with("X-Forwarded-For", "who knows")));
        assertEquals("192.0.2.7", door.address(Asked.to("").with("X-Forwarded-For", "203.0.113.5")));
        Asked throughThisMachine = Asked.to("").from("127.0.0.1").with("X-Forwarded-For", "198.51.100.1, 203.0.113.5");
        assertEquals("203.0.113.5", door.address(throughThisMachine));
    }

    private static Asked known(Asked asked) {
        return asked.from("10.0.0.1").with("X-Onetail-Secret", "s3cret").with("X-Forwarded-User", "ben");
    }

    @Test
    void theApplicationServersLoginNamesPersonAndRoles() {
        SignOn container = new SignOn(
                new AccessSettings(
                        Mode.CONTAINER,
                        null,
                        SessionSettings.DEFAULT,
                        UserLimits.DEFAULT,
                        null,
                        null,
                        List.of("ops", "admins"),
                        List.of()),
                null,
                nanos::get);
        Door protect = container.door("/onetail");
        assertEquals(
                "/onetail/login/enter?to=%3Fhost%3Dweb-1",
                assertInstanceOf(Decision.Go.class, protect.decide(Asked.page("host=web-1")))
                        .location());
        Decision.Go begun = assertInstanceOf(Decision.Go.class, protect.decide(Asked.page("host=web-2&source=%2Fa")));
        Asked withoutQuery = Asked.to("login/enter").cookies(begun.cookies());
        withoutQuery.principal = "carla";
        assertEquals(
                "/onetail/?host=web-2&source=%2Fa",
                assertInstanceOf(Decision.Go.class, protect.decide(withoutQuery))
                        .location());
        Asked broken = Asked.to("login/enter").with("Cookie", "onetail-view=%zz");
        broken.principal = "carla";
        assertEquals(
                "/onetail/",
                assertInstanceOf(Decision.Go.class, protect.decide(broken)).location());
        Asked entering = Asked.to("login/enter").parameter("to", "?host=web-1");
        assertEquals(new Decision.Ask("/login/form.html", false), protect.decide(entering));
        entering.principal = "carla";
        entering.roles.addAll(Set.of("ops", "others"));
        Decision.Go go = assertInstanceOf(Decision.Go.class, protect.decide(entering));
        assertEquals("/onetail/?host=web-1", go.location());
        assertFalse(go.cookies().toString().contains("Secure"), "http, without a public address");
        assertEquals(
                new Person("carla", "carla", Set.of("ops")),
                entered(protect.decide(Asked.upgrade().cookies(go.cookies()))).person());
    }

    @Test
    void aSignInThatFailsIsPutDown() {
        List<String> events = new ArrayList<>();
        Audit audit = new Audit(Clock.systemUTC(), events::add);
        Door protect =
                new SignOn(AccessSettings.of(Mode.CONTAINER), null, nanos::get, audit, logout -> {}).door("/onetail");
        protect.decide(Asked.post("login/enter")
                .without("Origin")
                .parameter("name", "carla")
                .parameter("password", "guessed"));
        assertEquals(1, events.size());
        assertTrue(events.get(0).contains("\"sign-in-failed\"") && events.get(0).contains("\"claimed\":\"carla\""));
        assertFalse(events.get(0).contains("guessed"), events.get(0));
        Door token = new SignOn(AccessSettings.of(Mode.TOKEN), null, nanos::get, audit, logout -> {}).door("");
        token.decide(here(Asked.to("login/token")).parameter("token", "guessed"));
        assertTrue(events.get(1).contains("\"address\":\"127.0.0.1\",\"claimed\":null"), events.get(1));
        assertFalse(events.get(1).contains("guessed"), events.get(1));
        login.trouble = new LoginException(LoginException.Kind.REFUSED, "its ID token is not accepted");
        new SignOn(signOn.settings(), login, nanos::get, audit, logout -> {})
                .door("/onetail")
                .decide(Asked.to("login/callback"));
        assertTrue(events.get(2).contains("its ID token is not accepted."), events.get(2));
    }

    /** Each with the cookie of somebody who is signed in, as browsers of today and of earlier send it. */
    @Test
    void anotherSiteAsksForNothingInOnesName() {
        List<String> cookies = signIn(door);
        for (String path : List.of("api/download", "api/search", "api/hosts", "app/main.js", "live", "logout")) {
            for (String site : List.of("cross-site", "same-site", "nonsense")) {
                for (String mode : List.of("navigate", "no-cors", "cors", "websocket")) {
                    refused(door.decide(sent(path, site, mode).cookies(cookies)), 403);
                }
            }
            refused(door.decide(Asked.to(path).cookies(cookies).with("Referer", "https://evil.example.org/a")), 403);
            refused(door.decide(Asked.to(path).cookies(cookies).with("Referer", "http://logs.example.org/")), 403);
            refused(door.decide(Asked.to(path).cookies(cookies).with("Referer", "https://a b")), 403);
            refused(door.decide(Asked.to(path).cookies(cookies).with("Origin", "https://evil.example.org")), 403);
        }
        for (String path : List.of("api/download", "api/hosts", "app/main.js")) {
            entered(door.decide(sent(path, "same-origin", "navigate").cookies(cookies)));
            entered(door.decide(sent(path, "none", "navigate").cookies(cookies)));
            entered(door.decide(Asked.to(path).cookies(cookies)));
            entered(door.decide(Asked.to(path).cookies(cookies).with("Referer", "https://logs.example.org/onetail/")));
        }
    }

    @Test
    void aLinkAndTheWayBackFromALoginComeFromElsewhere() {
        List<String> cookies = signIn(door);
        for (String path : List.of("", "index.html")) {
            entered(door.decide(sent(path, "cross-site", "navigate")
                    .with("Sec-Fetch-Dest", "document")
                    .cookies(cookies)));
            entered(door.decide(
                    Asked.to(path).cookies(cookies).with("Referer", "https://wiki.example.org/page?of=links")));
            refused(
                    door.decide(sent(path, "cross-site", "navigate")
                            .with("Sec-Fetch-Dest", "iframe")
                            .cookies(cookies)),
                    403);
            refused(door.decide(sent(path, "cross-site", "no-cors").cookies(cookies)), 403);
        }
        assertInstanceOf(
                Decision.Go.class,
                door.decide(sent("", "cross-site", "navigate").with("Accept", "text/html")));
        assertInstanceOf(Decision.Go.class, door.decide(sent("login/callback", "cross-site", "navigate")));
        assertInstanceOf(Decision.Show.class, door.decide(sent("login/out", "cross-site", "navigate")));
        refused(door.decide(sent("login/callback", "cross-site", "no-cors")), 403);
        Asked notice = Asked.to("login/backchannel").parameter("logout_token", "t");
        notice.method = "POST"; // of the provider's server
        assertInstanceOf(Decision.Done.class, door.decide(notice));
    }

    private static Asked sent(String path, String site, String mode) {
        return Asked.to(path).with("Sec-Fetch-Site", site).with("Sec-Fetch-Mode", mode);
    }

    @Test
    void aLinkTooLongToBeKeptLeadsThroughLoginAllTheSame() {
        Door protect = new SignOn(AccessSettings.of(Mode.CONTAINER), null, nanos::get).door("/onetail");
        Decision.Go kept = assertInstanceOf(Decision.Go.class, protect.decide(Asked.page("host=" + "%".repeat(1_000))));
        assertTrue(kept.cookies().get(0).length() < 4_000, kept.toString());
        Decision.Go inAddressOnly =
                assertInstanceOf(Decision.Go.class, protect.decide(Asked.page("host=" + "%".repeat(2_500))));
        assertEquals(List.of(), inAddressOnly.cookies());
        Decision.Go forgotten =
                assertInstanceOf(Decision.Go.class, protect.decide(Asked.page("host=" + "a".repeat(3_000))));
        assertEquals("/onetail/login/enter?to=", forgotten.location());
    }

    @Test
    void nameAndPasswordAreTakenFromOurOwnFormOnly() {
        Door protect = new SignOn(AccessSettings.of(Mode.CONTAINER), null, nanos::get).door("/onetail");
        Asked form = Asked.post("login/enter")
                .without("Origin")
                .with("Origin", "http://logs.example.org")
                .parameter("name", "carla")
                .parameter("password", "pass");
        refused(protect.decide(form.without("Sec-Fetch-Site").with("Sec-Fetch-Site", "cross-site")), 403);
        refused(protect.decide(form.without("Origin").without("Sec-Fetch-Site")), 403);
        form.with("Sec-Fetch-Site", "same-origin").parameter("password", "wrong");
        assertEquals(new Decision.Ask("/login/failed.html", true), protect.decide(form));
        Decision.Go go = assertInstanceOf(Decision.Go.class, protect.decide(form.parameter("password", "pass")));
        assertEquals(
                "carla",
                entered(protect.decide(Asked.upgrade().cookies(go.cookies()))).getName());
        Asked asked = Asked.to("login/enter").parameter("name", "carla").parameter("password", "pass");
        assertEquals(new Decision.Ask("/login/form.html", false), protect.decide(asked));
    }

    @Test
    void modeNoneAsksNobodyWhoTheyAre() {
        Door open = new SignOn(AccessSettings.of(Mode.NONE), null, nanos::get).door("/onetail");
        assertNull(entered(open.decide(here(Asked.upgrade()))));
        refused(open.decide(Asked.upgrade()), 403);
    }

    private static Asked here(Asked asked) {
        return asked.from("127.0.0.1").without("Host").with("Host", "localhost");
    }

    @Test
    void whatIsNotConfiguredLetsInOnlyWhoHasTheTokenOfTheLog() {
        SignOn unconfigured = new SignOn(AccessSettings.of(Mode.TOKEN), null, nanos::get);
        Door closed = unconfigured.door("/onetail");
        String token = unconfigured.token().value();
        assertTrue(TokenLogin.invitation("/onetail", unconfigured.token())
                .contains("http://localhost:8080/onetail/login/token?token=" + token + " "));
        for (String path : List.of("live", "api/hosts", "app/main.js", "index.html")) {
            refused(closed.decide(here(Asked.to(path))), 401);
            refused(closed.decide(here(Asked.to(path)).with("Cookie", "onetail-session=" + token)), 401);
        }
        Decision.Go go = assertInstanceOf(Decision.Go.class, closed.decide(here(Asked.page("host=web-1"))));
        assertEquals("/onetail/login/token?to=%3Fhost%3Dweb-1", go.location());
        assertEquals(new Decision.Ask("/login/token.html", false), closed.decide(here(Asked.to("login/token"))));
        for (String wrong : List.of("", "x", token + "0", token.substring(1))) {
            assertEquals(
                    new Decision.Ask("/login/token-wrong.html", true),
                    closed.decide(here(Asked.to("login/token")).parameter("token", wrong)));
        }
        refused(closed.decide(Asked.to("login/token").parameter("token", token)), 403);

        Asked linked = here(Asked.to("login/token")).parameter("token", token).parameter("to", "?host=web-1");
        go = assertInstanceOf(Decision.Go.class, closed.decide(linked));
        assertEquals("/onetail/?host=web-1", go.location());
        Asked pasted = here(Asked.post("login/token"))
                .without("Origin")
                .parameter("token", "the wrong one of the link")
                .parameter("pasted", " " + token + "\n");
        List<String> cookies =
                assertInstanceOf(Decision.Go.class, closed.decide(pasted)).cookies();
        assertEquals(
                "token",
                entered(closed.decide(here(Asked.upgrade()).cookies(cookies))).getName());
        refused(closed.decide(Asked.upgrade().cookies(cookies)), 403);
        assertNotEquals(
                token,
                new SignOn(AccessSettings.of(Mode.TOKEN), null, nanos::get)
                        .token()
                        .value());
    }

    @Test
    void tokensAreNotTriedWithoutEnd() {
        SignOn unconfigured = new SignOn(AccessSettings.of(Mode.TOKEN), null, nanos::get);
        Door closed = unconfigured.door("/onetail");
        Asked wrong = here(Asked.to("login/token")).parameter("token", "guess");
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Decision.Ask.class, closed.decide(wrong));
        }
        Asked right = here(Asked.to("login/token"))
                .parameter("token", unconfigured.token().value());
        assertEquals(
                Notice.TOO_MANY,
                assertInstanceOf(Decision.Show.class, closed.decide(wrong)).notice());
        assertInstanceOf(Decision.Go.class, closed.decide(right), "whoever has it is not kept out by others' guesses");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertInstanceOf(Decision.Ask.class, closed.decide(wrong));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aMistakeInTheSettingsLetsNobodyIn(Mode mode) {
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
        Door closed = mistaken.door("/onetail");
        for (String path : List.of("live", "api/hosts", "login/callback", "login/enter", "login/token", "login/out")) {
            for (Asked asked : List.of(Asked.to(path), here(Asked.to(path)), known(Asked.to(path)))) {
                asked.parameter("token", mistaken.token().value());
                asked.principal = "carla";
                Decision.Refuse refuse = refused(closed.decide(asked), 503);
                assertFalse(refuse.message().contains("max-views"), "the log says it");
            }
        }
        assertEquals(
                Notice.NOT_CONFIGURED,
                assertInstanceOf(Decision.Show.class, closed.decide(here(Asked.page(null))))
                        .notice());
    }
}

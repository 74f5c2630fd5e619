package io.onetail.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.access.AuditLog;
import io.onetail.access.MaskPolicy;
import io.onetail.access.MaskRule;
import io.onetail.access.Person;
import io.onetail.access.Policy;
import io.onetail.access.RecentPeople;
import io.onetail.access.Role;
import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.mask.MaskPattern;
import io.onetail.protocol.ClientMessage;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.HistoryReader;
import io.onetail.relay.OutgoingMessage;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.View;
import io.onetail.signon.AccessSettings;
import io.onetail.signon.AccessSettings.AccessMode;
import io.onetail.signon.SignOn;
import io.onetail.testing.FakeJournal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks what people who see different logs can do with each other's logs. */
class ViewAdmissionTest {
    private static final Person ALICE = new Person("alice", "Alice", Set.of("web"));
    private static final Person BOB = new Person("bob", "Bob", Set.of("db"));
    private static final Host WEB = host("web-1");
    private static final Host DB = host("db-1");

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<String> events = new ArrayList<>();
    private final AuditLog audit = new AuditLog(Clock.systemUTC(), events::add);
    private final QuietRelay quietRelay = new QuietRelay();
    private final ChannelRegistry channelRegistry = new ChannelRegistry(
            RelaySettings.DEFAULT,
            new FakeJournal(() -> 0),
            new HistoryReader() {
                @Override
                public CompletionStage<byte @Nullable []> read(
                        LogId log, FileId file, long offset, int length, BooleanSupplier stillNeeded) {
                    throw new AssertionError("nothing must be read");
                }

                @Override
                public CompletionStage<Long> lastLines(
                        LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier stillNeeded) {
                    return CompletableFuture.completedFuture(end);
                }
            },
            quietRelay,
            quietRelay,
            scheduler);

    private Catalog catalog = new Catalog(List.of(WEB, DB), List.of());
    private Policy policy = policy("view host web-*", "view host db-*");

    private static Host host(String name) {
        return new Host(
                name,
                null,
                Map.of(),
                null,
                List.of("/log/*.log"),
                Map.of("journal", "journalctl -f"),
                StandardCharsets.UTF_8,
                Map.of(),
                false);
    }

    private static Policy policy(String web, String db) {
        return new Policy(
                false,
                List.of(
                        Role.of("web", Set.of("web"), Set.of(), web, null, problem -> {}),
                        Role.of("db", Set.of("db"), Set.of(), db, null, problem -> {})),
                new MaskPolicy(List.of(MaskRule.of(MaskPattern.builtIn("cards"), "host web-*", null, problem -> {}))),
                List.of());
    }

    private ViewAdmission admission(@Nullable Person person) {
        return new ViewAdmission(
                person,
                "10.0.0.5",
                () -> catalog,
                () -> policy,
                () -> channelRegistry,
                new RecentPeople(Clock.systemUTC()),
                new SignOn(AccessSettings.of(AccessMode.NONE), null, () -> 0L).quota(),
                audit);
    }

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    private static ClientMessage.OpenView open(String host, String source, String from) throws LogException {
        return (ClientMessage.OpenView) ClientMessage.parse(jakarta.json.Json.createObjectBuilder()
                .add("type", "open")
                .add("view", "v")
                .add("host", host)
                .add("source", source)
                .build()
                .toString()
                .replaceFirst("}$", ",\"from\":" + from + "}"));
    }

    private String refused(Person person, String host, String source, String from) throws LogException {
        ClientMessage.OpenView open = open(host, source, from);
        String message = assertThrows(
                        LogException.class, () -> admission(person).open(open, () -> {}))
                .getMessage();
        String event = events.get(events.size() - 1);
        assertTrue(event.contains("\"event\":\"refused\",\"user\":\"" + person.name() + "\""), event);
        return message;
    }

    @Test
    void eachSeesTheirOwn() throws LogException {
        View view = admission(ALICE).open(open("web-1", "/log/a.log", "{\"last\":10}"), () -> {});
        assertEquals(List.of(new LogId("web-1", "/log/a.log")), quietRelay.wanted);
        assertTrue(
                events.get(0).contains("\"event\":\"view\",\"user\":\"alice\",\"address\":\"10.0.0.5\""),
                events.get(0));
        assertTrue(events.get(0).endsWith("\"from\":{\"last\":10},\"masked\":true}"), events.get(0));
        admission(BOB).open(open("db-1", "journal", "\"end\""), () -> {});
        assertTrue(events.get(1).endsWith("\"from\":\"end\",\"masked\":false}"), events.get(1));
        assertEquals(new LogId("web-1", "/log/a.log"), view.log());
    }

    @Test
    void whoOpensAndClosesWithoutEndIsRefusedBeforeAnythingIsDone() throws LogException {
        ViewAdmission admission = admission(ALICE);
        LogException e = assertThrows(LogException.class, () -> {
            for (int i = 0; i < 2_000; i++) {
                admission.close(admission.open(open("web-1", "/log/" + i + ".log", "\"end\""), () -> {}));
            }
        });
        assertEquals(FailureCode.LIMIT, e.failure());
        assertTrue(e.getMessage().contains("20 views a second"), e.getMessage());
        int before = quietRelay.wanted.size();
        assertTrue(before >= 1_000, () -> before + " opened");
        assertThrows(LogException.class, () -> admission.open(open("web-1", "/log/x.log", "\"end\""), () -> {}));
        assertEquals(List.of(), channelRegistry.status());
    }

    @Test
    void anotherOnesLogIsRefusedHoweverItIsAskedForAndNothingIsDoneForIt() throws LogException {
        String absent = refused(ALICE, "db-2", "/log/a.log", "{\"last\":10}").replace("db-2", "db-1");
        for (String from : List.of("{\"last\":10}", "\"end\"", "{\"generation\":1,\"offset\":5}")) {
            assertEquals(absent, refused(ALICE, "db-1", "/log/a.log", from));
            assertEquals(absent, refused(ALICE, "db-1", "journal", from));
        }
        for (String host : List.of("DB-1", "db-1 ", "db-1/", "*", "{db,web}-1", "web-1/../db-1", "db-1\n", "%64b-1")) {
            refused(ALICE, host, "/log/a.log", "\"end\"");
        }
        policy = policy("view host web-* source /log/a*.log", "view");
        for (String source : List.of(
                "/log/b.log",
                "/log/a/../b.log",
                "/log/./a.log",
                "/log//a.log",
                "/log/a.log/",
                "/log/%61.log",
                "/log/a.log\n",
                "/log/a\u0000.log".replace('\u0000', '\u0001'),
                "/log/*.log",
                "/log/{a,b}.log",
                "log/a.log",
                "journal")) {
            refused(ALICE, "web-1", source, "\"end\"");
        }
        assertEquals(List.of(), quietRelay.wanted);
    }

    @Test
    void theOperatorLearnsWhatThePersonDoesNot() throws LogException {
        refused(ALICE, "db-1", "/log/a.log", "\"end\"");
        assertTrue(
                events.get(0).contains("\"reason\":\"None of their roles allows the action 'view' on it.\""),
                events.get(0));
        refused(ALICE, "db-2", "/log/a.log", "\"end\"");
        assertTrue(events.get(1).contains("There is no host 'db-2'"), events.get(1));
    }

    @Test
    void subscribingBesideSomebodyWhoMayIsNotAWayIn() throws LogException {
        admission(BOB).open(open("db-1", "/log/a.log", "\"end\""), () -> {});
        refused(ALICE, "db-1", "/log/a.log", "\"end\"");
        refused(ALICE, "db-1", "/log/a.log", "{\"generation\":1,\"offset\":0}");
    }

    @Test
    void whoIsNotKnownSeesNothingWherePeopleAre() throws LogException {
        ClientMessage.OpenView open = open("web-1", "/log/a.log", "\"end\"");
        assertThrows(LogException.class, () -> admission(null).open(open, () -> {}));
        policy = Policy.OPEN;
        admission(null).open(open, () -> {});
        assertTrue(events.get(1).endsWith("\"masked\":false}"), events.get(1));
    }

    @Test
    void aRightThatIsWithdrawnEndsTheViewAndSaysWhy() throws LogException {
        ViewAdmission alice = admission(ALICE);
        View view = alice.open(open("web-1", "/log/a.log", "\"end\""), () -> {});
        alice.recheck(view);
        assertFalse(last(view).contains("error"));

        policy = policy("view host other", "view");
        alice.recheck(view);

        String error = last(view);
        assertTrue(error.contains("\"code\":\"forbidden\""), error);
        assertTrue(error.contains("the rights in the configuration have changed"), error);
        assertTrue(view.done());
        assertTrue(events.get(1).contains("\"event\":\"withdrawn\",\"user\":\"alice\""), events.get(1));
        alice.recheck(view);
        assertEquals(2, events.size());
        alice.close(view);
        alice.close(view);
        assertEquals(3, events.size());
        assertTrue(events.get(2).contains("\"event\":\"viewed\""), events.get(2));
    }

    @Test
    void aLogThatIsTakenOutOfTheConfigurationEndsTheView() throws LogException {
        ViewAdmission alice = admission(ALICE);
        View view = alice.open(open("web-1", "/log/a.log", "\"end\""), () -> {});
        catalog = new Catalog(List.of(DB), List.of());
        alice.recheck(view);
        assertTrue(last(view).contains("The configuration has changed: There is no host 'web-1'"));
    }

    private static String last(View view) {
        StringBuilder all = new StringBuilder();
        for (OutgoingMessage next = view.next(); next != null; next = view.next()) {
            all.append(((OutgoingMessage.TextMessage) next).json());
        }
        return all.toString();
    }
}

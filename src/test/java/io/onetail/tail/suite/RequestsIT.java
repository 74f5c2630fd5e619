package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.catalog.ReaderKind;
import io.onetail.tail.ssh.RawReader;
import io.onetail.tail.ssh.RawReader.Raw;
import io.onetail.tail.suite.ReaderSuite.Kind;
import io.onetail.tail.suite.ReaderSuite.Place;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that our own server never sends to a reader, and behaviour that it would not notice. */
class RequestsIT extends ReaderCases {
    private RawReader raw;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(setup.kind() != Kind.LOCAL && setup.place() == Place.HERE, "it is called without requests");
        raw = keep(RawReader.start(ReaderKind.valueOf(setup.kind().name())));
        log = Files.writeString(directory.resolve("a.log"), "one\ntwo\n");
        raw.say("allow 0 " + directory + "/**");
        raw.say("tick 0 1");
    }

    private Raw answer(long id) {
        return raw.await(frame -> frame.id() == id);
    }

    private Raw answer(long id, char type) {
        return raw.await(frame -> frame.id() == id && frame.type() == type);
    }

    /** When this returns, everything that was requested before has been answered. */
    private void barrier(long id) throws Exception {
        raw.say("look " + id + " " + log + " 0 0 " + log);
        answer(id, 'Z');
    }

    @Test
    void aTickIsAnswered() throws Exception {
        assertTrue(raw.await(frame -> frame.type() == 'T').payload().startsWith("1\0"));
        raw.say("tick 0 4294967296");
        raw.await(frame -> frame.type() == 'T' && frame.payload().startsWith("4294967296\0"));
    }

    @Test
    void itsHelloNamesWhatItDoesNotPromise() {
        String hello = raw.await(frame -> frame.type() == 'H').payload();
        String lacks = Arrays.stream(hello.split("\0", -1))
                .filter(field -> field.startsWith("lacks="))
                .findFirst()
                .orElse("lacks=");
        assertEquals(
                Arrays.stream(Promise.values())
                        .filter(promise -> !setup.kind().keeps(promise))
                        .map(promise -> promise.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                Arrays.stream(lacks.substring(6).split(",", -1))
                        .filter(promise -> !promise.isEmpty())
                        .collect(Collectors.toSet()));
    }

    @Test
    void whatItDoesNotKnowOrCanNotReadIsRefused() throws Exception {
        raw.say("dance 5 a b");
        assertEquals('E', answer(5).type());
        assertTrue(answer(5).payload().startsWith("unknown\0"), answer(5).payload());
        List<String> bad = List.of(
                "look 11 " + log + " many 0 " + log,
                "range 12 " + log + " " + log + " - 0 x 10",
                "range 13 " + log,
                "run 14 sideways true",
                "list 15 % x 1 /tmp/*");
        for (String line : bad) {
            raw.say(line);
        }
        for (long id = 11; id <= 15; id++) {
            assertTrue(
                    answer(id).type() == 'E' && answer(id).payload().startsWith("bad\0"),
                    answer(id).toString());
        }
        barrier(90);
    }

    @Test
    void whatNamesNoRequestDoesNothing() throws Exception {
        for (String line :
                List.of("", "grant 77 100", "start 77 0 0", "cancel 78", "nonsense", "tick", "grant 0", "%%%")) {
            raw.say(line);
        }
        barrier(91);
        assertTrue(raw.process().isAlive());
    }

    @Test
    void fieldsMayHoldAnyByte() throws Exception {
        Path odd = Files.writeString(directory.resolve("a b\nc%.log"), "odd");
        raw.say("look 7 " + directory + "/a%20b%0Ac%25.log 10 0 " + directory + "/a%20b%0Ac%25.log");
        assertTrue(answer(7, 'F').payload().endsWith("odd"), odd.toString());
        raw.say("run 8 merge printf%20%27%25s%27%20done");
        raw.say("grant 8 100");
        assertEquals("\0done", answer(8, 'W').payload());
    }

    @Test
    void everyKindOfRequestCanBeCancelled() throws Exception {
        needs(Promise.CANCEL);
        raw.say("follow 21 " + log + " -");
        raw.say("run 22 merge sleep%201000");
        raw.say("range 23 " + log + " " + log + " - 0 0 8");
        raw.say("list 24 % 100000 20 /**");
        raw.say("look 25 " + log + " 0 0 " + (log + " ").repeat(2000).strip());
        for (int id = 21; id <= 25; id++) {
            raw.say("cancel " + id);
        }
        for (int id = 21; id <= 25; id++) {
            answer(id, 'Z');
        }
        HostActions.append(log, "three\n");
        int came = raw.frames().size();
        barrier(92);
        assertEquals(
                List.of(),
                raw.frames().subList(came, raw.frames().size()).stream()
                        .filter(frame -> frame.id() >= 21 && frame.id() <= 25)
                        .toList());
    }

    @Test
    void aLifeThatIsNotOpenCanNotBePeekedAt() throws Exception {
        raw.say("follow 31 " + log + " -");
        answer(31, 'L');
        raw.say("peek 32 31 9 0 10");
        assertTrue(answer(32, 'E').payload().startsWith("gone\0"));
        raw.say("peek 33 77 0 0 10");
        assertTrue(answer(33, 'E').payload().startsWith("gone\0"));
        raw.say("peek 34 31 0 4 10");
        assertEquals("two\n", answer(34, 'B').payload());
    }

    @Test
    void withoutTicksItEndsItselfAndItsCommands() throws Exception {
        Path pid = directory.resolve("pid");
        raw.say("run 41 merge echo%20%24%24%20%3E" + pid + "%3Bexec%20sleep%201000");
        raw.say("tick 0 2");
        Await.until("the beginning of the command", () -> Files.exists(pid) && Files.size(pid) > 0);
        assertTrue(raw.process().waitFor(10, TimeUnit.SECONDS), "it has ended");
        Await.until(
                "the end of its command",
                () -> Processes.isGone(Long.parseLong(Files.readString(pid).strip())));
    }

    @Test
    void itEndsAtTheEndOfItsInputInTheMidstOfALine() throws Exception {
        raw.process().getOutputStream().write("look 7 /a".getBytes());
        raw.close();
        assertTrue(raw.process().waitFor(5, TimeUnit.SECONDS), "it has ended");
    }
}

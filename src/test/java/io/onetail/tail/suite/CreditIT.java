package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes come only as far as they were granted, and no log waits for another. */
class CreditIT extends ReaderCases {
    @Test
    void noByteMoreThanWasGrantedComes() throws Exception {
        Path file = Files.writeString(directory.resolve("a.log"), "x".repeat(100_000));
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.awaitLives(1);
        uncheckedFollow.start(0, 0);
        int granted = 0;
        for (int more : List.of(1, 1, 2, 10, 1000, 65_536)) {
            uncheckedFollow.grant(more);
            granted += more;
            uncheckedFollow.awaitEnd(0, granted);
            uncheckedFollow.follower().peek(0, 0, 10); // everything else that was to come has come by then
            assertEquals(granted, uncheckedFollow.bytes());
        }
    }

    @Test
    void creditMayBeGivenBeforeReadingBegins() throws Exception {
        Path file = Files.writeString(directory.resolve("early.log"), "x".repeat(1000));
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.grant(300);
        uncheckedFollow.grant(200);
        uncheckedFollow.awaitLives(1);
        uncheckedFollow.start(0, 0);
        uncheckedFollow.awaitEnd(0, 500);
        uncheckedFollow.follower().peek(0, 0, 10);
        assertEquals(500, uncheckedFollow.bytes());
    }

    @Test
    void creditMayBeMoreThanAnybodyNeeds() throws Exception {
        LogWriter log = begun("much.log");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, log.name()));
        for (int i = 0; i < 5; i++) {
            uncheckedFollow.grant(Integer.MAX_VALUE);
        }
        uncheckedFollow.awaitLives(1);
        uncheckedFollow.start(0, 0);
        log.write(log.file(), log.uniqueLines.exactly(500_000));
        uncheckedFollow.awaitEnd(0, log.file().content().size());
    }

    @Test
    void aLogWithoutCreditStopsNoOther() throws Exception {
        LogWriter stuck = begun("stuck.log");
        stuck.write(stuck.file(), stuck.uniqueLines.exactly(1_000_000));
        CheckedFollow starved = starvedAfter(10_000, stuck);
        LogWriter other = begun("other.log");
        CheckedFollow checkedFollow = follow(other);
        for (int i = 0; i < 50; i++) {
            write(other);
            write(stuck);
        }
        checkedFollow.settle(SOON);
        starved.settle(SOON);
    }

    @Test
    void whatIsThereCanBePeekedAtWithoutCredit() throws Exception {
        Path file = Files.writeString(directory.resolve("peek.log"), "0123456789");
        UncheckedFollow uncheckedFollow = keep(UncheckedFollow.follow(reader, file));
        uncheckedFollow.awaitLives(1);
        assertEquals("345", peek(uncheckedFollow, 0, 3, 3));
        assertEquals("89", peek(uncheckedFollow, 0, 8, 100));
        assertEquals("", peek(uncheckedFollow, 0, 10, 100));
        Files.move(file, directory.resolve("elsewhere"));
        Files.writeString(file, "new");
        uncheckedFollow.awaitLives(2);
        assertEquals("new", peek(uncheckedFollow, 1, 0, 100));
        if (setup.kind().keeps(Promise.LATE)) {
            assertEquals("0123456789", peek(uncheckedFollow, 0, 0, 100));
        }
        assertEquals(null, uncheckedFollow.follower().peek(77, 0, 10));
    }

    private static String peek(UncheckedFollow uncheckedFollow, int life, long offset, int length) throws Exception {
        return new String(uncheckedFollow.follower().peek(life, offset, length), StandardCharsets.UTF_8);
    }

    @Test
    void aFloodDelaysAQuietLogByLittle() throws Exception {
        needs(Promise.SPEED);
        Path flood = directory.resolve("flood.log");
        HostActions.sh("yes 'a line of a flood that nobody reads' | head -c 400000000 >" + flood);
        LogWriter quiet = begun("quiet.log");
        UncheckedFollow flooded = keep(UncheckedFollow.follow(reader, flood));
        CheckedFollow checkedFollow = follow(quiet);
        flooded.keepNothing();
        flooded.feed();
        Await.until("the flood", () -> flooded.bytes() > 0);
        List<Long> times = new ArrayList<>();
        while (times.size() < 100 && flooded.bytes() < 350_000_000) {
            long written = System.nanoTime();
            write(quiet);
            checkedFollow.awaitAll();
            times.add((System.nanoTime() - written) / 1_000_000);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        assertTrue(sorted.length > 10, "lines: " + sorted.length);
        assertTrue(sorted[sorted.length * 99 / 100] < 400, "milliseconds: " + Arrays.toString(sorted));
        checkedFollow.settle(SOON);
    }
}

package io.onetail.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.testing.FakeHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedListingsTest {
    private static final Host WEB = host("web");

    private final FakeHost files = new FakeHost(() -> 0);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final AtomicInteger finds = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final SharedListings listings = new SharedListings(name -> files, new ListSettings(100), nanos::get);

    private static Host host(String name) {
        return new Host(
                name, null, Map.of(), null, List.of("/log/*"), Map.of(), StandardCharsets.UTF_8, Map.of(), false);
    }

    private static Visibility only(String path) {
        return new Visibility() {
            @Override
            public boolean sees(Host host) {
                return true;
            }

            @Override
            public boolean sees(Host host, String source) {
                return source.equals(path);
            }

            @Override
            public boolean sees(Host host, Glob logs) {
                return true;
            }
        };
    }

    @BeforeEach
    void twoFiles() {
        files.write("/log/a", "1");
        files.write("/log/b", "1");
        files.onCall = this::find;
    }

    /** A listing that takes a second. */
    private void find() {
        finds.incrementAndGet();
        nanos.addAndGet(1_000_000_000L);
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    private static List<String> paths(HostListing.ListedFiles files) {
        return files.found().stream().map(FoundFile::path).toList();
    }

    /** A host that does not answer until the latch is released. */
    private CountDownLatch slow() {
        CountDownLatch answers = new CountDownLatch(1);
        files.onCall = () -> {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            find();
        };
        return answers;
    }

    @Test
    void whoAsksMeanwhileOrSoonAfterSharesTheAnswerAndSeesWhatTheyMay() throws Exception {
        CountDownLatch answers = slow();
        List<Future<HostListing.ListedFiles>> asked = new ArrayList<>();
        for (int i = 0; i < SharedListings.AT_ONCE; i++) {
            Visibility visibility = only(i % 2 == 0 ? "/log/a" : "/log/b");
            asked.add(callers.submit(() -> listings.of(WEB, visibility)));
        }
        answers.countDown();
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(
                    List.of(i % 2 == 0 ? "/log/a" : "/log/b"),
                    paths(asked.get(i).get()));
        }
        nanos.set(1_900_000_000L);
        assertEquals(List.of("/log/a", "/log/b"), paths(listings.of(WEB, Visibility.ALL)));
        assertEquals(1, finds.get());
        nanos.set(2_100_000_000L);
        listings.of(WEB, Visibility.ALL);
        assertEquals(2, finds.get());
        listings.of(host("db"), Visibility.ALL);
        assertEquals(3, finds.get());
    }

    @Test
    void onlySoManyWaitAndWhatIsKnownIsStillTold() throws Exception {
        listings.of(host("db"), Visibility.ALL);
        CountDownLatch answers = slow();
        List<Future<HostListing.ListedFiles>> asked = new ArrayList<>();
        for (int i = 0; i < SharedListings.AT_ONCE; i++) {
            asked.add(callers.submit(() -> listings.of(WEB, Visibility.ALL)));
        }
        while (listings.free() > 0) {
            Thread.onSpinWait();
        }
        for (Host host : List.of(WEB, host("third"))) {
            assertEquals(
                    FailureCode.LIMIT,
                    assertThrows(LogException.class, () -> listings.of(host, Visibility.ALL))
                            .failure());
        }
        assertEquals(2, paths(listings.of(host("db"), Visibility.ALL)).size());
        answers.countDown();
        for (Future<HostListing.ListedFiles> one : asked) {
            one.get();
        }
        assertEquals(2, finds.get());
        assertEquals(SharedListings.AT_ONCE, listings.free());
    }

    @Test
    void aCrowdedDirectoryHidesNoOtherLogAndIsNamed() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            files.write("/log/spool/" + i, "");
        }
        Host host = new Host(
                "web", null, Map.of(), null, List.of("/log/**"), Map.of(), StandardCharsets.UTF_8, Map.of(), false);
        HostListing.ListedFiles found = listings.of(host, Visibility.ALL);
        assertTrue(paths(found).containsAll(List.of("/log/a", "/log/b")));
        assertEquals(100, found.found().size());
        assertTrue(found.truncated());
        assertEquals(Map.of("/log/spool/", 98), found.crowded());
    }

    @Test
    void aFailureIsToldAndNotKept() throws Exception {
        files.away = FakeHost.unreachable();
        assertEquals(
                FailureCode.UNREACHABLE,
                assertThrows(LogException.class, () -> listings.of(WEB, Visibility.ALL))
                        .failure());
        files.away = null;
        assertEquals(2, paths(listings.of(WEB, Visibility.ALL)).size());
    }
}

package io.onetail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.onetail.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigWatchTest {
    private Catalog next = hosts("a");
    private boolean broken;
    private final List<String> told = new ArrayList<>();
    private final ConfigWatch<Catalog> watch = new ConfigWatch<>(
            "hosts",
            () -> {
                if (broken) {
                    throw new IllegalStateException("the server's configuration is not available");
                }
                return next;
            },
            Catalog::problems);

    private static Catalog hosts(String... names) {
        return ConfigFixture.catalog(
                ConfigFixture.of("onetail.hosts", String.join(",", names), "onetail.default.key-file", "/k"));
    }

    private static String names(Catalog catalog) {
        return String.join(
                ",", catalog.hosts().stream().map(host -> host.name()).toList());
    }

    @Test
    void readsAtOnce() {
        assertEquals("a", names(watch.get()));
    }

    @Test
    void tellsListenersOfAChangeOnceAndAfterItIsInEffect() {
        watch.listen((before, now) -> {
            assertSame(now, watch.get());
            told.add(names(before) + ">" + names(now));
        });
        watch.refresh();
        next = hosts("a", "b");
        watch.refresh();
        next = hosts("a", "b");
        watch.refresh();
        assertEquals(List.of("a>a,b"), told);
    }

    @Test
    void aListenerThatFailsDisturbsNobody() {
        watch.listen((before, now) -> {
            throw new IllegalStateException("listener");
        });
        watch.listen((before, now) -> told.add(names(now)));
        next = hosts("b");
        watch.refresh();
        assertEquals(List.of("b"), told);
    }

    @Test
    void whatCantBeReadLeavesTheLastCatalogInEffect() {
        broken = true;
        watch.refresh();
        watch.refresh();
        assertEquals("a", names(watch.get()));
        broken = false;
        next = hosts("b");
        watch.refresh();
        assertEquals("b", names(watch.get()));
    }
}

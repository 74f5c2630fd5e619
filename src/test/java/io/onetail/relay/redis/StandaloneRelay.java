package io.onetail.relay.redis;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.history.FileHistory;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.LogId;
import io.onetail.relay.ChannelRegistry;
import io.onetail.relay.LogFeed;
import io.onetail.relay.OutgoingMessage;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.TailDemand;
import io.onetail.relay.View;
import io.onetail.tail.JournalOperation;
import io.onetail.tail.LogTip;
import io.onetail.tail.TailContext;
import io.onetail.tail.TailRegistry;
import io.onetail.tail.TailSettings;
import io.onetail.tail.ssh.HostReaderPool;
import io.onetail.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** All of a server between a file of this machine and its viewers, without an application server. */
final class StandaloneRelay implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(3);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RedisJournal journal;
    private final RedisSubscriber subscriber;
    private final HostReaderPool readers;
    private final TailRegistry tailRegistry;
    private final ChannelRegistry channelRegistry;

    /** @param logs the directory of the host's logs */
    StandaloneRelay(RedisSettings settings, Path logs) {
        Catalog catalog = new Catalog(
                List.of(new Host(
                        "here",
                        null,
                        Map.of(),
                        null,
                        List.of(logs + "/*.log"),
                        Map.of(),
                        StandardCharsets.UTF_8,
                        Map.of(),
                        false)),
                List.of());
        journal = new RedisJournal(settings, timer);
        readers = new HostReaderPool(catalog::host, Executors.defaultThreadFactory(), Executors.defaultThreadFactory());
        Memory memory = new Memory();
        tailRegistry = new TailRegistry(
                new TailContext(
                        UUID.randomUUID().toString(),
                        TailSettings.DEFAULT,
                        journal,
                        readers,
                        () -> catalog,
                        memory,
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> 0),
                threads,
                timer);
        channelRegistry = new ChannelRegistry(
                RelaySettings.DEFAULT,
                journal,
                new FileHistory(readers, () -> catalog, threads),
                new LogFeed() {
                    @Override
                    public void subscribe(LogId log) {
                        subscriber.subscribe(log);
                    }

                    @Override
                    public void unsubscribe(LogId log) {
                        subscriber.unsubscribe(log);
                    }
                },
                new TailDemand() {
                    @Override
                    public void want(LogId log) {
                        tailRegistry.want(log);
                    }

                    @Override
                    public void unwant(LogId log) {
                        tailRegistry.unwant(log);
                    }
                },
                timer);
        subscriber = new RedisSubscriber(settings, channelRegistry, timer, threads);
        memory.channelRegistry = channelRegistry;
        threads.execute(subscriber::run);
        threads.execute(tailRegistry::run);
    }

    Viewer open(Path log) {
        Viewer viewer = new Viewer();
        viewer.view = channelRegistry.open(
                "v", new LogId("here", log.toString()), "UTF-8", new StartFrom.FromLastLines(10), null, () -> {});
        return viewer;
    }

    /** What one viewer is told and shown. */
    final class Viewer {
        private @Nullable View view;
        final List<String> told = new CopyOnWriteArrayList<>();
        private final StringBuilder seen = new StringBuilder();

        /** Everything up to now. */
        String seen() {
            for (OutgoingMessage next = view.next(); next != null; next = view.next()) {
                if (next instanceof OutgoingMessage.TextMessage text) {
                    told.add(text.json());
                } else {
                    byte[] frame =
                            ((OutgoingMessage.BinaryMessage) next).chunk().frame();
                    seen.append(new String(frame, Chunk.HEADER, frame.length - Chunk.HEADER, StandardCharsets.UTF_8));
                }
            }
            return seen.toString();
        }

        /** What was told last. */
        String last() {
            seen();
            return told.isEmpty() ? "" : told.get(told.size() - 1);
        }

        boolean isTold(String words) {
            seen();
            return told.stream().anyMatch(text -> text.contains(words));
        }

        void awaitTold(String words) {
            Await.until(
                    () -> "it is told of '" + words + "', but only " + told,
                    Duration.ofSeconds(25),
                    () -> isTold(words));
        }

        void awaitSeen(String text) {
            Await.until(
                    () -> "'" + text + "' is seen, but only " + seen + told,
                    Duration.ofSeconds(25),
                    () -> seen().endsWith(text));
        }

        void close() {
            channelRegistry.close(view);
        }
    }

    @Override
    public void close() {
        tailRegistry.close();
        readers.close();
        subscriber.close();
        journal.close();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private static final class Memory implements TailContext.LogMemory {
        volatile @Nullable ChannelRegistry channelRegistry;

        @Override
        public @Nullable LogTip last(LogId log) {
            return channelRegistry.last(log);
        }

        @Override
        public void hindered(LogId log, JournalOperation operation, @Nullable String reason) {
            channelRegistry.hindered(log, operation, reason);
        }
    }
}

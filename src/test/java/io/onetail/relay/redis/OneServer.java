package io.onetail.relay.redis;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.Host;
import io.onetail.history.FileHistory;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.From;
import io.onetail.protocol.LogId;
import io.onetail.relay.Channels;
import io.onetail.relay.Demand;
import io.onetail.relay.Feed;
import io.onetail.relay.Outgoing;
import io.onetail.relay.RelaySettings;
import io.onetail.relay.View;
import io.onetail.tail.Hindrance;
import io.onetail.tail.Known;
import io.onetail.tail.TailContext;
import io.onetail.tail.TailSettings;
import io.onetail.tail.Tails;
import io.onetail.tail.ssh.HostTransports;
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
final class OneServer implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(3);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RedisJournal journal;
    private final RedisSubscriber subscriber;
    private final HostTransports transports;
    private final Tails tails;
    private final Channels channels;

    /** @param logs the directory of the host's logs */
    OneServer(RedisSettings settings, Path logs) {
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
        transports = new HostTransports(catalog::host, Executors.defaultThreadFactory());
        Memory memory = new Memory();
        tails = new Tails(
                new TailContext(
                        UUID.randomUUID().toString(),
                        TailSettings.DEFAULT,
                        journal,
                        transports,
                        () -> catalog,
                        memory,
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> 0),
                threads);
        subscriber = new RedisSubscriber(settings, new Listener(), timer, threads);
        channels = new Channels(
                RelaySettings.DEFAULT,
                journal,
                new FileHistory(transports, () -> catalog, threads),
                new Feed() {
                    @Override
                    public void subscribe(LogId log) {
                        subscriber.subscribe(log);
                    }

                    @Override
                    public void unsubscribe(LogId log) {
                        subscriber.unsubscribe(log);
                    }
                },
                new Demand() {
                    @Override
                    public void want(LogId log) {
                        tails.want(log);
                    }

                    @Override
                    public void unwant(LogId log) {
                        tails.unwant(log);
                    }
                },
                timer);
        memory.channels = channels;
        threads.execute(subscriber::run);
        threads.execute(tails::run);
    }

    Viewer open(Path log) {
        Viewer viewer = new Viewer();
        viewer.view = channels.open("v", new LogId("here", log.toString()), "UTF-8", new From.Last(10), () -> {});
        return viewer;
    }

    /** What one viewer is told and shown. */
    final class Viewer {
        private @Nullable View view;
        final List<String> told = new CopyOnWriteArrayList<>();
        private final StringBuilder seen = new StringBuilder();

        /** Everything up to now. */
        String seen() {
            for (Outgoing next = view.next(); next != null; next = view.next()) {
                if (next instanceof Outgoing.Text text) {
                    told.add(text.json());
                } else {
                    byte[] frame = ((Outgoing.Binary) next).chunk().frame();
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
            channels.close(view);
        }
    }

    @Override
    public void close() {
        tails.close();
        subscriber.close();
        transports.close();
        journal.close();
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private static final class Memory implements TailContext.Memory {
        volatile @Nullable Channels channels;

        @Override
        public @Nullable Known last(LogId log) {
            return channels.last(log);
        }

        @Override
        public void hindered(LogId log, Hindrance part, @Nullable String reason) {
            channels.hindered(log, part, reason);
        }
    }

    private final class Listener implements RedisSubscriber.Listener {
        @Override
        public void subscribed(LogId log) {
            channels.subscribed(log);
        }

        @Override
        public void message(LogId log, byte[] message) {
            channels.message(log, message);
        }

        @Override
        public void down(String reason) {
            channels.down(reason);
        }

        @Override
        public void lost(LogId log, String reason) {
            channels.lost(log, reason);
        }

        @Override
        public void up() {
            channels.up();
        }
    }
}

package io.onetail.relay.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.relay.redis.RedisSettings.StreamBounds;
import io.onetail.tail.Journal.JournalException;
import io.onetail.tail.LogTip;
import io.onetail.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Everything that Onetail ever asks of Redis. */
final class RedisWorkload {
    private static final FileId FILE = FileId.of("2049:77", "first line\n".getBytes(UTF_8));

    private final LogId log = new LogId("web-1", "/var/log/app.log");
    /** Some on each shard of a Cluster, whose connection ends with its last log. */
    private final List<LogId> others = IntStream.rangeClosed(1, 12)
            .mapToObj(i -> new LogId("db-" + i, "/var/log/app.log"))
            .toList();

    private final List<String> told = new ArrayList<>();
    private final RedisSettings settings;

    private RedisWorkload(RedisSettings settings) {
        this.settings = RedisSettingsBuilder.of(settings)
                .bounds(new StreamBounds(1 << 20, 50, Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .build();
    }

    /** Asks for all of it; returns what viewers would be told of what was refused. Redis must be empty and know no script. */
    static List<String> play(RedisSettings settings) {
        RedisWorkload redisWorkload = new RedisWorkload(settings);
        redisWorkload.play();
        return redisWorkload.told;
    }

    private void play() {
        try (RunningSubscriber running = new RunningSubscriber(settings);
                RedisJournal journal = new RedisJournal(settings, running.timer)) {
            subscribe(running, journal);
            tail(journal);
            lose(journal);
            events(journal);
            running.subscriber.unsubscribe(log);
            Await.until(
                    "nobody subscribes, or it was told why not",
                    () -> !told.isEmpty()
                            || !running.recordingListener.downs.isEmpty()
                            || journal.subscribers(List.of(log)).get(log) == 0);
            told.addAll(running.recordingListener.downs);
            told.addAll(running.recordingListener.lost.values());
        }
    }

    private void subscribe(RunningSubscriber running, RedisJournal journal) {
        running.subscriber.subscribe(log);
        others.forEach(running.subscriber::subscribe);
        Await.until(
                "the log is subscribed to, or it was told why not",
                () -> running.recordingListener.confirmations(log) > 0 || !running.recordingListener.downs.isEmpty());
        ask(() -> journal.subscribers(List.of(log)));
    }

    private void tail(RedisJournal journal) {
        ask(() -> journal.lease("a", Duration.ofSeconds(5), List.of(log), (one, reason) -> told.add(reason)));
        ask(() -> journal.lease("a", Duration.ofSeconds(5), List.of(log), (one, reason) -> told.add(reason)));
        ask(() -> journal.lease("b", Duration.ofSeconds(5), List.of(log), (one, reason) -> told.add(reason)));
        ask(() -> journal.announce(log, "a", LogState.connecting("Connecting.")));
        Position position = new Position(1, 0);
        for (int i = 1; i <= 20; i++) { // more generations than are kept, and more bytes
            Chunk chunk = chunk(position, Chunk.MAX_PAYLOAD);
            Mark mark = Mark.generation(chunk.end(), i + 1, Mark.ROTATED);
            append(journal, List.of(chunk, mark));
            position = mark.end();
        }
        ask(() -> journal.announce(log, "a", LogState.live(new Position(21, 0), FILE.toString(), Set.of())));
        ask(() -> journal.head(log));
        ask(() -> journal.read(log, null, 1 << 20));
        ask(() -> journal.release(log, "a"));
    }

    /** The head is lost and what a server remembers is put in its place, by two of them. */
    private void lose(RedisJournal journal) {
        LogId other = new LogId("web-2", "/var/log/app.log");
        ask(() -> journal.restore(other, new LogTip(new Position(1, 10), FILE)));
        ask(() -> journal.restore(other, new LogTip(new Position(1, 20), FILE)));
    }

    private void events(RedisJournal journal) {
        RedisEvents events = journal.events("audit");
        ask(() -> events.add(List.of("one", "two"), 10));
        ask(() -> events.newest(null, 10));
        ask(() -> events.after(null, 10));
    }

    private void append(RedisJournal journal, List<LogEntry> entries) {
        ask(() -> journal.append(log, "a", FILE, entries));
    }

    private Chunk chunk(Position start, int length) {
        byte[] bytes = new byte[length];
        IntStream.range(0, length).forEach(i -> bytes[i] = '\n');
        return Chunk.of(log.key(), start, false, LineFeed.BYTE, bytes, 0, length);
    }

    private void ask(Runnable call) {
        try {
            call.run();
        } catch (JournalException e) {
            told.add(e.told());
        }
    }
}

package io.onetail.relay;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.FileId;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LivenessTimes;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.protocol.WireCodec;
import io.onetail.tail.Journal;
import io.onetail.testing.FakeJournal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one server with a fake journal, fake files and a scheduler that the test moves. For the test's
 * thread.
 */
final class RelayFixture implements HistoryReader, LogFeed, TailDemand {
    static final LogId LOG = new LogId("web", "/log/app.log");

    long now; // ms
    final FakeJournal journal = new FakeJournal(() -> now);
    final ManualScheduler scheduler = new ManualScheduler();
    RelaySettings settings = new RelaySettings(
            256 << 10, 4 << 20, Duration.ofSeconds(10), 1 << 20, 5_000, LivenessTimes.DEFAULT.takeover());
    ChannelRegistry channelRegistry = channels();
    final Set<LogId> subscribed = new HashSet<>();
    final Set<LogId> wanted = new HashSet<>();
    boolean confirms = true;
    boolean deaf; // the subscription is down
    /** The content of each generation's file from offset 0; null if it is gone. */
    final TreeMap<Long, byte @Nullable []> files = new TreeMap<>();

    /** Everything that was ever written to each generation, even if its file is gone. */
    final TreeMap<Long, byte[]> truth = new TreeMap<>();

    final List<Runnable> answers = new ArrayList<>();
    boolean slowPast;
    boolean brokenPast;
    int reads;
    int scans;

    Position end = new Position(1, 0);
    boolean inLine;

    RelayFixture() {
        journal.subscribe((log, message) -> {
            if (!deaf && subscribed.contains(log)) {
                channelRegistry.message(log, message);
            }
        });
        files.put(1L, new byte[0]);
        truth.put(1L, new byte[0]);
    }

    ChannelRegistry channels() {
        return new ChannelRegistry(settings, journal, this, this, this, scheduler, () -> now * 1_000_000);
    }

    static FileId file(long generation) {
        return FileId.of("1:" + generation, ("file " + generation).getBytes(StandardCharsets.US_ASCII));
    }

    /** @param lacks what the tail says it can't guarantee */
    void live(ReaderLimitation... lacks) {
        journal.lease("me", Duration.ofDays(1), List.of(LOG));
        journal.announce(LOG, "me", LogState.live(end, file(end.generation()).toString(), Set.of(lacks)));
        scheduler.run();
    }

    /** The log is live, and the tail appends these texts, each as a chunk. */
    void liveWith(String... texts) {
        live();
        append(texts);
    }

    /** The tail appends these texts, each as a chunk. */
    void append(String... texts) {
        for (String text : texts) {
            append(text);
        }
    }

    /** The tail appends these texts while this server's subscription is down: it does not hear of them. */
    void appendUnheard(String... texts) {
        deaf = true;
        append(texts);
        deaf = false;
    }

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes);
        Chunk chunk = Chunk.of(LOG.key(), end, inLine, LineFeed.BYTE, bytes, 0, bytes.length);
        append(chunk);
        inLine = chunk.incomplete();
    }

    private void write(byte[] bytes) {
        byte[] old = truth.get(end.generation());
        byte[] all = Arrays.copyOf(old, old.length + bytes.length);
        System.arraycopy(bytes, 0, all, old.length, bytes.length);
        truth.put(end.generation(), all);
        if (files.get(end.generation()) != null) {
            files.put(end.generation(), all);
        }
    }

    void rotate(long generation, String reason) {
        append(Mark.generation(end, generation, reason));
        files.put(generation, new byte[0]);
        truth.put(generation, new byte[0]);
        inLine = false;
    }

    /** The tail skips bytes that are in the file. */
    void skip(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes);
        append(Mark.gap(end, end.plus(bytes.length), Mark.SLOW));
        inLine = bytes[bytes.length - 1] != '\n';
    }

    /** The file has zero bytes, which the tail reports as a hole. */
    void hole(int length) {
        write(new byte[length]);
        append(Mark.gap(end, end.plus(length), Mark.HOLE));
        inLine = true;
    }

    void append(LogEntry entry) {
        end = entry.end();
        Journal.AppendResult result = journal.append(LOG, "me", file(end.generation()), List.of(entry));
        Position head = result.head();
        if (result.outcome() == Journal.AppendOutcome.MISMATCH && head != null) {
            realign(head, entry.start());
            journal.append(LOG, "me", file(end.generation()), List.of(entry));
        }
    }

    /** The head has been reset to an earlier position, from which the tail continues. */
    private void realign(Position head, Position to) {
        Position at = head;
        byte[] all = truth.get(at.generation());
        while (at.generation() == to.generation() && at.compareTo(to) < 0) {
            int from = (int) at.offset();
            int length = (int) Math.min(Chunk.MAX_PAYLOAD, to.offset() - from);
            Chunk chunk = Chunk.of(LOG.key(), at, from > 0 && all[from - 1] != '\n', LineFeed.BYTE, all, from, length);
            journal.append(LOG, "me", file(at.generation()), List.of(chunk));
            at = chunk.end();
        }
        if (at.compareTo(to) < 0) {
            journal.append(LOG, "me", file(to.generation()), List.of(Mark.gap(at, to, Mark.UNAVAILABLE)));
        }
    }

    Viewer open(StartFrom from) {
        Viewer viewer = new Viewer();
        viewer.view = channelRegistry.open("v", LOG, "UTF-8", from, null, () -> viewer.wakes++);
        scheduler.run();
        return viewer;
    }

    Viewer last(int lines) {
        return open(new StartFrom.FromLastLines(lines));
    }

    /** A viewer that has taken the last lines of the log, and whatever else was there when it became live. */
    Viewer liveViewer(int lines) {
        Viewer viewer = last(lines);
        live();
        viewer.drain();
        return viewer;
    }

    @Override
    public void subscribe(LogId log) {
        subscribed.add(log);
        if (confirms) {
            scheduler.execute(() -> channelRegistry.subscribed(log));
        }
    }

    @Override
    public void unsubscribe(LogId log) {
        subscribed.remove(log);
    }

    @Override
    public void want(LogId log) {
        wanted.add(log);
    }

    @Override
    public void unwant(LogId log) {
        wanted.remove(log);
    }

    private <T> CompletionStage<T> answer(T value) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable completes = () -> {
            if (brokenPast) {
                future.completeExceptionally(new IllegalStateException("the host is not reachable"));
            } else {
                future.complete(value);
            }
        };
        if (slowPast) {
            answers.add(completes);
        } else {
            completes.run();
        }
        return future;
    }

    private byte @Nullable [] content(FileId id) {
        return files.get(Long.parseLong(id.node().substring(2)));
    }

    @Override
    public CompletionStage<byte @Nullable []> read(
            LogId log, FileId file, long offset, int length, BooleanSupplier stillNeeded) {
        reads++;
        byte[] all = content(file);
        if (all == null) {
            return answer(null);
        }
        int from = (int) Math.min(offset, all.length);
        return answer(Arrays.copyOfRange(all, from, Math.min(all.length, from + length)));
    }

    @Override
    public CompletionStage<Long> lastLines(
            LogId log, FileId file, long end, int lines, LineFeed lineFeed, BooleanSupplier stillNeeded) {
        scans++;
        byte[] all = content(file);
        int left = lines;
        for (int i = all == null ? 0 : (int) end; i > 0; i--) {
            if (all[i - 1] == '\n' && --left == 0) {
                return answer((long) i);
            }
        }
        return answer(all == null ? end : 0L);
    }

    Journal.@Nullable LogHead head() {
        return journal.head(LOG);
    }

    static String text(byte[] frame) {
        return new String(frame, Chunk.HEADER, frame.length - Chunk.HEADER, StandardCharsets.ISO_8859_1);
    }

    /** Reads a view like a browser, and checks that chunks are contiguous. */
    final class Viewer {
        View view;
        int wakes;
        final StringBuilder seen = new StringBuilder();
        final List<String> states = new ArrayList<>();
        final List<String> lacks = new ArrayList<>(); // for each state

        @Nullable
        Position at;

        boolean exact = true;

        /** Takes all messages; returns what this viewer has seen since the start. */
        String drain() {
            int woken;
            do {
                woken = wakes;
                while (step()) {}
            } while (wakes != woken);
            return seen.toString();
        }

        /** Takes all messages at that time. */
        String drainAt(long millis) {
            now = millis;
            return drain();
        }

        boolean step() {
            OutgoingMessage next = view.next();
            if (next instanceof OutgoingMessage.BinaryMessage binary) {
                Chunk chunk = binary.chunk();
                if (!chunk.start().equals(at)) {
                    throw new AssertionError("expected " + at + ", got " + chunk + " after " + seen);
                }
                check(chunk);
                at = chunk.end();
                seen.append(text(chunk.frame()));
            } else if (next instanceof OutgoingMessage.TextMessage text) {
                told(JsonValues.parse(text.json()));
            }
            return next != null;
        }

        /** Compares with what was written. */
        private void check(Chunk chunk) {
            byte[] all = truth.get(chunk.start().generation());
            int from = (int) chunk.start().offset();
            if (exact) {
                boolean same = Arrays.equals(
                        all, from, from + chunk.length(), chunk.frame(), Chunk.HEADER, chunk.frame().length);
                if (!same || chunk.continues() != (from > 0 && all[from - 1] != '\n')) {
                    throw new AssertionError("different from what was written, or a wrong flag: " + chunk);
                }
            }
        }

        private void told(jakarta.json.JsonObject json) {
            switch (json.getString("type")) {
                case "opened" -> at = WireCodec.position(json);
                case "state" -> {
                    states.add(json.getString("state"));
                    lacks.add(String.valueOf(json.get("lacks")));
                }
                case "error" -> states.add(json.getString("code"));
                case "generation" -> {
                    long next = json.getJsonNumber("generation").longValueExact();
                    if (exact
                            && (next != truth.higherKey(at.generation())
                                    || truth.get(at.generation()).length != at.offset())) {
                        throw new AssertionError("bytes are missing between " + at + " and " + json);
                    }
                    at = new Position(next, 0);
                    seen.append("[").append(json.getString("reason")).append("]");
                }
                default -> {
                    Position from = WireCodec.position(json.getJsonObject("from"));
                    Position to = WireCodec.position(json.getJsonObject("to"));
                    if (!from.equals(at)) {
                        throw new AssertionError("expected a gap from " + at + ", got " + json);
                    }
                    at = to;
                    boolean within = from.generation() == to.generation();
                    seen.append("[").append(json.getString("reason"));
                    seen.append(within ? " " + (to.offset() - from.offset()) : "")
                            .append("]");
                }
            }
        }
    }
}

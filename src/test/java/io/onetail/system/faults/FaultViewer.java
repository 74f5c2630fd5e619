package io.onetail.system.faults;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A viewer of a numbered log that behaves like a browser: when its connection is lost, it connects to some server and
 * continues from its last position. Checks each byte as it arrives, and keeps none. Safe for any thread.
 */
final class FaultViewer implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "viewer-timer");
        thread.setDaemon(true);
        return thread;
    });
    private static final int HEADER = 32;
    private static final byte[] NOTHING = {};

    private final String name;
    private final NumberedLog log;
    private final String host;
    private final Supplier<URI> server;
    private final EventTrace eventTrace;
    private final List<String> wrong = new ArrayList<>();
    private List<String> before = List.of();
    private final Map<String, Integer> counts = new TreeMap<>();
    private Connection connection;
    private boolean closed;
    private boolean reading = true;

    private final EventTrace holes;
    private final List<long[]> lateLosses = new ArrayList<>();
    private final List<long[]> unavailable = new ArrayList<>(); // gaps, in the text

    private boolean opened; // at least once
    private long generation;
    private long offset;
    private final Course own;
    private final Map<NumberedLog.Late, Course> lates = new LinkedHashMap<>();
    private Course current; // the text of the last byte
    private byte[] held = NOTHING; // the first digits of a line, until the others have come
    private long missing; // bytes in announced gaps
    private final Map<String, Long> gaps = new TreeMap<>();

    /**
     * @param server picks the server to connect to
     * @param begin start of the run, for times
     */
    FaultViewer(String name, NumberedLog log, String host, Supplier<URI> server, long begin) {
        this.name = name;
        this.log = log;
        this.host = host;
        this.server = server;
        this.own = new Course(log.first());
        this.current = own;
        this.eventTrace = new EventTrace(60, begin);
        this.holes = new EventTrace(100, begin);
    }

    /** Its progress in one of the log's texts. */
    private static final class Course {
        long at; // in the text: where the next byte is expected
        long gap = -1; // in the text: where an announced gap has begun, until the next chunk shows where it ends
        String gapReason = "";
        boolean jumped; // to another generation, without a gap

        Course(long first) {
            this.at = first;
        }

        void open(String reason) {
            if (gap < 0) {
                gapReason = reason;
                gap = at;
            }
        }
    }

    String name() {
        return name;
    }

    NumberedLog log() {
        return log;
    }

    synchronized void connect() {
        if (closed) {
            return;
        }
        URI base = server.get();
        Connection next = new Connection();
        connection = next;
        HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(3))
                .buildAsync(URI.create("ws" + base.toString().substring(4) + "live"), next)
                .whenComplete((socket, failure) -> {
                    if (failure == null) {
                        next.begin(socket, base);
                    } else {
                        next.lost("can't connect to " + base + ": " + failure.getMessage());
                    }
                });
        // a paused server accepts connections and does not answer
        TIMER.schedule(() -> next.expectOpened(base), 12, TimeUnit.SECONDS);
    }

    /** Cuts the connection; the viewer reconnects. */
    synchronized void cut() {
        if (connection != null) {
            connection.lost("cut by the test");
        }
    }

    /** Stops reading from the connection for a while. */
    void sleep(Duration time) {
        synchronized (this) {
            reading = false;
            count("slow");
        }
        TIMER.schedule(this::read, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read() {
        Connection current;
        synchronized (this) {
            reading = true;
            current = connection;
        }
        if (current != null) {
            current.more();
        }
    }

    /** Whether it has received everything up to a place. */
    synchronized boolean has(long end) {
        return own.at >= end
                && own.gap < 0
                && log.lates().stream().allMatch(late -> course(late).at >= late.end() || course(late).gap >= 0);
    }

    synchronized boolean hasOpened() {
        return opened;
    }

    synchronized String place() {
        return name + " is at " + place(own, log.end())
                + log.lates().stream()
                        .map(late -> " and " + place(course(late), late.end()))
                        .collect(Collectors.joining())
                + ", " + generation + "-" + offset + (closed ? ", closed" : "");
    }

    private static String place(Course course, long end) {
        return course.at + " (line " + NumberedText.lineAt(course.at) + ") of " + end
                + (course.gap >= 0 ? ", in a gap since " + course.gap : "");
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    synchronized long missing() {
        return missing;
    }

    synchronized Map<String, Long> gaps() {
        return new TreeMap<>(gaps);
    }

    /**
     * Bytes in gaps that were announced because no file has them, although one had; to be called after all rotations.
     */
    synchronized long needless() {
        return unavailable.stream().mapToLong(gap -> log.kept(gap[0], gap[1])).sum();
    }

    /** The gaps with their times. */
    List<String> holes() {
        return holes.events();
    }

    List<String> events() {
        return eventTrace.events();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void wrong(String what) {
        eventTrace.tell("WRONG " + what);
        if (before.isEmpty()) {
            before = eventTrace.events();
        }
        if (wrong.size() < 5) {
            wrong.add(what);
        }
    }

    synchronized List<String> eventsBeforeTheFirstWrong() {
        return before;
    }

    void text(JsonObject text) {
        String type = text.getString("type");
        eventTrace.tell(text.toString());
        switch (type) {
            case "opened" -> opened(number(text, "generation"), number(text, "offset"));
            case "generation" -> {
                placeHeld();
                generation = number(text, "generation");
                offset = 0;
                own.jumped = true;
                log.lates().forEach(late -> course(late).jumped = true);
                count("generation " + text.getString("reason"));
            }
            case "gap" -> gap(text);
            case "state" -> count("state " + text.getString("state"));
            case "error" -> {
                count("error " + text.getString("code"));
                connection.lost("error");
            }
            default -> wrong("an unknown message " + text);
        }
    }

    private void opened(long newGeneration, long newOffset) {
        count("opened");
        if (!opened) {
            if (newOffset != 0) {
                wrong("opened at " + newOffset);
            }
        } else if (newGeneration != generation || newOffset != offset) {
            wrong("opened at " + newGeneration + "-" + newOffset + " where " + generation + "-" + offset
                    + " was asked for");
        }
        opened = true;
        generation = newGeneration;
        offset = newOffset;
    }

    private void gap(JsonObject text) {
        placeHeld();
        JsonObject from = text.getJsonObject("from");
        JsonObject to = text.getJsonObject("to");
        if (number(from, "generation") != generation || number(from, "offset") != offset) {
            wrong("a gap from " + from + " where " + generation + "-" + offset + " was due");
        }
        boolean within = number(to, "generation") == generation;
        long length = within ? number(to, "offset") - offset : -1;
        if (within && length < 0) {
            wrong("a gap that leads back: " + text);
        }
        if (within && own.gap < 0 && !own.jumped && !log.isMixed()) {
            missed(text.getString("reason"), own.at, own.at + length);
            own.at += length; // to the byte
        } else { // the next chunk shows how much is missing
            own.open(text.getString("reason"));
            log.lates().forEach(late -> course(late).open(text.getString("reason")));
        }
        count("gap " + text.getString("reason") + (within ? "" : " over generations"));
        generation = number(to, "generation");
        offset = number(to, "offset");
    }

    private void missed(String reason, long from, long to) {
        long bytes = to - from;
        if (bytes == 0) {
            return;
        }
        if (reason.startsWith("unavailable")) {
            unavailable.add(new long[] {from, to});
        }
        holes.tell(log.file().getFileName() + " " + name + ": gap '" + reason + "' of " + bytes + " bytes to "
                + generation + "-" + offset);
        missing += bytes;
        gaps.merge(reason, bytes, Long::sum);
    }

    void chunk(byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        long chunkGeneration = header.getLong(16);
        long chunkOffset = header.getLong(24);
        byte[] bytes = Arrays.copyOfRange(frame, HEADER, frame.length);
        eventTrace.tell("chunk " + chunkGeneration + "-" + chunkOffset + " of " + bytes.length + " at " + current.at);
        if (chunkGeneration != generation || chunkOffset != offset) {
            wrong("a chunk at " + chunkGeneration + "-" + chunkOffset + " where " + generation + "-" + offset
                    + " was due");
        }
        generation = chunkGeneration;
        offset = chunkOffset + bytes.length;
        boolean mixed = log.isMixed();
        long begin = mixed ? -1 : log.begin(chunkGeneration);
        if (begin < 0 || held.length > 0) {
            chunkOffset -= held.length;
            bytes = holdBack(concat(held, bytes));
            if (bytes.length == 0) {
                return;
            }
        }
        long place = begin >= 0 ? begin + chunkOffset : mixed ? placeInAny(bytes) : NumberedText.find(bytes);
        if (place < 0) {
            wrong("a chunk that is nowhere in the log: " + excerpt(bytes, 0));
            return;
        }
        byte[] rest = bytes;
        while (true) {
            arrive(place);
            int same = NumberedText.same(current.at, rest);
            if (same < rest.length && mixed) {
                same = wholeLines(current.at, same);
            }
            current.at += same;
            if (same == rest.length) {
                break;
            }
            rest = Arrays.copyOfRange(rest, same, rest.length);
            place = NumberedText.find(rest);
            if (place < 0 || !mixed || same == 0 || course(place) == current) {
                long seen = place;
                wrong("at " + current.at + " (line " + NumberedText.lineAt(current.at) + ") came other bytes"
                        + (seen < 0 ? "" : ", those of " + seen + " (line " + NumberedText.lineAt(seen) + ")") + ": "
                        + excerpt(rest, 0));
                current.at = (seen < 0 ? current.at : seen) + rest.length; // to continue
                return;
            }
        }
        begin = current.at + held.length - offset;
        if (!mixed && log.learn(chunkGeneration, begin) != begin) {
            wrong("generation " + chunkGeneration + " begins at " + log.begin(chunkGeneration) + " for others, here at "
                    + begin);
        }
    }

    /** Keeps the first digits of a line back until the others have come: they alone may be those of several texts. */
    private byte[] holdBack(byte[] bytes) {
        int end = bytes.length - NumberedText.unplaced(bytes);
        held = Arrays.copyOfRange(bytes, end, bytes.length);
        return Arrays.copyOf(bytes, end);
    }

    /** Nothing more follows what is held back: it belongs to a text that goes on with it. */
    private void placeHeld() {
        byte[] bytes = held;
        held = NOTHING;
        if (bytes.length == 0) {
            return;
        }
        for (Course course : courses()) {
            if (course.gap < 0 && NumberedText.same(course.at, bytes) == bytes.length) {
                arrive(course.at);
                current.at += bytes.length;
                return;
            }
        }
        if (courses().stream().noneMatch(course -> course.gap >= 0)) {
            wrong("a chunk that is nowhere in the log: " + excerpt(bytes, 0));
        }
    }

    private List<Course> courses() {
        List<Course> courses = new ArrayList<>(List.of(current, own));
        log.lates().forEach(late -> courses.add(course(late)));
        return courses;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** After the rest of a line, lines of another text may follow. */
    private long placeInAny(byte[] bytes) {
        for (Course course : courses()) {
            int rest = (int) (NumberedText.start(NumberedText.lineAt(course.at) + 1) - course.at);
            boolean inLine = NumberedText.start(NumberedText.lineAt(course.at)) < course.at;
            if (inLine && course.gap < 0 && NumberedText.same(course.at, bytes) >= Math.min(rest, bytes.length)) {
                return course.at;
            }
        }
        return NumberedText.find(bytes);
    }

    private Course course(long place) {
        NumberedLog.Late late = log.late(place);
        return late == null ? own : course(late);
    }

    private Course course(NumberedLog.Late late) {
        return lates.computeIfAbsent(late, first -> new Course(first.first()));
    }

    /** Excludes bytes that are equal by chance, since a line of the other text may begin with the same digits. */
    private static int wholeLines(long at, int same) {
        long end = at + same;
        return (int) Math.max(0, NumberedText.start(NumberedText.lineAt(end)) - at);
    }

    /**
     * Takes the place of the next bytes in one of the texts, which is allowed only if they are expected there, or an
     * announced gap is in between.
     */
    private void arrive(long place) {
        current = course(place);
        Course course = current;
        long at = course.at;
        if (course.gap >= 0) {
            if (place < course.gap) {
                wrong("after a gap, bytes from before it arrived again: from " + place + " to " + course.gap
                        + ", lines from " + NumberedText.lineAt(place));
            } else {
                missed(course.gapReason + " over generations", course.gap, place);
            }
        } else if (place < at) {
            wrong("twice: from " + place + " (line " + NumberedText.lineAt(place) + ") to " + at);
        } else if (place > at) {
            if (course.jumped && log.wasLost(at, place)) {
                gaps.merge("lost by logrotate", place - at, Long::sum);
            } else if (course.jumped) {
                eventTrace.tell("(perhaps lost: from " + at + " to " + place + ")");
                if (before.isEmpty()) {
                    before = eventTrace.events();
                }
                // logrotate may still be running, so it is not known yet what it has lost
                lateLosses.add(new long[] {at, place});
            } else {
                wrong("silently lost: from " + at + " (line " + NumberedText.lineAt(at) + ") to " + place + " (line "
                        + NumberedText.lineAt(place) + ")");
            }
        }
        course.gap = -1;
        course.jumped = false;
        course.at = place;
    }

    /** Checks what could not be checked before all rotations were over. */
    synchronized void judge() {
        for (long[] part : lateLosses) {
            if (log.wasLost(part[0], part[1])) {
                gaps.merge("lost by logrotate", part[1] - part[0], Long::sum);
            } else {
                wrong("silently lost at a new generation: from " + part[0] + " (line " + NumberedText.lineAt(part[0])
                        + ") to " + part[1] + " (line " + NumberedText.lineAt(part[1]) + ")");
            }
        }
        lateLosses.clear();
        for (NumberedLog.Late late : log.lates()) {
            Course course = course(late);
            if (course.gap >= 0 && course.gap < late.end()) {
                missed(course.gapReason + " over generations", course.gap, late.end());
                course.gap = -1;
                course.at = late.end();
            }
        }
    }

    private static String excerpt(byte[] bytes, int at) {
        int from = Math.max(0, at - 40);
        return "'"
                + new String(
                        bytes, from, Math.min(bytes.length - from, 120), java.nio.charset.StandardCharsets.US_ASCII)
                + "'";
    }

    private static long number(JsonObject json, String key) {
        return json.get(key) instanceof jakarta.json.JsonNumber number
                ? number.longValueExact()
                : Long.parseLong(json.getString(key));
    }

    @Override
    public void close() {
        Connection last;
        synchronized (this) {
            closed = true;
            last = connection;
        }
        if (last != null) {
            last.lost("closed by the test");
        }
    }

    /** One WebSocket. Its callbacks are called one at a time. */
    private final class Connection implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private WebSocket socket;
        private boolean over;
        private boolean wanting; // a request for the next message is due
        private boolean answered;

        void begin(WebSocket made, URI base) {
            String from;
            synchronized (FaultViewer.this) {
                socket = made;
                if (over) {
                    made.abort();
                    return;
                }
                eventTrace.tell("connected to " + base);
                from = opened ? "{\"generation\":\"" + generation + "\",\"offset\":" + offset + "}" : "{\"last\":1000}";
            }
            TIMER.schedule(this::ping, 2, TimeUnit.SECONDS);
            made.sendText(
                    Json.createObjectBuilder()
                            .add("type", "open")
                            .add("view", "v")
                            .add("host", host)
                            .add("source", log.file().toString())
                            .build()
                            .toString()
                            .replaceFirst("}$", ",\"from\":" + from + "}"),
                    true);
        }

        void expectOpened(URI base) {
            synchronized (FaultViewer.this) {
                if (!answered && !over && !closed) {
                    lost("no answer from " + base);
                }
            }
        }

        /**
         * Detects that the connection has gone while nothing was read from it, which the JDK's client reports only when
         * writing.
         */
        private void ping() {
            WebSocket pinged;
            synchronized (FaultViewer.this) {
                pinged = over ? null : socket;
            }
            if (pinged != null) {
                pinged.sendPing(ByteBuffer.allocate(0)).whenComplete((done, failure) -> {
                    if (failure instanceof java.io.IOException) {
                        lost("ping: " + failure);
                    }
                });
                TIMER.schedule(this::ping, 2, TimeUnit.SECONDS);
            }
        }

        /** Gives up the connection, once, and makes another a little later. */
        void lost(String why) {
            synchronized (FaultViewer.this) {
                if (over) {
                    return;
                }
                over = true;
                eventTrace.tell("disconnected: " + why);
                count("disconnected");
                if (!closed && connection == this) {
                    TIMER.schedule(
                            FaultViewer.this::connect, 200 + (long) (Math.random() * 800), TimeUnit.MILLISECONDS);
                }
                if (socket != null) {
                    socket.abort();
                }
            }
        }

        /** Asks for the next message, unless the viewer sleeps. */
        void more() {
            WebSocket asked = null;
            synchronized (FaultViewer.this) {
                if (reading && wanting) {
                    wanting = false;
                    asked = socket;
                }
            }
            if (asked != null) {
                asked.request(1);
            }
        }

        private void want() {
            synchronized (FaultViewer.this) {
                wanting = true;
            }
            more();
        }

        @Override
        public void onOpen(WebSocket opening) {
            synchronized (FaultViewer.this) {
                socket = opening;
            }
            want();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            synchronized (FaultViewer.this) {
                text.append(data);
                if (last && !over) {
                    JsonObject json =
                            Json.createReader(new StringReader(text.toString())).readObject();
                    text.setLength(0);
                    answered |= json.getString("type").equals("opened")
                            || json.getString("type").equals("state");
                    FaultViewer.this.text(json);
                }
            }
            want();
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            synchronized (FaultViewer.this) {
                byte[] part = new byte[data.remaining()];
                data.get(part);
                binary.writeBytes(part);
                if (last && !over) {
                    byte[] frame = binary.toByteArray();
                    binary.reset();
                    chunk(frame);
                }
            }
            want();
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            want();
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            want();
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            lost("closed by the server: " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            lost(String.valueOf(error));
        }
    }
}

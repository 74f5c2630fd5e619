package io.onetail.tail.local;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records what a follower reports, in order. Safe for any thread. */
final class RecordingSink implements FollowerSink {
    private final List<String> events = new ArrayList<>();
    private final List<FileLife> lives = new ArrayList<>();
    private final Map<Integer, ByteArrayOutputStream> bytes = new TreeMap<>();
    private final Map<Integer, Long> firsts = new TreeMap<>();
    private final Map<Integer, Long> ends = new TreeMap<>();
    private int total;
    private @Nullable LogException cause;

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized boolean has(String event) {
        return events.contains(event);
    }

    synchronized List<FileLife> lives() {
        return List.copyOf(lives);
    }

    /** All bytes of one life. */
    synchronized String text(int life) {
        ByteArrayOutputStream all = bytes.get(life);
        return all == null ? "" : all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The bytes of all lives, one after the other. */
    synchronized String text() {
        StringBuilder all = new StringBuilder();
        bytes.values().forEach(one -> all.append(one.toString(StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    synchronized int total() {
        return total;
    }

    synchronized @Nullable LogException cause() {
        return cause;
    }

    @Override
    public synchronized void life(FileLife life) {
        lives.add(life);
        events.add("life " + life.number() + " " + life.kind() + (life.missed() ? " missed" : ""));
    }

    @Override
    public synchronized void bytes(int life, long offset, byte[] buffer, int from, int length) {
        move(life, offset, length);
        total += length;
        bytes.computeIfAbsent(life, number -> new ByteArrayOutputStream()).write(buffer, from, length);
        String event = "bytes " + life;
        if (events.isEmpty() || !events.get(events.size() - 1).equals(event)) {
            events.add(event);
        }
    }

    private void move(int life, long offset, long length) {
        Long end = ends.put(life, offset + length);
        if (end != null && end != offset) {
            events.add("gap " + life + " " + end + " " + offset);
        }
        firsts.putIfAbsent(life, offset);
    }

    @Override
    public synchronized void hole(int life, long offset, long length) {
        move(life, offset, length);
        events.add("hole " + life + " " + offset + " " + length);
    }

    @Override
    public synchronized void caughtUp(int life, long offset) {
        events.add("caught up " + life + " " + offset);
    }

    @Override
    public synchronized void givenUp(int life) {
        events.add("given up " + life);
    }

    @Override
    public synchronized void nameless(LogException why) {
        events.add("nameless " + why.failure().code());
    }

    @Override
    public synchronized void named() {
        events.add("named");
    }

    @Override
    public synchronized void changed() {
        events.add("changed");
    }

    @Override
    public synchronized void output(boolean error, byte[] buffer, int from, int length) {
        total += length;
        bytes.computeIfAbsent(error ? 1 : 0, number -> new ByteArrayOutputStream())
                .write(buffer, from, length);
    }

    @Override
    public synchronized void finished(int status) {
        events.add("finished " + status);
    }

    @Override
    public synchronized void ended(@Nullable LogException why) {
        cause = why;
        events.add("ended " + (why == null ? "" : why.failure().code()));
    }
}

package io.onetail.testing;

import io.onetail.catalog.Glob;
import io.onetail.catalog.StandardError;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FileId;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A host in memory, whose followers read when {@link #pump} is called; for one thread. */
public final class FakeTransport implements Transport {
    private static final class File {
        final String node;
        byte[] data = {};
        Instant modified = Instant.EPOCH;

        File(String node) {
            this.node = node;
        }
    }

    private final LongSupplier millis;
    private final TreeMap<String, File> files = new TreeMap<>();
    private final List<Reading> followers = new ArrayList<>();
    private final Deque<String> said = new ArrayDeque<>(); // by the command
    private int nodes;
    private int events;
    private int changes;

    /** Refuses every call, and ends every follower at the next {@link #pump}. */
    public @Nullable LogException away;
    /** The host does nothing, but time passes. */
    public boolean paused;
    /** Directories can't be listed. */
    public boolean unlisted;
    /** Compressed files can't be read. */
    public boolean unpackable;

    public Runnable onCall = () -> {};
    public int pieces = 1 << 20; // most bytes that come at once
    public int probes;
    public int follows;

    public FakeTransport(LongSupplier millis) {
        this.millis = millis;
    }

    public static LogException unreachable() {
        return new LogException(Failure.UNREACHABLE, "The host does not answer.");
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis.getAsLong()).plusNanos(++changes); // no two are the same, as with GNU's find
    }

    public void write(String path, String text) {
        write(path, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(String path, byte[] more) {
        File file = files.computeIfAbsent(path, name -> new File("1:" + ++nodes));
        int old = file.data.length;
        file.data = Arrays.copyOf(file.data, old + more.length);
        System.arraycopy(more, 0, file.data, old, more.length);
        file.modified = now();
    }

    public void rename(String from, String to) {
        File file = files.remove(from);
        if (file != null) {
            files.put(to, file);
        }
    }

    public void copy(String from, String to) {
        File copy = new File("1:" + ++nodes);
        copy.data = files.get(from).data.clone();
        copy.modified = now();
        files.put(to, copy);
    }

    /** Packs a file, which is gone then; packers keep its time. What is packed is not changed: only the name says so. */
    public void pack(String from, String to) {
        Instant modified = files.get(from).modified;
        copy(from, to);
        files.get(to).modified = modified;
        delete(from);
    }

    public void truncate(String path) {
        files.get(path).data = new byte[0];
    }

    public void delete(String path) {
        files.remove(path);
    }

    /** How many followers there are. */
    public int following() {
        return followers.size();
    }

    /** Ends every follower, as when the connection is lost. */
    public void cut() {
        for (Reading reading : List.copyOf(followers)) {
            reading.end(unreachable());
        }
    }

    /** The command ends by itself when it has printed what it has to. */
    public void finish(int status, String words) {
        for (Reading reading : List.copyOf(followers)) {
            reading.pump();
            reading.sink.finished(status, words);
            reading.end(null);
        }
    }

    /** What the command prints next. */
    public void say(String text) {
        said.add(text);
    }

    /** Lets each follower read what there is, and answer; returns whether any had something. */
    public boolean pump() {
        events = 0;
        if (away != null) {
            List.copyOf(followers).forEach(reading -> reading.end(away));
        } else if (!paused) {
            List.copyOf(followers).forEach(Reading::pump);
        }
        return events > 0;
    }

    private void call() throws LogException, InterruptedException {
        onCall.run();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (away != null) {
            throw away;
        }
    }

    @Override
    public FileInfo probe(String path) throws LogException, InterruptedException {
        call();
        probes++;
        File file = files.get(path);
        if (file == null) {
            throw new LogException(Failure.NOT_FOUND, path + " does not exist.");
        }
        return info(path, file);
    }

    /** What is packed is not changed here: only the name says so. */
    @Override
    public FileInfo probePacked(String path) throws LogException, InterruptedException {
        FileInfo info = probe(path);
        if (unpackable) {
            throw new LogException(Failure.UNREADABLE, "No such packer.");
        }
        return new FileInfo(info.path(), info.node(), -1, info.modified(), info.head());
    }

    private static FileInfo info(String path, File file) {
        return new FileInfo(path, file.node, file.data.length, file.modified, head(file));
    }

    private static byte[] head(File file) {
        return Arrays.copyOf(file.data, Math.min(file.data.length, 4096));
    }

    @Override
    public Follower follow(String name, FileInfo info, long offset, Sink sink)
            throws LogException, InterruptedException {
        call();
        follows++;
        File file = files.get(name);
        Reading reading = new Reading(name, file, offset, sink);
        followers.add(reading);
        if (file == null || !file.node.equals(info.node())) {
            sink.replaced();
            reading.end(null);
        }
        return reading;
    }

    @Override
    public Follower run(String command, StandardError errors, Sink sink) throws LogException, InterruptedException {
        call();
        follows++;
        Reading reading = new Reading(null, null, 0, sink);
        followers.add(reading);
        return reading;
    }

    @Override
    public List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException {
        call();
        if (unlisted) {
            throw new LogException(Failure.UNREADABLE, "The directory can't be listed.");
        }
        List<Glob> wanted = globs.stream().map(Glob::of).toList();
        FairFiles found = new FairFiles(limit);
        files.forEach((path, file) -> {
            if (wanted.stream().anyMatch(glob -> glob.matches(path))) {
                found.add(new FoundFile(path, file.data.length, file.modified));
            }
        });
        return found.files();
    }

    @Override
    public byte @Nullable [] read(String path, FileId id, long offset, int length)
            throws LogException, InterruptedException {
        call();
        File named = files.get(path);
        boolean copy = false;
        File found = named != null && id.matches(named.node, head(named)) ? named : null;
        for (int round = 0; round < 2 && found == null; round++) {
            for (var entry : files.entrySet()) {
                boolean beside = parent(entry.getKey()).equals(parent(path));
                File file = entry.getValue();
                boolean fits = round == 0 ? id.matches(file.node, head(file)) : id.startsLike(head(file));
                if (beside && fits && (round == 0 || id.printLength() > 0)) {
                    found = file;
                    copy = round > 0;
                }
            }
        }
        if (found == null) {
            return null;
        }
        int from = (int) Math.min(offset, found.data.length);
        byte[] bytes = Arrays.copyOfRange(found.data, from, Math.min(found.data.length, from + length));
        return copy ? id.trusted(bytes, offset) : bytes;
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        cut();
    }

    private final class Reading implements Follower {
        private final @Nullable String name;
        private final @Nullable File file;
        private final Sink sink;
        private long at;
        private int ticks;

        Reading(@Nullable String name, @Nullable File file, long at, Sink sink) {
            this.name = name;
            this.file = file;
            this.at = at;
            this.sink = sink;
        }

        void pump() {
            if (file == null) {
                while (!said.isEmpty() && followers.contains(this)) {
                    byte[] bytes = said.poll().getBytes(StandardCharsets.ISO_8859_1);
                    events++;
                    sink.bytes(bytes, 0, bytes.length);
                }
            } else {
                if (at > file.data.length) {
                    events++;
                    sink.truncated();
                    at = 0;
                }
                while (at < file.data.length && followers.contains(this)) {
                    int length = (int) Math.min(pieces, file.data.length - at);
                    byte[] buffer = Arrays.copyOfRange(file.data, (int) at, (int) at + length);
                    at += length;
                    events++;
                    sink.bytes(buffer, 0, length);
                    Arrays.fill(buffer, (byte) '?'); // the transport's to use again
                }
            }
            for (; ticks > 0 && followers.contains(this); ticks--) {
                events++;
                if (file == null || files.get(name) == file) {
                    sink.same();
                } else {
                    sink.moved(file.data.length);
                }
            }
        }

        void end(@Nullable LogException cause) {
            if (followers.remove(this)) {
                events++;
                sink.ended(cause);
            }
        }

        @Override
        public void tick() throws LogException {
            ticks++;
        }

        @Override
        public void stop() {
            end(null);
        }
    }
}

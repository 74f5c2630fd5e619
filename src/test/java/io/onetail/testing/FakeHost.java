package io.onetail.testing;

import io.onetail.catalog.Glob;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.ReaderLimitation;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FileInfo;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A host in memory, whose reader works when {@link #pump} is called. For one thread. */
public final class FakeHost implements HostReader {
    private static final class File {
        final String node;
        byte[] data = {};
        int cuts;
        Instant modified = Instant.EPOCH;

        File(String node) {
            this.node = node;
        }
    }

    /** Notes that a file has got a name. */
    private record Birth(String path, File file) {}

    private final LongSupplier millis;
    private final TreeMap<String, File> files = new TreeMap<>();
    private final List<Birth> births = new ArrayList<>();
    private final List<Reading> followers = new ArrayList<>();
    private final Deque<String> said = new ArrayDeque<>(); // by the command
    private int nodes;
    private int events;
    private int changes;

    /** Refuses every call, and ends every follower at the next {@link #pump}. */
    public @Nullable LogException away;
    /** Time passes while the host does nothing. */
    public boolean paused;
    /** Directories can't be listed. */
    public boolean unlisted;
    /** Compressed files can't be read. */
    public boolean unpackable;

    /** By how many bytes the size of files is overstated, as for those of /sys. */
    public int claimed;

    /** What its reader says it can't guarantee. */
    public Set<ReaderLimitation> lacks = Set.of();

    public Runnable onCall = () -> {};
    public int pieces = 1 << 20; // maximum number of bytes that arrive at once
    public int givesUp = -1; // the number of a life that is announced, but not read
    public int probes;
    public int follows;
    /** Lives before which something was missed. */
    public int missed;

    public FakeHost(LongSupplier millis) {
        this.millis = millis;
    }

    public static LogException unreachable() {
        return new LogException(FailureCode.UNREACHABLE, "The host does not answer.");
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis.getAsLong()).plusNanos(++changes); // all are different, as with GNU find
    }

    public void write(String path, String text) {
        write(path, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(String path, byte[] more) {
        File file = files.get(path);
        if (file == null) {
            file = new File("1:" + ++nodes);
            name(path, file);
        }
        int old = file.data.length;
        file.data = Arrays.copyOf(file.data, old + more.length);
        System.arraycopy(more, 0, file.data, old, more.length);
        file.modified = now();
    }

    public void rename(String from, String to) {
        File file = files.remove(from);
        if (file != null) {
            name(to, file);
        }
    }

    private void name(String path, File file) {
        files.put(path, file);
        births.add(new Birth(path, file));
    }

    public void copy(String from, String to) {
        File copy = new File("1:" + ++nodes);
        copy.data = files.get(from).data.clone();
        copy.modified = now();
        name(to, copy);
    }

    /** Packs a file, which then is gone; packers keep its time. The content is not changed, only the name. */
    public void pack(String from, String to) {
        Instant modified = files.get(from).modified;
        copy(from, to);
        files.get(to).modified = modified;
        delete(from);
    }

    public void truncate(String path) {
        files.get(path).data = new byte[0];
        files.get(path).cuts++;
    }

    public void delete(String path) {
        files.remove(path);
    }

    /** The number of followers. */
    public int following() {
        return followers.size();
    }

    /** Ends every follower, as when the connection is lost. */
    public void cut() {
        for (Reading reading : List.copyOf(followers)) {
            reading.end(unreachable());
        }
    }

    /** The command ends when it has printed everything. */
    public void finish(int status, String words) {
        for (Reading reading : List.copyOf(followers)) {
            reading.pump();
            byte[] last = (words + "\n").getBytes(StandardCharsets.ISO_8859_1);
            reading.sink.output(true, last, 0, last.length);
            reading.sink.finished(status);
            reading.end(null);
        }
    }

    /** Makes the command print something. */
    public void say(String text) {
        said.add(text);
    }

    /** Lets each follower read what there is, and report it; returns whether there was anything. */
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
    public Set<ReaderLimitation> lacks() {
        return lacks;
    }

    @Override
    public CompletionStage<?> ready() {
        onCall.run();
        return away == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(away);
    }

    /** The content of packed files is not changed here, only the name. */
    @Override
    public List<FileLook> look(String log, List<String> paths, int head, boolean packed)
            throws LogException, InterruptedException {
        call();
        List<FileLook> looks = new ArrayList<>();
        for (String path : paths) {
            probes++;
            File file = files.get(path);
            if (file == null || (packed && unpackable)) {
                looks.add(new FileLook(
                        null, file == null ? missing(path) : new LogException(FailureCode.UNREADABLE, "No.")));
            } else {
                FileInfo info = info(path, file);
                looks.add(new FileLook(
                        packed ? new FileInfo(info.path(), info.node(), -1, info.modified(), info.head()) : info,
                        null));
            }
        }
        return looks;
    }

    private static LogException missing(String path) {
        return new LogException(FailureCode.NOT_FOUND, path + " does not exist.");
    }

    private static FileInfo info(String path, File file) {
        return new FileInfo(path, file.node, file.data.length, file.modified, head(file));
    }

    private static byte[] head(File file) {
        return Arrays.copyOf(file.data, Math.min(file.data.length, 4096));
    }

    @Override
    public LogFollower follow(String path, boolean names, FollowerSink sink) {
        onCall.run();
        follows++;
        probes++;
        Reading reading = new Reading(path, names, sink);
        followers.add(reading);
        if (away != null) {
            reading.end(away);
        } else if (!paused) {
            reading.look();
        }
        return reading;
    }

    @Override
    public LogFollower run(String command, StderrMode errors, FollowerSink sink) {
        onCall.run();
        follows++;
        Reading reading = new Reading(null, false, sink);
        followers.add(reading);
        if (away != null) {
            reading.end(away);
        }
        return reading;
    }

    @Override
    public List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException {
        call();
        if (unlisted) {
            throw new LogException(FailureCode.UNREADABLE, "The directory can't be listed.");
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
        File kept = kept(id.node());
        if (kept != null) {
            found = kept;
            copy = false;
        }
        if (found == null) {
            return null;
        }
        int from = (int) Math.min(offset, found.data.length);
        byte[] bytes = Arrays.copyOfRange(found.data, from, Math.min(found.data.length, from + length));
        return copy ? id.trusted(bytes, offset) : bytes;
    }

    private @Nullable File kept(String node) {
        return followers.stream()
                .flatMap(reading -> reading.kept.stream())
                .filter(file -> file.node.equals(node))
                .findFirst()
                .orElse(null);
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        cut();
    }

    /** One life of a followed file. */
    private static final class Lived {
        final int number;
        final File file;
        final int cuts;
        int at;

        Lived(int number, File file) {
            this.number = number;
            this.file = file;
            this.cuts = file.cuts;
        }

        boolean over() {
            return file.cuts != cuts;
        }
    }

    private final class Reading implements LogFollower {
        private final @Nullable String name;
        private final boolean names;
        private final FollowerSink sink;
        private final List<Lived> lives = new ArrayList<>();
        private final List<File> kept = new ArrayList<>();
        private int seen; // births
        private boolean nameless;
        private int from = Integer.MAX_VALUE; // the life in which it was started
        private int granted;
        private boolean caughtUp;

        Reading(@Nullable String name, boolean names, FollowerSink sink) {
            this.name = name;
            this.names = names;
            this.sink = sink;
            this.seen = births.size();
        }

        void look() {
            File named = files.get(name);
            boolean missed = false;
            int before = seen;
            for (; seen < births.size(); seen++) {
                Birth birth = births.get(seen);
                boolean known = birth.file == newest();
                if (birth.path.equals(name) && !known && birth.file != named) {
                    missed |= !files.containsValue(birth.file);
                    if (files.containsValue(birth.file)) {
                        begin(birth.file, lives.isEmpty() ? FileLife.LifeKind.FIRST : FileLife.LifeKind.NEXT, missed);
                    }
                }
            }
            if (names && seen > before) {
                sink.changed();
            }
            if (named == null) {
                if (!nameless) {
                    events++;
                    sink.nameless(missing(String.valueOf(name)));
                }
                nameless = true;
                return;
            }
            if (named != newest()) {
                begin(named, lives.isEmpty() ? FileLife.LifeKind.FIRST : FileLife.LifeKind.NEXT, missed);
            } else if (lives.get(lives.size() - 1).over()) {
                begin(named, FileLife.LifeKind.CUT, false);
            } else if (nameless) {
                sink.named();
            }
            nameless = false;
        }

        private @Nullable File newest() {
            return lives.isEmpty() ? null : lives.get(lives.size() - 1).file;
        }

        private void begin(File file, FileLife.LifeKind kind, boolean missed) {
            events++;
            FakeHost.this.missed += missed ? 1 : 0;
            Lived life = new Lived(lives.size(), file);
            lives.add(life);
            FileInfo info = info(String.valueOf(name), file);
            long size = info.size() + claimed;
            sink.life(new FileLife(
                    life.number,
                    kind,
                    missed,
                    new FileInfo(info.path(), info.node(), size, info.modified(), info.head())));
            if (life.number == givesUp) {
                sink.givenUp(life.number);
            }
        }

        void pump() {
            if (name == null) {
                while (!said.isEmpty() && followers.contains(this)) {
                    byte[] bytes = said.poll().getBytes(StandardCharsets.ISO_8859_1);
                    events++;
                    sink.output(false, bytes, 0, bytes.length);
                }
                return;
            }
            look();
            for (Lived life : List.copyOf(lives)) {
                while (life.number >= from
                        && life.number != givesUp
                        && !life.over()
                        && life.at < life.file.data.length
                        && granted > 0) {
                    if (!followers.contains(this)) {
                        return;
                    }
                    int length = Math.min(Math.min(pieces, granted), life.file.data.length - life.at);
                    byte[] buffer = Arrays.copyOfRange(life.file.data, life.at, life.at + length);
                    events++;
                    sink.bytes(life.number, life.at, buffer, 0, length);
                    Arrays.fill(buffer, (byte) '?'); // the reader may reuse the array
                    life.at += length;
                    granted -= length;
                    caughtUp = false;
                }
            }
            if (from < Integer.MAX_VALUE && !caughtUp && granted > 0) {
                caughtUp = true;
                events++;
                Lived last = lives.get(lives.size() - 1);
                sink.caughtUp(last.number, last.at);
            }
        }

        void end(@Nullable LogException cause) {
            if (followers.remove(this)) {
                events++;
                sink.ended(cause);
            }
        }

        @Override
        public void start(int life, long offset) {
            from = life;
            lives.get(life).at = (int) offset;
        }

        @Override
        public void grant(int bytes) {
            granted += bytes;
        }

        @Override
        public byte @Nullable [] peek(int life, long offset, int length) throws LogException, InterruptedException {
            call();
            look();
            Lived lived = lives.get(life);
            if (lived.over()) {
                return null;
            }
            int begin = (int) Math.min(offset, lived.file.data.length);
            return Arrays.copyOfRange(lived.file.data, begin, Math.min(lived.file.data.length, begin + length));
        }

        @Override
        public boolean keep(String file, String node) throws LogException, InterruptedException {
            call();
            return files.values().stream()
                            .filter(one -> one.node.equals(node))
                            .findFirst()
                            .map(kept::add)
                            .isPresent()
                    || kept(node) != null;
        }

        @Override
        public void stop() {
            end(null);
        }
    }
}

package io.onetail.tail.local;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches a followed log's name, and begins a life for each file that gets it. For one thread.
 *
 * <p>All files that may be new are opened, then it is asked what has happened to the names meanwhile, until nothing has: then which file had the name before
 * which is certain.
 */
final class LogNameWatcher implements DirectoryWatcher.DirectoryListener, AutoCloseable {
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_UNWATCHED = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_REMOTE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NAMELESS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TELL_NAMES = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_SETTLING = TimeUnit.MILLISECONDS.toNanos(200);
    /** Times that names may change while files are opened, for {@link #LOOK} at least; then what was opened is taken as it is. */
    private static final int TRIES = 50;

    private final Path path;
    private final boolean names;
    private final OpenLives lives;
    private final FollowerSink sink;
    private final OpenedFiles opened;
    private final DirectoryWatcher directoryWatcher;
    private final RecentChanges recent = new RecentChanges();

    private List<NameTracker> tracks = List.of();
    /** Where the name led before, as long as there may be files of that time which nobody has opened. */
    private final List<NameTracker> left = new ArrayList<>();

    private boolean touched = true;
    /** When names began to change all the time, or 0. */
    private long unsettledSince;

    private int unsettledTries;

    private boolean changed;
    private long nextNames;
    private long nextLook;
    private long nextFullLook;
    private @Nullable String node;
    /** Of the file that had the name before one was opened. */
    private @Nullable String seen;

    private @Nullable LogException nameless;
    private long namelessSince;
    /** Whether {@link #nameless} has been told. */
    private boolean told;
    /** So many lives had begun then. */
    private int begunBefore;

    LogNameWatcher(
            String log,
            Path path,
            boolean names,
            OpenLives lives,
            FollowerSink sink,
            FileOpener opener,
            DirectoryWatcher directoryWatcher) {
        this.path = path;
        this.names = names;
        this.lives = lives;
        this.sink = sink;
        this.opened = new OpenedFiles(log, opener);
        this.directoryWatcher = directoryWatcher;
    }

    /** Of the file that has the name, as far as is known. */
    @Nullable
    String node() {
        return node;
    }

    /** Whether it is certain which file has the name, and which have had it. */
    boolean settled() {
        return !touched;
    }

    @Override
    public void changed(Path directory, List<DirectoryWatcher.NameChange> changes) {
        changed = true;
        recent.add(directory, changes, System.nanoTime());
        for (NameTracker track : all()) {
            if (track.directory().equals(directory)) {
                touched |= track.changed(changes);
            }
        }
    }

    void look(long now) throws IOException {
        if (touched || now - nextLook >= 0) {
            String there = FileNodes.orNull(path);
            boolean known = node == null ? there == null : node.equals(there) && lives.knows(node);
            if (touched || !known || (nameless != null && now - nextFullLook >= 0)) {
                seen = there;
                settle(now);
                nextFullLook = now + LOOK;
            }
            nextLook = now + pause();
        }
        tellNameless(now);
        if (names && changed && now - nextNames >= 0) {
            changed = false;
            nextNames = now + TELL_NAMES;
            sink.changed();
        }
    }

    private long pause() {
        long pause = LOOK;
        for (NameTracker track : tracks) {
            long own = switch (directoryWatcher.watchMethod(track.directory())) {
                case EVENTS -> LOOK;
                case LOOKS -> LOOK_UNWATCHED;
                case REMOTE_LOOKS -> LOOK_REMOTE;
            };
            pause = Math.min(pause, own);
        }
        return pause;
    }

    private void settle(long now) throws IOException {
        unsettledSince = touched && unsettledSince != 0 ? unsettledSince : now;
        lives.look(node, now, true, false); // what was cut just before it lost the name
        while (true) {
            touched = watch();
            opened.guess(all());
            OpenFile file = null;
            LogException why = null;
            try {
                file = opened.open(path);
            } catch (LogException e) {
                why = e;
            }
            settleDirectories();
            boolean restless = touched && ++unsettledTries > TRIES && System.nanoTime() - unsettledSince > LOOK;
            boolean last = !touched || restless;
            if (last) {
                all().forEach(NameTracker::finish);
            }
            opened.check();
            begin(last, now);
            if (last) {
                named(file, why, now);
                all().forEach(this::giveUp);
                forgetLeft();
                opened.close();
                unsettledSince = touched ? now : 0;
                unsettledTries = 0;
                return;
            }
            if (System.nanoTime() - now > LONGEST_SETTLING) {
                return; // others have their turn
            }
        }
    }

    /** Those that are still not known are missed. */
    private void giveUp(NameTracker track) {
        for (NameTracker.UnseenFile one : track.unseen()) {
            if (!one.name().equals(track.name())) {
                lives.miss();
            }
            track.next();
        }
    }

    private void named(@Nullable OpenFile file, @Nullable LogException why, long now) throws IOException {
        if (file != null) {
            if (!lives.knows(file.node())) {
                if (seen != null && !seen.equals(file.node()) && !lives.knows(seen) && pause() < LOOK) {
                    lives.miss(); // no event tells where it has gone
                }
                lives.begin(FileLife.LifeKind.NEXT, opened.take(file), now);
            } else {
                lives.look(file.node(), now, true, false);
            }
            node = file.node();
            if (told && lives.begun() == begunBefore) {
                sink.named();
            }
            nameless = null;
            told = false;
        } else if (why != null) {
            node = null;
            if (nameless == null) {
                namelessSince = now;
            }
            told &= nameless != null && nameless.failure() == why.failure();
            nameless = why;
        }
    }

    /** Between the two steps of a rotation there is nothing to tell. */
    private void tellNameless(long now) {
        LogException why = nameless;
        told &= lives.begun() == begunBefore; // a life says that the name was there
        if (why != null && !told && (lives.begun() == 0 || now - namelessSince >= NAMELESS)) {
            told = true;
            begunBefore = lives.begun();
            sink.nameless(why);
        }
    }

    /** In the order in which the name led there. */
    private List<NameTracker> all() {
        return Stream.concat(left.stream(), tracks.stream()).toList();
    }

    /** Learns all that has happened up to now. */
    private void settleDirectories() {
        all().stream().map(NameTracker::directory).distinct().forEach(directoryWatcher::settle);
    }

    /**
     * Begins the lives of those that had the name, in their order, as far as it is certain which they are.
     *
     * @param last whether more certainty is not waited for
     */
    private void begin(boolean last, long now) throws IOException {
        // What has the name may be a link: it leads to what the second track tells last, and was turned after what that
        // told before it was known.
        boolean link = tracks.size() > 1;
        for (NameTracker track : all()) {
            boolean turns = link && track.equals(tracks.get(0));
            if (!begin(track, one -> turns && (!one.isKnown() || one.has(track.name())), last, now)) {
                return; // what came later comes later
            }
        }
        if (link) {
            begin(tracks.get(0), one -> !one.isKnown(), last, now);
        }
    }

    /**
     * Begins the lives of those that had one name; false if it is not certain which file all of them are.
     *
     * @param until which is left for later, with those after it
     */
    private boolean begin(NameTracker track, Predicate<NameTracker.UnseenFile> until, boolean last, long now)
            throws IOException {
        if (track.missed()) {
            lives.miss();
        }
        for (NameTracker.UnseenFile one : track.unseen()) {
            if (until.test(one)) {
                return true;
            }
            OpenFile file = one.file();
            if (file == null && one.gone()) {
                file = opened.deleted(one);
                if (file != null) {
                    directoryWatcher.settle(track.directory()); // its being deleted may be newer than what is known
                }
                if (file == null || track.mayBeNext(one)) {
                    file = byLink(track);
                }
                if (file == null && !one.wasFollowed()) {
                    lives.miss();
                }
            } else if (file == null && !last) {
                return false;
            } else if (file == null && !one.name().equals(track.name())) {
                lives.miss(); // no file of the log, or it can't be read
            }
            if (file != null && lives.knows(file.node())) {
                lives.look(file.node(), now, true, false); // it had the name again, and may have been cut then
            } else if (file != null) {
                lives.begin(FileLife.LifeKind.NEXT, opened.take(file), now);
            }
            track.next();
        }
        return true;
    }

    /** What was opened by a link to this name, if it is none of those that are known to have had the name. */
    private @Nullable OpenFile byLink(NameTracker track) {
        if (tracks.size() == 1 || !track.equals(tracks.get(1))) {
            return null;
        }
        for (NameTracker.UnseenFile link : tracks.get(0).unseen()) {
            OpenFile file = link.gone() ? null : link.file();
            if (file != null
                    && !lives.knows(file.node())
                    && track.unseen().stream().noneMatch(other -> file.equals(other.file()))) {
                return file;
            }
        }
        return null;
    }

    /** Watches the directories of the name and of what it leads to; true if one was not watched before. */
    private boolean watch() {
        if (!tracks.isEmpty()) {
            tracks.get(0).looked(false);
        }
        List<Path> wanted = wanted();
        List<Path> watched = tracks.stream()
                .map(track -> track.directory().resolve(track.name()))
                .toList();
        if (wanted.equals(watched)) {
            // perhaps a directory has been made, or made anew, since
            tracks.forEach(track -> directoryWatcher.watch(track.directory(), this));
            return false;
        }
        settleDirectories(); // files may have come that the name led to before it led elsewhere
        if (!tracks.isEmpty() && wanted.equals(wanted())) {
            tracks.get(0).looked(wanted.size() > 1);
        }
        List<NameTracker> next = new ArrayList<>();
        for (Path one : wanted) {
            int before = watched.indexOf(one);
            next.add(before >= 0 ? tracks.get(before) : track(one));
        }
        List<NameTracker> gone = new ArrayList<>(tracks);
        gone.removeAll(next);
        gone.forEach(NameTracker::leave);
        left.addAll(gone);
        tracks = next;
        tracks.forEach(track -> directoryWatcher.watch(track.directory(), this));
        return true;
    }

    /** The name, and what it leads to if that is another. */
    private List<Path> wanted() {
        return List.copyOf(new LinkedHashSet<>(List.of(LinkTargets.entry(path), LinkTargets.of(path))));
    }

    /** What has lately happened in a directory that was watched already may have happened since the name led there. */
    private NameTracker track(Path path) {
        NameTracker track = new NameTracker(LinkTargets.directory(path), LinkTargets.name(path));
        track.changed(recent.of(track.directory(), System.nanoTime()));
        return track;
    }

    private void forgetLeft() {
        List<NameTracker> gone = List.copyOf(left);
        left.clear();
        for (NameTracker track : gone) {
            if (tracks.stream().noneMatch(other -> other.directory().equals(track.directory()))) {
                directoryWatcher.leave(track.directory(), this);
            }
        }
    }

    @Override
    public void close() {
        opened.close();
        all().forEach(track -> directoryWatcher.leave(track.directory(), this));
    }
}

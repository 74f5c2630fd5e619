package io.onetail.tail.local;

import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader.FileLife;
import io.onetail.tail.HostReader.FollowerSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches a followed log's name, and begins a life for each file that gets it. For one thread.
 *
 * <p>All files that may be new are opened, then it is asked what has happened to the names meanwhile, until nothing has: then it is certain
 * which file had the name before which.
 */
final class LogNameWatcher implements DirectoryWatcher.DirectoryListener, AutoCloseable {
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_UNWATCHED = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_REMOTE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NAMELESS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TELL_NAMES = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_SETTLING = TimeUnit.MILLISECONDS.toNanos(200);
    /** How often names may change while files are opened, if for {@link #LOOK} at least; then what was opened is taken as it is. */
    private static final int TRIES = 50;

    private final Path path;
    private final boolean tellsNames;
    private final OpenLives lives;
    private final FollowerSink sink;
    private final OpenedFiles opened;
    private final TrackedNames names;

    private boolean touched = true;
    /** Since when names have changed all the time, or 0. */
    private long unsettledSince;

    private int unsettledTries;

    private boolean changed;
    private long nextNames;
    private long nextLook;
    private long nextFullLook;
    private @Nullable String node;
    /** The node of the file that had the name before any was opened. */
    private @Nullable String seen;

    private @Nullable LogException nameless;
    private long namelessSince;
    /** Whether {@link #nameless} has been told. */
    private boolean told;
    /** How many lives had begun when it was told. */
    private int begunBefore;

    /**
     * @param tellsNames whether the sink is told when names in the log's directories come or go
     * @param lives gets the lives that begin
     * @param directoryWatcher runs on the same thread
     */
    LogNameWatcher(
            String log,
            Path path,
            boolean tellsNames,
            OpenLives lives,
            FollowerSink sink,
            FileOpener opener,
            DirectoryWatcher directoryWatcher) {
        this.path = path;
        this.tellsNames = tellsNames;
        this.lives = lives;
        this.sink = sink;
        this.opened = new OpenedFiles(log, opener);
        this.names = new TrackedNames(path, directoryWatcher, this);
    }

    /** The node of the file that has the name, as far as is known. */
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
        touched |= names.changed(directory, changes);
    }

    /** Begins the lives of files that have got the name since the last look, and tells the sink if it leads nowhere. */
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
        if (tellsNames && changed && now - nextNames >= 0) {
            changed = false;
            nextNames = now + TELL_NAMES;
            sink.changed();
        }
    }

    private long pause() {
        long pause = LOOK;
        for (DirectoryWatcher.WatchMethod method : names.watchMethods()) {
            long own = switch (method) {
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
            touched = names.watch();
            opened.guess(names.all());
            OpenFile file = null;
            LogException why = null;
            try {
                file = opened.open(path);
            } catch (LogException e) {
                why = e;
            }
            names.settle();
            boolean restless = touched && ++unsettledTries > TRIES && System.nanoTime() - unsettledSince > LOOK;
            boolean last = !touched || restless;
            if (last) {
                names.all().forEach(NameTracker::finish);
            }
            opened.check();
            begin(last, now);
            if (last) {
                named(file, why, now);
                names.all().forEach(this::giveUp);
                names.forgetLeft();
                opened.close();
                unsettledSince = touched ? now : 0;
                unsettledTries = 0;
                return;
            }
            if (System.nanoTime() - now > LONGEST_SETTLING) {
                return; // it goes on with the next look: other logs have their turn
            }
        }
    }

    /** Files that are still not known are missed. */
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

    /** Tells that the name leads nowhere; not between the two steps of a rotation. */
    private void tellNameless(long now) {
        LogException why = nameless;
        told &= lives.begun() == begunBefore; // a life says that the name was there
        if (why != null && !told && (lives.begun() == 0 || now - namelessSince >= NAMELESS)) {
            told = true;
            begunBefore = lives.begun();
            sink.nameless(why);
        }
    }

    /**
     * Begins the lives of the files that had the name, in their order, as far as it is certain which they are.
     *
     * @param last whether to begin them although it is not certain
     */
    private void begin(boolean last, long now) throws IOException {
        // The name may be a link. Then it leads to the last file that the second track tells of, and was turned to it
        // after the files that this track told of before the link was known.
        List<NameTracker> current = names.current();
        boolean link = current.size() > 1;
        for (NameTracker track : names.all()) {
            boolean turns = link && track.equals(current.get(0));
            if (!begin(track, one -> turns && (!one.isKnown() || one.has(track.name())), last, now)) {
                return; // what came later comes later
            }
        }
        if (link) {
            begin(current.get(0), one -> !one.isKnown(), last, now);
        }
    }

    /**
     * Begins the lives of the files that had one name; false if it is not certain of each which file it is.
     *
     * @param until the first that is left for later, with those after it
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
                    names.settle(track); // that it was deleted may be newer than what is known
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

    /** What was opened by a link to this name, if that is not one of the files that are known to have had the name. */
    private @Nullable OpenFile byLink(NameTracker track) {
        List<NameTracker> current = names.current();
        if (current.size() == 1 || !track.equals(current.get(1))) {
            return null;
        }
        for (NameTracker.UnseenFile link : current.get(0).unseen()) {
            OpenFile file = link.gone() ? null : link.file();
            if (file != null
                    && !lives.knows(file.node())
                    && track.unseen().stream().noneMatch(other -> file.equals(other.file()))) {
                return file;
            }
        }
        return null;
    }

    @Override
    public void close() {
        opened.close();
        names.close();
    }
}
